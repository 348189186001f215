package dev.evenkeel.layer;

/**
 * A running statistic while a network is trained. A forward pass that updates it writes {@link #next()} and calls
 * {@link #update}; the step commits all updates together or none.
 */
public interface RunningStatistic {
    /** The values as committed by the step before. The array changes when a step is committed. */
    float[] values();

    /** Where a forward pass writes the values after this step; holds the present values when the step begins. */
    float[] next();

    /** How many updates are behind the values ({@code num_batches_tracked}); this step's not among them. */
    long updates();

    /** How many values per channel were seen by all updates together; this step's not among them. */
    long count();

    /** Says that {@link #next()} was written in this step, from {@code count} values per channel. */
    void update(long count);
}
