package dev.evenkeel.worker;

import dev.evenkeel.EvenkeelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Workers that are threads of this process: what a cluster computes, to the bit, where its workers have the same processor. */
public final class LocalWorkers {
    private final double[][] given;
    private final float[][] summands;
    private final Meeting meeting;

    private LocalWorkers(int count) {
        given = new double[count][];
        summands = new float[count][];
        meeting = new Meeting(count);
    }

    /**
     * Has {@code count} workers do the same work, each on a thread of its own, and gives what each of them made, in order of
     * rank. All have ended when this returns or throws. If the calling thread is interrupted they are interrupted too, and it
     * stays so.
     *
     * @throws EvenkeelException if the calling thread was interrupted, or as whatever else the first worker that fails throws
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
        boolean interrupted = awaitEnd(threads);
        Optional<Meeting.Failure> failure = group.meeting.failure();
        if (interrupted) {
            Thread.currentThread().interrupt();
            EvenkeelException stopped = new EvenkeelException(
                    "The thread '" + Thread.currentThread().getName() + "' was interrupted while its " + count
                            + " workers were at work, so they were stopped");
            failure.ifPresent(first -> stopped.addSuppressed(first.problem()));
            throw stopped;
        }
        failure.ifPresent(LocalWorkers::rethrow);
        synchronized (results) {
            return results.stream().flatMap(Optional::stream).toList();
        }
    }

    private void work(int rank, Runnable task) {
        try {
            task.run();
            meeting.leave(rank);
        } catch (Throwable problem) {
            meeting.fail(rank, problem);
        }
    }

    /** Whether this thread was interrupted meanwhile; then the workers were too. */
    private static boolean awaitEnd(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException asked) {
                    interrupted = true;
                    threads.forEach(Thread::interrupt);
                }
            }
        }
        return interrupted;
    }

    private static void rethrow(Meeting.Failure first) {
        if (first.problem() instanceof Error error) {
            throw error;
        }
        if (first.problem() instanceof RuntimeException problem) {
            throw problem;
        }
        throw new IllegalStateException(first.problem());
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
            meeting.await(rank);
            IntStream.range(0, count())
                    .forEach(worker -> System.arraycopy(given[worker], 0, all, worker * mine.length, mine.length));
            meeting.await(rank);
        }

        @Override
        public void beginSum(float[] values) {
            summands[rank] = values;
            meeting.await(rank);
            float[] sums = new float[values.length];
            for (float[] worker : summands) {
                for (int index = 0; index < sums.length; index++) {
                    sums[index] += worker[index];
                }
            }
            meeting.await(rank);
            System.arraycopy(sums, 0, values, 0, sums.length);
        }

        @Override
        public void awaitSums() {}
    }
}
