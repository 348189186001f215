package dev.evenkeel.layer;

/**
 * A running statistic while a network is trained. A forward pass that proposes an update writes {@link #next()} and calls
 * {@link #markWritten}. The next batch of the same optimizer step starts from there; when that step ends, what all its
 * batches proposed is committed together or forgotten.
 */
public interface RunningStatistic {
    /** The values before this batch: as the batch before left them. The array changes after every forward pass. */
    float[] values();

    /** Where a forward pass writes the values after this batch; holds the present values when it begins. */
    float[] next();

    /** How many updates are behind the values ({@code num_batches_tracked}); this batch's not among them. */
    long updates();

    /** How many values per channel were seen by all updates together; this batch's not among them. */
    long count();

    /** Says that {@link #next()} was written for this batch, from {@code count} values per channel. */
    void markWritten(long count);
}
