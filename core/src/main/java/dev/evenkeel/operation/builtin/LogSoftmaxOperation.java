package dev.evenkeel.operation.builtin;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Transcendental;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;

/** {@code y = x - log(sum exp(x))} over the last axis, shifted by the row's maximum. */
public record LogSoftmaxOperation() implements Operation {
    @Override
    public boolean isPositionwise() {
        return true;
    }

    @Override
    public String describe() {
        return "log softmax";
    }

    @Override
    public Bound bind(Kernels kernels, Activations[] inputs, Activations output) {
        float[] x = inputs[0].values();
        float[] y = output.values();
        int channels = output.shape().channels();
        return examples -> compute(x, y, channels, 0, output.rows(examples));
    }

    /** Computes the rows {@code [from, to)}. */
    public static void compute(float[] x, float[] y, int channels, int from, int to) {
        for (int row = from * channels; row < to * channels; row += channels) {
            float largest = Float.NEGATIVE_INFINITY;
            for (int index = row; index < row + channels; index++) {
                largest = Math.max(largest, x[index]);
            }
            double sum = 0;
            for (int index = row; index < row + channels; index++) {
                sum += Transcendental.exp(x[index] - largest);
            }
            double logSum = StrictMath.log(sum);
            for (int index = row; index < row + channels; index++) {
                y[index] = (float) ((double) x[index] - largest - logSum);
            }
        }
    }
}
