package dev.evenkeel.operation.builtin;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;

/** {@code y = exp(x) / sum exp(x)} over the last axis. */
public record SoftmaxOperation() implements Operation {
    @Override
    public boolean isPositionwise() {
        return true;
    }

    @Override
    public String describe() {
        return "softmax";
    }

    @Override
    public Bound bind(Kernels kernels, Activations[] inputs, Activations output) {
        Activations input = inputs[0];
        Matrix x = input.matrix();
        Matrix y = output.matrix();
        float[] logSum = new float[y.rows()];
        return examples -> kernels.rows().softmax(x, y, logSum, 0, output.rows(examples));
    }
}
