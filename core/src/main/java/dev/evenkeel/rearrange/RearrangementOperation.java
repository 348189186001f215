package dev.evenkeel.rearrange;

import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;

/** {@code y[i] = x[source of i]} within each example, or {@code fill} where it has none. */
record RearrangementOperation(String describe, Sources sources, float fill, boolean keepsPositions)
        implements Operation {
    @Override
    public Bound bind(Compute compute, Activations[] inputs, Activations output) {
        float[] x = inputs[0].values();
        float[] y = output.values();
        int own = inputs[0].shape().size();
        int size = output.shape().size();
        return examples -> {
            for (int example = 0; example < examples; example++) {
                sources.gather(x, example * own, y, example * size, fill);
            }
        };
    }
}
