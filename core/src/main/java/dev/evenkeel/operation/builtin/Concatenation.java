package dev.evenkeel.operation.builtin;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;

/** {@code y = x1, x2, ...}: the channels of several inputs behind each other, position by position. */
public record Concatenation() implements Operation {
    @Override
    public boolean isPositionwise() {
        return true;
    }

    @Override
    public String describe() {
        return "concatenate";
    }

    @Override
    public Bound bind(Kernels kernels, Activations[] inputs, Activations output) {
        Matrix[] parts = new Matrix[inputs.length];
        Matrix[] places = new Matrix[inputs.length];
        int channels = output.shape().channels();
        int at = 0;
        for (int index = 0; index < parts.length; index++) {
            parts[index] = inputs[index].matrix();
            int own = parts[index].columns();
            places[index] = Matrix.rowMajor(parts[index].rows(), own, channels).over(output.values(), at);
            at += own;
        }
        return examples -> {
            for (int index = 0; index < parts.length; index++) {
                kernels.rows().copy(parts[index], places[index], 0, output.rows(examples));
            }
        };
    }
}
