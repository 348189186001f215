package dev.evenkeel.testkit;

import dev.evenkeel.layer.RunningStatistic;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Tensor;

/** A running statistic that batches were seen for. */
final class HarnessStatistic implements RunningStatistic {
    private static final long VALUES_AN_UPDATE = 40;

    private final Statistic statistic;
    private final long updates;
    private final float[] values;
    private final float[] next;
    private long added;

    HarnessStatistic(Statistic statistic, long updates) {
        this.statistic = statistic;
        this.updates = updates;
        values = new float[statistic.shape().size()];
        Randomness random = Randomness.of(11, "statistic " + statistic.name());
        for (int index = 0; index < values.length; index++) {
            values[index] = statistic.initial();
            if (updates > 0) {
                values[index] += (float) Math.abs(0.5 * random.nextGaussian());
            }
        }
        next = values.clone();
    }

    Tensor tensor() {
        return Tensor.of(statistic.shape(), values);
    }

    void reset() {
        System.arraycopy(values, 0, next, 0, next.length);
        added = 0;
    }

    /** How many values the step added. */
    long added() {
        return added;
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
        return updates * VALUES_AN_UPDATE;
    }

    @Override
    public void markWritten(long count) {
        added = count;
    }
}
