package dev.evenkeel.train.metric;

import dev.evenkeel.dataset.Target;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.rows.TargetRows;

/**
 * The share of rows whose class has the largest output; among equal outputs the first class counts as the largest. With
 * one output for two classes, or an output per label, the share on the right side of one half: a raw output of 0, or of
 * 0.5 where the outputs are the values themselves. Where the prediction is
 * not finite, nothing is right ({@link #isDecided}).
 */
record Accuracy() implements Metric {
    @Override
    public String name() {
        return "accuracy";
    }

    @Override
    public Direction better() {
        return Direction.HIGHER;
    }

    @Override
    public Accumulator start(Shape output, Target target, OutputActivation outputActivation) {
        TargetRows rows = Metrics.classRows("Accuracy", output, target, outputActivation);
        int channels = output.channels();
        if (outputActivation == OutputActivation.SIGMOID || rows.encoding() == TargetRows.Encoding.BINARY) {
            float threshold = outputActivation == OutputActivation.IDENTITY ? 0.5f : 0f;
            return new WeightedMean((outputs, at, targets, targetAt) ->
                    rightLabels(outputs, at, targets, targetAt, channels, threshold, outputActivation)
                            / (double) channels);
        }
        if (rows.encoding() == TargetRows.Encoding.VALUES) {
            return new WeightedMean(
                    (outputs, at, targets, targetAt) -> isDecided(outputs, at, channels, outputActivation)
                                    && TopK.isAmong(1, outputs, at, channels, largest(targets, targetAt, channels))
                            ? 1
                            : 0);
        }
        return new WeightedMean((outputs, at, targets, targetAt) -> isDecided(outputs, at, channels, outputActivation)
                        && TopK.isAmong(
                                1, outputs, at, channels, TargetRows.classAt("Accuracy", targets, targetAt, channels))
                ? 1
                : 0);
    }

    /**
     * Whether the prediction is finite: scores whose softmax is a number each, so none is infinite and above, and one at least
     * not below everything; a score whose sigmoid is a number; values that are finite.
     */
    static boolean isDecided(float[] outputs, int at, int channels, OutputActivation outputActivation) {
        boolean any = false;
        for (int index = at; index < at + channels; index++) {
            float output = outputs[index];
            if (Float.isNaN(output)
                    || outputActivation == OutputActivation.IDENTITY && Float.isInfinite(output)
                    || outputActivation == OutputActivation.SOFTMAX && output == Float.POSITIVE_INFINITY) {
                return false;
            }
            any |= outputActivation != OutputActivation.SOFTMAX || output != Float.NEGATIVE_INFINITY;
        }
        return any;
    }

    /** The index of the largest value, the first among equals. */
    static int largest(float[] values, int at, int count) {
        int largest = 0;
        for (int index = 1; index < count; index++) {
            if (values[at + index] > values[at + largest]) {
                largest = index;
            }
        }
        return largest;
    }

    private static int rightLabels(
            float[] outputs,
            int at,
            float[] targets,
            int targetAt,
            int channels,
            float threshold,
            OutputActivation outputActivation) {
        int right = 0;
        for (int label = 0; label < channels; label++) {
            float output = outputs[at + label];
            if (isDecided(outputs, at + label, 1, outputActivation)
                    && (targets[targetAt + label] > 0.5f ? output > threshold : output <= threshold)) {
                right++;
            }
        }
        return right;
    }
}
