package dev.evenkeel.train.input;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.EvenBatches;
import dev.evenkeel.model.TargetScaling;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads a run's batches ahead and augments them on a thread of its own. Which examples come when, and how each is changed,
 * is a function of (seed, epoch) alone, so no random state is kept and any position can be taken up. Hands batches over
 * without allocating.
 */
public final class Prefetcher implements AutoCloseable {
    private static final int AHEAD = 3;
    private static final int SPINS = 200;

    private final Dataset data;
    private final EvenBatches cut;
    private final int epochs;
    private final BatchAugmentation augmentation;
    private final Optional<TargetScaling> scaling;
    private final Batch[] ring = new Batch[AHEAD];
    private final Share share;
    private final EpochOrder order;
    private final Thread reader;
    private int firstEpoch;
    private int firstBatch;
    private final Thread consumer = Thread.currentThread();
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong released = new AtomicLong();
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    public Prefetcher(
            Dataset data,
            Share share,
            ExampleOrder examples,
            int epochs,
            BatchAugmentation augmentation,
            Optional<TargetScaling> scaling) {
        this.data = data;
        this.share = share;
        cut = examples.cut();
        this.epochs = epochs;
        this.augmentation = augmentation;
        this.scaling = scaling;
        int capacity = Math.max(1, Math.min(cut.batchSize(), data.size()));
        Arrays.setAll(ring, index -> new Batch(capacity, data.inputShape(), data.target()));
        order = new EpochOrder(examples, share);
        reader = new Thread(this::readAll, "evenkeel-prefetcher");
        reader.setDaemon(true);
    }

    /** Starts to read at a batch of an epoch; once. */
    public void start(int epoch, int batch) {
        firstEpoch = epoch;
        firstBatch = batch;
        reader.start();
    }

    /** The next batch, which stays valid until {@link #release}. */
    public Batch take() {
        long wanted = released.get();
        int spins = 0;
        while (read.get() <= wanted) {
            if (failure != null) {
                throw rethrown(failure);
            }
            if (++spins > SPINS) {
                LockSupport.parkNanos(this, 100_000);
            } else {
                Thread.onSpinWait();
            }
        }
        return ring[(int) (wanted % AHEAD)];
    }

    /** Gives the batch last taken back to be filled again. */
    public void release() {
        released.incrementAndGet();
        LockSupport.unpark(reader);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(reader);
        try {
            reader.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void readAll() {
        try {
            int batch = firstBatch;
            for (int epoch = firstEpoch; epoch < epochs && !closed; epoch++) {
                order.begin(epoch);
                for (; batch < cut.count() && !closed; batch++) {
                    awaitRoom();
                    if (!closed) {
                        fill(ring[(int) (read.get() % AHEAD)], epoch, batch);
                        read.incrementAndGet();
                        LockSupport.unpark(consumer);
                    }
                }
                batch = 0;
            }
        } catch (RuntimeException | Error problem) {
            failure = problem;
            LockSupport.unpark(consumer);
        }
    }

    private void fill(Batch batch, int epoch, int index) {
        int from = order.from(index);
        batch.fill(data, order.examples(), from, order.from(index + 1));
        augmentation.apply(batch, order.examples(), from, share.first(), epoch);
        if (scaling.isPresent()) {
            for (int row = 0; row < batch.examples(); row++) {
                scaling.get().scale(batch.targets(), batch.targetOffset(row));
            }
        }
    }

    private void awaitRoom() {
        while (read.get() - released.get() >= AHEAD && !closed) {
            LockSupport.parkNanos(this, 1_000_000);
        }
    }

    private static RuntimeException rethrown(@Nullable Throwable problem) {
        if (problem instanceof Error error) {
            throw error;
        }
        return problem instanceof RuntimeException runtime ? runtime : new IllegalStateException(problem);
    }
}
