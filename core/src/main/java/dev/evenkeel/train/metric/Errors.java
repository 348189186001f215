package dev.evenkeel.train.metric;

import dev.evenkeel.dataset.Target;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.loss.TargetRows;

/** Metrics of numbers, mean over outputs and rows, in the targets' unit. */
final class Errors {
    private Errors() {}

    /** {@code mean |x - t|}. */
    record MeanAbsolute() implements Metric {
        @Override
        public String name() {
            return "mae";
        }

        @Override
        public Direction better() {
            return Direction.LOWER;
        }

        @Override
        public Accumulator start(Shape output, Target target, OutputActivation outputActivation) {
            TargetRows.values("Mean absolute error", output, target);
            int channels = output.channels();
            return new WeightedMean((outputs, at, targets, targetAt) -> {
                double sum = 0;
                for (int c = 0; c < channels; c++) {
                    sum += Math.abs((double) outputs[at + c] - targets[targetAt + c]);
                }
                return sum / channels;
            });
        }
    }

    /** {@code sqrt(mean (x - t)^2)}. */
    record RootMeanSquared() implements Metric {
        @Override
        public String name() {
            return "rmse";
        }

        @Override
        public Direction better() {
            return Direction.LOWER;
        }

        @Override
        public Accumulator start(Shape output, Target target, OutputActivation outputActivation) {
            TargetRows.values("Root mean squared error", output, target);
            int channels = output.channels();
            return new WeightedMean(
                    (outputs, at, targets, targetAt) -> {
                        double sum = 0;
                        for (int c = 0; c < channels; c++) {
                            double difference = (double) outputs[at + c] - targets[targetAt + c];
                            sum += difference * difference;
                        }
                        return sum / channels;
                    },
                    Math::sqrt);
        }
    }
}
