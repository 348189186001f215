package dev.evenkeel.operation.builtin;

import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;

/**
 * {@code y = f(x)}, element by element.
 *
 * @param word what stands here, as {@code relu}
 * @param activation the function
 * @param slope that of {@link Activation#LEAKY_RELU}
 */
public record PointwiseOperation(String word, Activation activation, float slope) implements Operation {
    @Override
    public boolean isPositionwise() {
        return true;
    }

    @Override
    public String describe() {
        return word;
    }

    @Override
    public Bound bind(Compute compute, Activations[] inputs, Activations output) {
        float[] x = inputs[0].values();
        float[] y = output.values();
        int size = output.shape().size();
        Team.RangeTask apply =
                (from, to) -> compute.kernels().activations().apply(activation, slope, x, from, y, from, to - from);
        return examples -> compute.team().run(examples * size, Grain.FLOATS, apply);
    }
}
