package dev.evenkeel.norm;

import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Centering;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.RowNormalization;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.norm.setting.Affine;
import dev.evenkeel.norm.setting.RowAxes;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;

/** Normalization by the statistics of each row, once frozen: the same formula. */
record FrozenRows(
        String describe, String who, RowAxes axes, Centering centering, float epsilon, float[] gamma, float[] beta)
        implements Operation {
    /** @throws dev.evenkeel.EvenkeelException if a parameter is not finite */
    static FrozenRows of(
            Layer layer, InferenceContext context, RowAxes axes, Centering centering, float epsilon, Affine affine) {
        String who = who(layer, context.name());
        int columns = axes.columns(context.inputShape());
        return new FrozenRows(
                layer.typeName() + " over " + axes.shape(context.inputShape()),
                who,
                axes,
                centering,
                epsilon,
                GammaBeta.frozenGamma(who, context, affine, columns),
                GammaBeta.frozenBeta(who, context, affine, columns));
    }

    static String who(Layer layer, String name) {
        return layer.getClass().getSimpleName() + " '" + name + "'";
    }

    @Override
    public boolean isPositionwise() {
        return axes == RowAxes.LAST;
    }

    @Override
    public Bound bind(Compute compute, Activations[] inputs, Activations output) {
        Activations input = inputs[0];
        int rows = axes.rows(input.shape(), input.capacity());
        Matrix x = Matrix.rowMajor(rows, gamma.length).over(input.values());
        Matrix y = Matrix.rowMajor(rows, gamma.length).over(output.values());
        RowNormalization normalization = new RowNormalization(centering, epsilon, rows).affine(gamma, beta);
        Team.RangeTask normalize = (from, to) -> compute.kernels().rows().normalize(normalization, x, y, from, to);
        return examples -> {
            axes.refusePadding(who, input, examples);
            compute.team().run(axes.rows(input.shape(), examples), Grain.rows(gamma.length), normalize);
        };
    }
}
