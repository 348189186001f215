package dev.evenkeel.operation;

import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;

/** A function of each row of one input: of the channels of each position. */
public record RowOperation(String describe, Loop loop) implements Operation {
    /** Computes the rows {@code [from, to)}, of {@code channels} values each; called by several threads at once. */
    @FunctionalInterface
    public interface Loop {
        void run(float[] x, float[] y, int channels, int from, int to);
    }

    @Override
    public boolean isPositionwise() {
        return true;
    }

    @Override
    public Bound bind(Compute compute, Activations[] inputs, Activations output) {
        float[] x = inputs[0].values();
        float[] y = output.values();
        int channels = output.shape().channels();
        Team.RangeTask rows = (from, to) -> loop.run(x, y, channels, from, to);
        return examples -> compute.team().run(output.rows(examples), Grain.rows(channels), rows);
    }
}
