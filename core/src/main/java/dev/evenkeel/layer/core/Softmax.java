package dev.evenkeel.layer.core;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.LoopPass;
import dev.evenkeel.layer.PlainLayer;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;

/**
 * {@code y = exp(x) / sum exp(x)} over the last axis; {@code dx = y * (dy - sum(dy * y))}. As a last layer it is seldom
 * wanted: cross-entropy takes the scores before it, and a predictor gives probabilities of its own.
 */
public record Softmax() implements UnaryLayer, PlainLayer {
    @Override
    public TrainingPass training(TrainingContext context) {
        Kernels kernels = context.compute().kernels();
        Matrix x = context.input().matrix();
        Matrix y = context.output().matrix();
        Matrix dy = context.output().matrix().over(context.outputGradient());
        Matrix dx = context.needsInputGradient(0) ? context.input().matrix().over(context.inputGradient(0)) : x;
        float[] logSums = new float[y.rows()];
        return LoopPass.ofRows(
                context,
                (from, to) -> kernels.rows().softmax(x, y, logSums, from, to),
                (from, to) -> kernels.rows().softmaxBackward(y, dy, dx, from, to));
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new Probabilities("softmax");
    }

    private record Probabilities(String describe) implements Operation {
        @Override
        public boolean isPositionwise() {
            return true;
        }

        @Override
        public Bound bind(Compute compute, Activations[] inputs, Activations output) {
            Matrix x = inputs[0].matrix();
            Matrix y = output.matrix();
            float[] logSums = new float[y.rows()];
            return examples -> compute.kernels().rows().softmax(x, y, logSums, 0, output.rows(examples));
        }
    }
}
