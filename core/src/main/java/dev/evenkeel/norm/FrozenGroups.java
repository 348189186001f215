package dev.evenkeel.norm;

import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.norm.setting.Affine;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/** Normalization by the statistics of groups of channels within each example, once frozen: the same formula. */
record FrozenGroups(String describe, int groups, float epsilon, float[] gamma, float[] beta) implements Operation {
    /** @throws dev.evenkeel.EvenkeelException if a parameter is not finite */
    static FrozenGroups of(
            String title, String describe, InferenceContext context, int groups, float epsilon, Affine affine) {
        String who = title + " '" + context.name() + "'";
        int channels = context.inputShape().channels();
        return new FrozenGroups(
                describe,
                groups,
                epsilon,
                GammaBeta.frozenGamma(who, context, affine, channels),
                GammaBeta.frozenBeta(who, context, affine, channels));
    }

    /** Of real positions alone. */
    @Override
    public boolean followsLength(List<Shape> inputs) {
        return true;
    }

    @Override
    public Bound bind(Compute compute, Activations[] inputs, Activations output) {
        NormalizedRows rows =
                new NormalizedRows(compute.kernels().columns(), inputs[0], Activation.IDENTITY, new float[0]);
        GroupedColumns columns = new GroupedColumns(rows, groups, epsilon);
        return examples -> {
            for (int example = 0; example < examples; example++) {
                columns.forward(example, output.values(), gamma, beta);
            }
        };
    }
}
