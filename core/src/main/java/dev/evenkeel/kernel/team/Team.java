package dev.evenkeel.kernel.team;

/**
 * A small fixed team of threads, the caller taking part. Work is cut by size, never by the number of threads, so that
 * results are the same bits for any team.
 */
public interface Team extends AutoCloseable {
    /** A team in which the caller works alone. */
    static Team alone() {
        return ThreadTeam.ALONE;
    }

    /** A team of {@code threads} including the caller. @throws IllegalArgumentException if below 1 */
    static Team of(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("A team needs 1 thread or more, but got " + threads);
        }
        return new ThreadTeam(threads);
    }

    int threads();

    /**
     * Runs {@code task} on the blocks {@code [0, grain), [grain, 2 grain), ...} of {@code [0, items)}, each once, on any
     * thread and in any order, and returns when all are done. One block alone runs on the caller. Allocates nothing. The
     * first exception of a block is thrown here after all have ended. Calls of one team must not overlap.
     */
    void run(int items, int grain, RangeTask task);

    /**
     * Takes the team for several runs, unless somebody has it: callers who share one ask, and work alone where they are refused.
     * It does not keep out who runs without asking.
     */
    boolean tryReserve();

    /** Gives back what {@link #tryReserve} took. */
    void release();

    /** Ends the team's threads. */
    @Override
    void close();

    /** Work on the items {@code [from, to)}. */
    @FunctionalInterface
    interface RangeTask {
        void run(int from, int to);
    }
}
