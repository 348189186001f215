package dev.evenkeel.train.metric;

import java.util.function.DoubleUnaryOperator;

/** {@code finish(sum weight * score / sum weight)} over the rows. */
final class WeightedMean implements Metric.Accumulator {
    private final Metrics.RowScore score;
    private final DoubleUnaryOperator finish;
    private double weights;
    private double scores;

    WeightedMean(Metrics.RowScore score) {
        this(score, DoubleUnaryOperator.identity());
    }

    WeightedMean(Metrics.RowScore score, DoubleUnaryOperator finish) {
        this.score = score;
        this.finish = finish;
    }

    @Override
    public void add(float[] outputs, int outputOffset, float[] targets, int targetOffset, float weight) {
        if (weight != 0) {
            weights += weight;
            scores += weight * score.of(outputs, outputOffset, targets, targetOffset);
        }
    }

    @Override
    public double value() {
        return finish.applyAsDouble(scores / weights);
    }

    @Override
    public double[] sums() {
        return new double[] {weights, scores};
    }

    @Override
    public void restore(double[] sums) {
        if (sums.length != 2) {
            throw new IllegalArgumentException("A mean has 2 sums, but got " + sums.length);
        }
        weights = sums[0];
        scores = sums[1];
    }

    @Override
    public void merge(double[] sums) {
        weights += sums[0];
        scores += sums[1];
    }
}
