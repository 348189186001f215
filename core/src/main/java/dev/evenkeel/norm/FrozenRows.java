package dev.evenkeel.norm;

import dev.evenkeel.inference.Flow;
import dev.evenkeel.inference.Operation;
import dev.evenkeel.kernel.Centering;
import dev.evenkeel.kernel.Kernels;

/** Normalization by the statistics of each row, once frozen: the same formula. */
record FrozenRows(
        String describe, String who, RowAxes axes, Centering centering, float epsilon, float[] gamma, float[] beta)
        implements Operation {
    @Override
    public Bound bind(Kernels kernels, Flow[] inputs, Flow output) {
        Flow input = inputs[0];
        float[] mean = new float[axes.rows(input.shape(), input.capacity())];
        float[] inverse = new float[mean.length];
        return examples -> {
            axes.refusePadding(who, input, examples);
            kernels.rows()
                    .normalize(
                            centering,
                            input.values(),
                            0,
                            output.values(),
                            0,
                            axes.rows(input.shape(), examples),
                            gamma.length,
                            gamma,
                            beta,
                            epsilon,
                            mean,
                            inverse,
                            0);
        };
    }
}
