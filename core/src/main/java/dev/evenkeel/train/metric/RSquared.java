package dev.evenkeel.train.metric;

import dev.evenkeel.dataset.Target;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.rows.TargetRows;

/**
 * {@code 1 - sum (x - t)^2 / sum (t - mean t)^2} per output, then the mean over the outputs. An output whose target
 * never changes counts 1 if it is exact, else 0.
 */
record RSquared() implements Metric {
    @Override
    public String name() {
        return "r2";
    }

    @Override
    public Direction better() {
        return Direction.HIGHER;
    }

    @Override
    public Accumulator start(Shape output, Target target, OutputActivation outputActivation) {
        TargetRows.values("R squared", output, target);
        return new Gathered(output.channels());
    }

    private static final class Gathered implements Accumulator {
        private final int channels;
        private final double[] means;
        private final double[] spreads;
        private final double[] errors;
        private double weights;

        Gathered(int channels) {
            this.channels = channels;
            means = new double[channels];
            spreads = new double[channels];
            errors = new double[channels];
        }

        @Override
        public void add(float[] outputs, int outputOffset, float[] targets, int targetOffset, float weight) {
            if (weight == 0) {
                return;
            }
            weights += weight;
            for (int c = 0; c < channels; c++) {
                double target = targets[targetOffset + c];
                double error = outputs[outputOffset + c] - target;
                double before = target - means[c];
                means[c] += before * weight / weights;
                spreads[c] += weight * before * (target - means[c]);
                errors[c] += weight * error * error;
            }
        }

        @Override
        public double value() {
            if (weights == 0) {
                return Double.NaN;
            }
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                sum += spreads[c] > 0 ? 1 - errors[c] / spreads[c] : errors[c] == 0 ? 1 : 0;
            }
            return sum / channels;
        }

        @Override
        public double[] sums() {
            double[] sums = new double[1 + 3 * channels];
            sums[0] = weights;
            System.arraycopy(means, 0, sums, 1, channels);
            System.arraycopy(spreads, 0, sums, 1 + channels, channels);
            System.arraycopy(errors, 0, sums, 1 + 2 * channels, channels);
            return sums;
        }

        @Override
        public void restore(double[] sums) {
            if (sums.length != 1 + 3 * channels) {
                throw new IllegalArgumentException(
                        "R squared has " + (1 + 3 * channels) + " sums, but got " + sums.length);
            }
            weights = sums[0];
            System.arraycopy(sums, 1, means, 0, channels);
            System.arraycopy(sums, 1 + channels, spreads, 0, channels);
            System.arraycopy(sums, 1 + 2 * channels, errors, 0, channels);
        }

        @Override
        public void merge(double[] sums) {
            double more = sums[0];
            if (more == 0) {
                return;
            }
            double before = weights;
            weights += more;
            for (int c = 0; c < channels; c++) {
                double difference = sums[1 + c] - means[c];
                means[c] += difference * more / weights;
                spreads[c] += sums[1 + channels + c] + difference * difference * before * more / weights;
                errors[c] += sums[1 + 2 * channels + c];
            }
        }
    }
}
