package dev.evenkeel.worker;

import dev.evenkeel.EvenkeelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Workers that are threads of this process: what a cluster computes, to the bit, where its workers have the same processor. */
public final class LocalWorkers {
    private final double[][] given;
    private final float[][] summands;
    private final CyclicBarrier barrier;
    private final AtomicReference<Optional<Failure>> failure = new AtomicReference<>(Optional.empty());

    private record Failure(int rank, Throwable problem) {}

    private LocalWorkers(int count) {
        given = new double[count][];
        summands = new float[count][];
        barrier = new CyclicBarrier(count);
    }

    /**
     * Has {@code count} workers do the same work, each on a thread of its own, and gives what each of them made, in order of
     * rank.
     *
     * @throws EvenkeelException or whatever else the first worker that fails throws
     */
    public static <T> List<T> run(int count, Function<Workers, T> work) {
        if (count < 1) {
            throw new IllegalArgumentException("1 worker or more is needed, but got " + count);
        }
        LocalWorkers group = new LocalWorkers(count);
        List<Optional<T>> results = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int rank = 0; rank < count; rank++) {
            int own = rank;
            results.add(Optional.empty());
            threads.add(new Thread(
                    () -> group.work(own, () -> {
                        T made = work.apply(group.new Member(own));
                        synchronized (results) {
                            results.set(own, Optional.of(made));
                        }
                    }),
                    "evenkeel-worker-" + rank));
        }
        threads.forEach(Thread::start);
        threads.forEach(LocalWorkers::join);
        group.failure.get().ifPresent(LocalWorkers::rethrow);
        synchronized (results) {
            return results.stream().flatMap(Optional::stream).toList();
        }
    }

    private void work(int rank, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error problem) {
            failure.compareAndSet(Optional.empty(), Optional.of(new Failure(rank, problem)));
            barrier.reset();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rethrow(Failure first) {
        if (first.problem() instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) first.problem();
    }

    /** Meets the others; after that all have given, or all have taken. */
    private void meet() {
        if (failure.get().isPresent()) {
            throw lost();
        }
        try {
            barrier.await();
        } catch (BrokenBarrierException broken) {
            throw lost();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EvenkeelException("Interrupted while waiting for other workers", interrupted);
        }
    }

    private EvenkeelException lost() {
        return new EvenkeelException(failure.get()
                .map(first ->
                        "Worker " + first.rank() + " failed: " + first.problem().getMessage())
                .orElse("Another worker was interrupted"));
    }

    private final class Member implements Workers {
        private final int rank;

        Member(int rank) {
            this.rank = rank;
        }

        @Override
        public int count() {
            return given.length;
        }

        @Override
        public int rank() {
            return rank;
        }

        @Override
        public void gather(double[] mine, double[] all) {
            given[rank] = mine;
            meet();
            IntStream.range(0, count())
                    .forEach(worker -> System.arraycopy(given[worker], 0, all, worker * mine.length, mine.length));
            meet();
        }

        @Override
        public void beginSum(float[] values) {
            summands[rank] = values;
            meet();
            float[] sums = new float[values.length];
            for (float[] worker : summands) {
                for (int index = 0; index < sums.length; index++) {
                    sums[index] += worker[index];
                }
            }
            meet();
            System.arraycopy(sums, 0, values, 0, sums.length);
        }

        @Override
        public void awaitSums() {}
    }
}
