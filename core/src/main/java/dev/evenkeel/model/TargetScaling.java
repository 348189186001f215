package dev.evenkeel.model;

import dev.evenkeel.tensor.Tensor;

/**
 * How regression targets were scaled for training: {@code scaled = (target - mean) / deviation}, per output. A
 * predictor scales back, so nobody sees scaled values.
 *
 * @param mean the targets' mean, per output
 * @param deviation the targets' standard deviation, per output; 1 where it would be 0
 */
public record TargetScaling(Tensor mean, Tensor deviation) {
    public TargetScaling {
        if (mean.shape().rank() != 1 || !mean.shape().equals(deviation.shape())) {
            throw new IllegalArgumentException("Target scaling needs one mean and one deviation per output, but got "
                    + mean + " and " + deviation);
        }
    }

    /** Scales one example's targets in place. */
    public void scale(float[] targets, int offset) {
        for (int output = 0; output < mean.shape().size(); output++) {
            targets[offset + output] = (targets[offset + output] - mean.at(output)) / deviation.at(output);
        }
    }
}
