package dev.evenkeel.sequence.normalized;

import dev.evenkeel.layer.RunningStatistic;

/**
 * Running mean and variance of each step, up to a bound, while they are trained.
 *
 * @param mean {@code [steps, columns]}
 * @param variance {@code [steps, columns]}
 * @param tracked how many steps have been gathered
 */
record StepStatistics(RunningStatistic mean, RunningStatistic variance, RunningStatistic tracked) {
    int gathered() {
        return Math.round(tracked.values()[0]);
    }

    /**
     * Writes what they become with a batch: a step that is seen for the first time begins with it, the others follow with the
     * weight of a new batch. Steps at and behind the bound are pooled.
     *
     * @param seen how many steps of the batch two sequences or more have
     */
    void follow(BatchStepNorm batch, AlignedSteps steps, int seen, int maxSteps, float weight) {
        int columns = batch.columns();
        for (int step = 0; step < Math.min(seen, maxSteps); step++) {
            int end = step == maxSteps - 1 ? seen : step + 1;
            double share = step < gathered() ? weight : 1;
            for (int column = 0; column < columns; column++) {
                propose(batch, steps, column, step, end, share);
            }
        }
        mean.markWritten(steps.count(0));
        variance.markWritten(steps.count(0));
    }

    /** The mean and the unbiased variance of a value over the steps {@code [from, to)}. */
    private void propose(BatchStepNorm batch, AlignedSteps steps, int column, int from, int to, double share) {
        long count = 0;
        double pooledMean = 0;
        double squares = 0;
        for (int step = from; step < to; step++) {
            int more = steps.count(step);
            double off = batch.mean(step, column) - pooledMean;
            squares += more * batch.variance(step, column) + off * off * count * more / (count + more);
            count += more;
            pooledMean += off * more / count;
        }
        int at = from * batch.columns() + column;
        double pooledVariance = squares / (count - 1);
        mean.next()[at] = (float) ((1 - share) * mean.values()[at] + share * pooledMean);
        variance.next()[at] = (float) ((1 - share) * variance.values()[at] + share * pooledVariance);
    }
}
