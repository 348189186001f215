package dev.evenkeel.operation;

import dev.evenkeel.kernel.Kernels;

/** A function of each row of one input: of the channels of each position. */
public record RowOperation(String describe, Loop loop) implements Operation {
    /** Computes the rows {@code [from, to)}, of {@code channels} values each. */
    @FunctionalInterface
    public interface Loop {
        void run(float[] x, float[] y, int channels, int from, int to);
    }

    @Override
    public boolean isPositionwise() {
        return true;
    }

    @Override
    public Bound bind(Kernels kernels, Activations[] inputs, Activations output) {
        float[] x = inputs[0].values();
        float[] y = output.values();
        int channels = output.shape().channels();
        return examples -> loop.run(x, y, channels, 0, output.rows(examples));
    }
}
