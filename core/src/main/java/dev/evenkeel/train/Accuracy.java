package dev.evenkeel.train;

import dev.evenkeel.dataset.Target;
import dev.evenkeel.inference.Link;
import dev.evenkeel.tensor.Shape;

/**
 * The share of rows whose class has the largest output; among equal outputs the first class counts as the largest. With
 * one output for two classes, or an output per label, the share on the right side of one half: a raw output of 0, or of
 * 0.5 where the outputs are the values themselves. An output that is not a number is never right.
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
    public Accumulator start(Shape output, Target target, Link link) {
        TargetRows rows = Metrics.classRows("Accuracy", output, target, link);
        int channels = output.channels();
        if (link == Link.SIGMOID || rows.encoding() == TargetRows.Encoding.BINARY) {
            float threshold = link == Link.IDENTITY ? 0.5f : 0f;
            return new WeightedMean((outputs, at, targets, targetAt) ->
                    rightLabels(outputs, at, targets, targetAt, channels, threshold) / (double) channels);
        }
        if (rows.encoding() == TargetRows.Encoding.VALUES) {
            return new WeightedMean((outputs, at, targets, targetAt) ->
                    TopK.isAmong(1, outputs, at, channels, largest(targets, targetAt, channels)) ? 1 : 0);
        }
        return new WeightedMean((outputs, at, targets, targetAt) ->
                TopK.isAmong(1, outputs, at, channels, TargetRows.classAt("Accuracy", targets, targetAt, channels))
                        ? 1
                        : 0);
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
            float[] outputs, int at, float[] targets, int targetAt, int channels, float threshold) {
        int right = 0;
        for (int label = 0; label < channels; label++) {
            float output = outputs[at + label];
            if (targets[targetAt + label] > 0.5f ? output > threshold : output <= threshold) {
                right++;
            }
        }
        return right;
    }
}
