package dev.evenkeel.lab.live;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that wait for readers. An interrupt closes the connection that its thread reads from or writes to, so one that takes
 * too long is dropped.
 */
final class ReaderThreads implements AutoCloseable {
    private static final int MAX_AT_ONCE = 8;
    private static final long IDLE_SECONDS = 10;

    private final Duration limit;
    private final ThreadPoolExecutor answering = new ThreadPoolExecutor(
            MAX_AT_ONCE,
            MAX_AT_ONCE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            ReaderThreads::daemon,
            new ThreadPoolExecutor.DiscardPolicy());
    private final ScheduledThreadPoolExecutor clock =
            new ScheduledThreadPoolExecutor(1, ReaderThreads::daemon, new ThreadPoolExecutor.DiscardPolicy());

    /** @param limit how long a reader may take for a request, an answer or an event */
    ReaderThreads(Duration limit) {
        this.limit = limit;
        answering.allowCoreThreadTimeOut(true);
        clock.setRemoveOnCancelPolicy(true);
    }

    /** Does what is done in a moment, unless the reader is slow. */
    void answer(Runnable work) {
        answering.execute(() -> {
            Future<?> interrupt = interruptLater();
            try {
                work.run();
            } finally {
                interrupt.cancel(false);
            }
        });
    }

    /** Does what may take long, on a thread of its own. */
    void start(Runnable work) {
        daemon(work).start();
    }

    /** Writes all of {@code bytes}, or fails if the reader does not take them. */
    void write(OutputStream stream, byte[] bytes) throws IOException {
        Future<?> interrupt = interruptLater();
        try {
            stream.write(bytes);
            stream.flush();
        } finally {
            interrupt.cancel(false);
        }
    }

    @Override
    public void close() {
        answering.shutdownNow();
        clock.shutdownNow();
    }

    private Future<?> interruptLater() {
        Thread reader = Thread.currentThread();
        return clock.schedule(reader::interrupt, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "evenkeel-live");
        thread.setDaemon(true);
        return thread;
    }
}
