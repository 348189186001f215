package dev.evenkeel.spark.worker;

import dev.evenkeel.EvenkeelException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sums over workers, made on a thread of its own while the worker computes on. Every value is added in order of rank, whoever adds
 * it: its bits do not depend on how values are cut.
 */
final class Sums implements AutoCloseable {
    /** Arrays up to this length go whole from each to each: one way instead of two. */
    private static final int SHORT = 4096;

    /** Floats of a message: few enough to stay in a processor's cache on their way. */
    private static final int SEGMENT = 1 << 15;

    private final Peers peers;
    private final ExecutorService adder = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "evenkeel-sums");
        thread.setDaemon(true);
        return thread;
    });
    private final Deque<Future<?>> begun = new ArrayDeque<>();

    Sums(Peers peers) {
        this.peers = peers;
    }

    void begin(float[] values) {
        for (int other = 0; other < peers.count(); other++) {
            if (other != peers.rank()) {
                int end = to(values, other);
                for (int at = from(values, other); at < end; at += SEGMENT) {
                    peers.send(other, Message.SUMMAND.of(values, at, Math.min(end, at + SEGMENT)));
                }
            }
        }
        begun.add(adder.submit(() -> sum(values)));
    }

    void await() {
        while (!begun.isEmpty()) {
            try {
                begun.remove().get();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new EvenkeelException(
                        "Interrupted while waiting for the gradients of other workers", interrupted);
            } catch (ExecutionException failure) {
                if (failure.getCause() instanceof EvenkeelException known) {
                    throw known;
                }
                throw new IllegalStateException(failure.getCause());
            }
        }
    }

    /** Adds up its own part, and takes the others' from those who add them up. */
    private void sum(float[] values) {
        int end = to(values, peers.rank());
        for (int at = from(values, peers.rank()); at < end; at += SEGMENT) {
            addUp(values, at, Math.min(end, at + SEGMENT));
        }
        for (int other = 0; other < peers.count() && !isWhole(values); other++) {
            if (other != peers.rank()) {
                int last = to(values, other);
                for (int at = from(values, other); at < last; at += SEGMENT) {
                    int length = Math.min(SEGMENT, last - at);
                    take(Message.SUM, other, length).get(values, at, length);
                }
            }
        }
    }

    private void addUp(float[] values, int from, int to) {
        float[] sum = new float[to - from];
        for (int other = 0; other < peers.count(); other++) {
            if (other == peers.rank()) {
                for (int index = 0; index < sum.length; index++) {
                    sum[index] += values[from + index];
                }
            } else {
                FloatBuffer summand = take(Message.SUMMAND, other, sum.length);
                for (int index = 0; index < sum.length; index++) {
                    sum[index] += summand.get(index);
                }
            }
        }
        System.arraycopy(sum, 0, values, from, sum.length);
        if (!isWhole(values)) {
            peers.tell(Message.SUM.of(sum, 0, sum.length));
        }
    }

    private FloatBuffer take(Message kind, int other, int length) {
        ByteBuffer content = peers.take(kind, other);
        Peers.requireLength(content, length, Float.BYTES, other);
        return content.asFloatBuffer();
    }

    /** Two workers send as much either way. */
    private boolean isWhole(float[] values) {
        return values.length <= SHORT || peers.count() == 2;
    }

    /** Where the values begin that a worker adds up. */
    private int from(float[] values, int worker) {
        return isWhole(values) ? 0 : (int) ((long) values.length * worker / peers.count());
    }

    private int to(float[] values, int worker) {
        return isWhole(values) ? values.length : (int) ((long) values.length * (worker + 1) / peers.count());
    }

    @Override
    public void close() {
        adder.shutdownNow();
    }
}
