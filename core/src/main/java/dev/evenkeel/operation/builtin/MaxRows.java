package dev.evenkeel.operation.builtin;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.window.WindowOffsets;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;

/**
 * {@code y[o, c] = max over the taps of o of x[row, c]} within each example; values that are not numbers win.
 *
 * @param describe what stands here, as {@code maxPool 2}
 * @param taps which positions each output position is the maximum of
 */
public record MaxRows(String describe, WindowOffsets taps) implements Operation {
    @Override
    public Operation prepared(Kernels kernels) {
        return new MaxRows(describe, taps.inFours());
    }

    @Override
    public Bound bind(Compute compute, Activations[] inputs, Activations output) {
        Matrix x = inputs[0].matrix();
        Matrix y = output.matrix();
        return examples -> {
            for (int example = 0; example < examples; example++) {
                compute.kernels().windows().max(taps, x, y, example, 0);
            }
        };
    }
}
