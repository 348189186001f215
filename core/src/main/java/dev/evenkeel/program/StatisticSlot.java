package dev.evenkeel.program;

import dev.evenkeel.layer.RunningStatistic;
import dev.evenkeel.layer.Statistic;
import java.util.Arrays;

/**
 * A running statistic of a program. A step may bring several batches (gradient accumulation): each starts from what the
 * one before left, and all are committed or undone together.
 */
public final class StatisticSlot implements RunningStatistic {
    private final String name;
    private final String layer;
    private final Statistic statistic;
    private final float[] committed;
    private float[] values;
    private float[] next;
    private long committedUpdates;
    private long committedCount;
    private long updates;
    private long count;
    private long pending;

    StatisticSlot(String layer, Statistic statistic) {
        this.name = layer + "." + statistic.name();
        this.layer = layer;
        this.statistic = statistic;
        committed = new float[statistic.shape().size()];
        Arrays.fill(committed, statistic.initial());
        values = committed.clone();
        next = committed.clone();
    }

    /** The statistic's name in the network, as {@code 3.running_mean}. */
    public String name() {
        return name;
    }

    public String layer() {
        return layer;
    }

    public Statistic statistic() {
        return statistic;
    }

    /** The values as committed by the step before. Always the same array. */
    public float[] committed() {
        return committed;
    }

    @Override
    public float[] values() {
        return values;
    }

    @Override
    public float[] next() {
        return next;
    }

    @Override
    public long updates() {
        return updates;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public void markWritten(long values) {
        pending = values;
    }

    /** Sets the committed state, as from a model. */
    public void restore(float[] source, long sourceUpdates, long sourceCount) {
        System.arraycopy(source, 0, committed, 0, committed.length);
        committedUpdates = sourceUpdates;
        committedCount = sourceCount;
        rollback();
    }

    /** Sets another's committed state to this one's. */
    public void copyCommitted(StatisticSlot to) {
        to.restore(committed, committedUpdates, committedCount);
    }

    /** Lets the next batch of the same step start from what this one left. */
    void stage() {
        if (pending > 0) {
            float[] old = values;
            values = next;
            next = old;
            System.arraycopy(values, 0, next, 0, next.length);
            updates++;
            count += pending;
            pending = 0;
        }
    }

    void commit() {
        System.arraycopy(values, 0, committed, 0, committed.length);
        committedUpdates = updates;
        committedCount = count;
    }

    void rollback() {
        System.arraycopy(committed, 0, values, 0, committed.length);
        System.arraycopy(committed, 0, next, 0, committed.length);
        updates = committedUpdates;
        count = committedCount;
        pending = 0;
    }
}
