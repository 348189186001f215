package dev.evenkeel.serve.batch;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.serve.model.Examples;
import dev.evenkeel.serve.protocol.ProtocolException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * Batches of what waits when a thread becomes free. Threads come as they are needed and go when they have long been idle; a caller
 * may compute as one of them. Who cancels a future gives its place in the queue to others.
 */
public final class MicroBatcher implements Batcher {
    private static final Logger LOGGER = System.getLogger(MicroBatcher.class.getName());
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final String name;
    private final Predictor predictor;
    private final BatchSettings settings;
    private final BatchObserver observer;
    private final BatchComputation alone;
    private final BatchComputation shared;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition ended = lock.newCondition();
    private final RequestQueue queue;
    private int threads;
    private int idle;
    private int guests;
    private boolean isClosed;
    private boolean isSweeping;

    /**
     * @param name of the model, for the threads' names
     * @param team whose threads share a batch while nothing else is to be computed; what waits is worth more than what it would gain
     */
    public MicroBatcher(String name, Predictor predictor, Team team, BatchSettings settings, BatchObserver observer) {
        this.name = name;
        this.predictor = predictor;
        this.settings = settings;
        this.observer = observer;
        alone = new BatchComputation(predictor);
        shared = new BatchComputation(predictor.on(team));
        queue = new RequestQueue(settings);
    }

    @Override
    public CompletableFuture<float[]> submit(Examples examples) {
        requireFit(examples);
        if (examples.count() == 0) {
            return CompletableFuture.completedFuture(new float[0]);
        }
        WaitingRequest request = new WaitingRequest(examples, System.nanoTime());
        lock.lock();
        try {
            if (isClosed) {
                throw new ProtocolException(503, "The model is being retired. Try again later");
            }
            queue.add(request);
            try {
                wake();
            } catch (Throwable noThread) {
                queue.remove(request);
                throw noThread;
            }
            sweepLater();
        } finally {
            lock.unlock();
        }
        CompletableFuture<float[]> unused = request.whenComplete((outputs, failure) -> left(request));
        return request;
    }

    @Override
    public boolean computeNow(Examples examples, BiConsumer<? super float[], ? super Throwable> answer) {
        requireFit(examples);
        if (examples.count() == 0 || !enter()) {
            return false;
        }
        try {
            WaitingRequest request = new WaitingRequest(examples, System.nanoTime());
            CompletableFuture<float[]> unused = request.whenComplete(answer);
            compute(List.of(request));
        } finally {
            leave();
        }
        return true;
    }

    /** Whether the caller may compute: requests that are to wait for others are not for it. */
    private boolean enter() {
        lock.lock();
        try {
            boolean enters =
                    !isClosed && settings.maxDelay().isZero() && queue.isEmpty() && working() < settings.threads();
            guests += enters ? 1 : 0;
            return enters;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            guests--;
            if (!queue.isEmpty()) {
                wake();
            }
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int working() {
        return threads - idle + guests;
    }

    private void requireFit(Examples examples) {
        long size = (long) examples.count() * predictor.input().size();
        if (examples.count() < 0
                || examples.inputs().length != size
                || examples.mask().positions() != predictor.input().positions()) {
            throw new IllegalArgumentException(examples.count() + " examples " + predictor.input() + " need " + size
                    + " values and a mask of " + predictor.input().positions() + " positions, but got "
                    + examples.inputs().length + " and " + examples.mask().positions());
        }
    }

    private void left(WaitingRequest request) {
        lock.lock();
        try {
            queue.remove(request);
        } finally {
            lock.unlock();
        }
    }

    /** Has a thread look at the queue, unless so many work that the first of them to be done will. */
    private void wake() {
        if (working() >= settings.threads()) {
            return;
        }
        if (idle > 0) {
            work.signal();
        } else {
            start();
        }
    }

    private void start() {
        Thread thread = new Thread(this::run, "evenkeel-batch-" + name);
        thread.setDaemon(true);
        threads++;
        try {
            thread.start();
        } catch (Throwable failed) {
            threads--;
            throw failed;
        }
    }

    private void run() {
        try {
            List<WaitingRequest> batch = next();
            while (!batch.isEmpty()) {
                compute(batch);
                batch = next();
            }
        } finally {
            lock.lock();
            try {
                threads--;
                ended.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** The next batch; empty if the thread is to end. */
    private List<WaitingRequest> next() {
        lock.lock();
        try {
            while (true) {
                long now = System.nanoTime();
                long wait = queue.isEmpty() ? IDLE_NANOS : queue.nanosToWait(now);
                if (queue.isEmpty() ? isClosed : isClosed || wait <= 0) {
                    List<WaitingRequest> batch = queue.take();
                    if (!queue.isEmpty()) {
                        wake();
                    }
                    return batch;
                }
                boolean wasEmpty = queue.isEmpty();
                idle++;
                try {
                    boolean isOver = work.awaitNanos(wait) <= 0;
                    if (isOver && wasEmpty && queue.isEmpty()) {
                        return List.of();
                    }
                } catch (InterruptedException nobodyShould) {
                    LOGGER.log(Level.DEBUG, "A thread of batches was interrupted, and goes on");
                } finally {
                    idle--;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void compute(List<WaitingRequest> batch) {
        List<float[]> outputs;
        try {
            outputs = (isOnly() ? shared : alone)
                    .of(batch.stream().map(WaitingRequest::examples).toList());
        } catch (Throwable failed) {
            if (batch.size() == 1) {
                boolean unused = batch.get(0).completeExceptionally(failed);
            } else {
                batch.forEach(request -> compute(List.of(request)));
            }
            return;
        }
        for (int index = 0; index < batch.size(); index++) {
            boolean unused = batch.get(index).complete(outputs.get(index));
        }
        tell(batch);
    }

    /** Whether nothing else is computed or waits. */
    private boolean isOnly() {
        lock.lock();
        try {
            return queue.isEmpty() && working() == 1;
        } finally {
            lock.unlock();
        }
    }

    private void tell(List<WaitingRequest> batch) {
        int waiting;
        lock.lock();
        try {
            waiting = queue.size();
        } finally {
            lock.unlock();
        }
        try {
            observer.computed(batch.stream().map(WaitingRequest::examples).toList(), waiting);
        } catch (RuntimeException failed) {
            LOGGER.log(
                    Level.WARNING,
                    "An observer of batches failed (" + failed.getClass().getSimpleName() + ")");
        }
    }

    /** Looks for requests whose time is over when the first one's is, unless somebody is about to. */
    private void sweepLater() {
        if (!isSweeping && queue.hasUnanswered()) {
            isSweeping = true;
            long nanos = Math.max(1, queue.nanosToNextDue(System.nanoTime()));
            CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(this::sweep);
        }
    }

    private void sweep() {
        List<WaitingRequest> overdue;
        lock.lock();
        try {
            overdue = queue.overdue(System.nanoTime());
            overdue.forEach(queue::remove);
            isSweeping = false;
            sweepLater();
        } finally {
            lock.unlock();
        }
        overdue.forEach(request -> request.completeExceptionally(new ProtocolException(
                503,
                "The server is busy: the request was not answered within "
                        + settings.timeLimit().toMillis() + " ms. Try again later")));
    }

    @Override
    public void close() {
        boolean interrupted = false;
        lock.lock();
        try {
            isClosed = true;
            work.signalAll();
            while (threads + guests > 0) {
                try {
                    ended.await();
                } catch (InterruptedException impatient) {
                    interrupted = true;
                }
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
