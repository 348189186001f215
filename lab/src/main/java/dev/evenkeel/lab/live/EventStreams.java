package dev.evenkeel.lab.live;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The streams of server-sent events that are open: each has a thread, which tells of changes, a second apart or more. */
final class EventStreams {
    private static final int MAX = 16;
    private static final int QUIET_SECONDS = 15;
    private static final byte[] SIGN_OF_LIFE = ":\n\n".getBytes(StandardCharsets.UTF_8);
    private static final long OPENING = 1_000_000_000L;

    private final CurrentPage current;
    private final ReaderThreads threads;
    private final Duration patience;
    private int open;
    private long expectedUntil = System.nanoTime();

    /** @param patience how long readers may take for the last page */
    EventStreams(CurrentPage current, ReaderThreads threads, Duration patience) {
        this.current = current;
        this.threads = threads;
        this.patience = patience;
    }

    /** Answers a request for a stream. */
    void open(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        } else if (!enter()) {
            LiveServer.refuse(exchange, 503, "There are " + MAX + " streams already, and no more");
        } else {
            threads.start(() -> follow(exchange));
        }
    }

    /** A reader got a page, whose script is about to open a stream. */
    synchronized void expectOne() {
        expectedUntil = System.nanoTime() + OPENING;
    }

    /** Waits until all streams have ended and none is expected, for as long as readers may take. */
    synchronized void awaitTheirEnd() {
        long begin = System.nanoTime();
        long left = patience.toNanos();
        try {
            while (left > 0 && (open > 0 || System.nanoTime() < expectedUntil)) {
                long wait = open > 0 ? left : Math.min(left, expectedUntil - System.nanoTime());
                wait(Math.max(1, wait / 1_000_000));
                left = patience.toNanos() - (System.nanoTime() - begin);
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean enter() {
        expectedUntil = System.nanoTime();
        if (open == MAX) {
            return false;
        }
        open++;
        return true;
    }

    private synchronized void leave() {
        open--;
        notifyAll();
    }

    private void follow(HttpExchange exchange) {
        try (exchange) {
            exchange.sendResponseHeaders(200, 0);
            tell(exchange.getResponseBody());
        } catch (IOException | InterruptedException | RuntimeException ended) {
            // The reader went away, did not listen, or there was no page; a page that is still open asks again.
            System.getLogger(EventStreams.class.getName()).log(System.Logger.Level.DEBUG, "a stream ended", ended);
        } finally {
            leave();
        }
    }

    private void tell(OutputStream stream) throws IOException, InterruptedException {
        CurrentPage.Event told = current.event();
        threads.write(stream, told.bytes());
        int quiet = 0;
        while (!told.isLast() && !current.isClosed()) {
            current.pause();
            quiet++;
            if (current.isBeyond(told)) {
                told = current.event();
                threads.write(stream, told.bytes());
                quiet = 0;
            } else if (quiet >= QUIET_SECONDS) {
                threads.write(stream, SIGN_OF_LIFE);
                quiet = 0;
            }
        }
    }
}
