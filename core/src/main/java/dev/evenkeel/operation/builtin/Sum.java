package dev.evenkeel.operation.builtin;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.operation.Activations;

/**
 * {@code y = f(x1 + x2 + ...)}, added from the first on.
 *
 * @param activation f
 * @param slope that of {@link Activation#LEAKY_RELU}
 */
public record Sum(Activation activation, float slope) implements FusingOperation {
    @Override
    public boolean isPositionwise() {
        return true;
    }

    private static final int BLOCK = 4 * 1024;

    /** {@code y = x1 + x2 + ...}. */
    public Sum() {
        this(Activation.IDENTITY, 0);
    }

    @Override
    public String describe() {
        return FusingOperation.describe("add", activation);
    }

    /** The same sum with a function of it. */
    @Override
    public Sum then(Activation function, float leakySlope) {
        return new Sum(function, leakySlope);
    }

    @Override
    public Bound bind(Compute compute, Activations[] inputs, Activations output) {
        Kernels kernels = compute.kernels();
        Activations[] summands = inputs.clone();
        float[] sum = output.values();
        int size = output.shape().size();
        Team.RangeTask add = (from, to) -> {
            for (int at = from; at < to; at += BLOCK) {
                int length = Math.min(BLOCK, to - at);
                kernels.elements().add(summands[0].values(), at, summands[1].values(), at, sum, at, length);
                for (int index = 2; index < summands.length; index++) {
                    kernels.elements().add(sum, at, summands[index].values(), at, sum, at, length);
                }
                if (activation != Activation.IDENTITY) {
                    kernels.activations().apply(activation, slope, sum, at, sum, at, length);
                }
            }
        };
        return examples -> compute.team().run(examples * size, Grain.FLOATS, add);
    }
}
