package dev.evenkeel.worker;

import java.util.Arrays;

/**
 * Workers that compute together, as one of them sees them: processes of a cluster, or threads ({@link LocalWorkers}). All of
 * them call the same methods in the same order. What is exchanged is combined in the order of the workers, so all get the same
 * bits, and get them again in another run with as many workers.
 *
 * <p>Every method throws an {@link dev.evenkeel.EvenkeelException} that names the worker that failed or is gone, and never waits for
 * it without bound.
 */
public interface Workers {
    /** A single worker. */
    static Workers alone() {
        return Alone.WORKER;
    }

    /** How many there are, this one included. */
    int count();

    /** Which of them this one is, from 0. */
    int rank();

    /**
     * Sets {@code all} to what every worker gives, one behind the other in order of rank. Allocates nothing.
     *
     * @param mine as long at every worker
     * @param all {@code count} times as long
     */
    void gather(double[] mine, double[] all);

    /**
     * Begins to replace values by their sums over all workers, and returns at once: nobody touches the array until
     * {@link #awaitSums()}. Sums that were begun are made one after the other.
     *
     * @param values as long at every worker
     */
    void beginSum(float[] values);

    /** Waits until all sums that were begun are there. */
    void awaitSums();

    default boolean several() {
        return count() > 1;
    }

    /** What every worker gives, in order of rank; they may give arrays of different lengths. */
    default double[][] gatherEach(double[] mine) {
        double[] lengths = new double[count()];
        gather(new double[] {mine.length}, lengths);
        int longest = (int) Arrays.stream(lengths).max().orElse(0);
        double[] all = new double[Math.multiplyExact(longest, count())];
        gather(Arrays.copyOf(mine, longest), all);
        double[][] each = new double[count()][];
        Arrays.setAll(
                each, worker -> Arrays.copyOfRange(all, worker * longest, worker * longest + (int) lengths[worker]));
        return each;
    }

    /** Replaces values, as many at every worker, by their sums over all workers. */
    default void add(double[] values) {
        if (!several()) {
            return;
        }
        double[] all = new double[Math.multiplyExact(values.length, count())];
        gather(values, all);
        Arrays.fill(values, 0);
        for (int index = 0; index < all.length; index++) {
            values[index % values.length] += all[index];
        }
    }
}
