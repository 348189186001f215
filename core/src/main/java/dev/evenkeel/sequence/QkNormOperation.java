package dev.evenkeel.sequence;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A {@link QkNorm} in inference.
 *
 * @param gammas of each head
 */
record QkNormOperation(QkNorm layer, List<float[]> gammas) implements Operation {
    /** @throws EvenkeelException if a gamma is not finite */
    static QkNormOperation of(QkNorm layer, InferenceContext context) {
        List<float[]> gammas = IntStream.range(0, layer.heads())
                .mapToObj(head -> context.tensor(layer.gamma(head)).toArray())
                .toList();
        for (int head = 0; head < layer.heads(); head++) {
            for (float value : gammas.get(head)) {
                if (!Float.isFinite(value)) {
                    throw new EvenkeelException("its " + layer.gamma(head) + " holds " + value
                            + ". Train it anew, or go back to a model whose weights are finite");
                }
            }
        }
        return new QkNormOperation(layer, gammas);
    }

    @Override
    public String describe() {
        return "qkNorm, " + layer.heads() + " heads of " + layer.width();
    }

    @Override
    public boolean isPositionwise() {
        return true;
    }

    @Override
    public Bound bind(Compute compute, Activations[] inputs, Activations output) {
        Activations input = inputs[0];
        QkNormPass.Heads heads = new QkNormPass.Heads(
                layer, input.rows(input.capacity()), input.shape().channels());
        Matrix[] x = heads.matrices(input.values());
        Matrix[] y = heads.matrices(output.values());
        Matrix rest = heads.rest(input.values());
        Matrix restOutput = heads.rest(output.values());
        for (int head = 0; head < x.length; head++) {
            heads.gamma(head, gammas.get(head));
        }
        Kernels kernels = compute.kernels();
        Team.RangeTask normalize = (from, to) -> {
            for (int head = 0; head < x.length; head++) {
                kernels.rows().normalize(heads.of(head), x[head], y[head], from, to);
            }
            QkNormPass.copy(kernels, rest, restOutput, from, to);
        };
        int grain = Grain.rows(input.shape().channels());
        return examples -> compute.team().run(input.rows(examples), grain, normalize);
    }
}
