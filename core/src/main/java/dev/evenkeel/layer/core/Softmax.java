package dev.evenkeel.layer.core;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.SoftmaxOperation;
import dev.evenkeel.tensor.Shape;

/**
 * {@code y = exp(x) / sum exp(x)} over the last axis; {@code dx = y * (dy - sum(dy * y))}. As a last layer it is seldom
 * wanted: cross-entropy takes the scores before it, and a predictor gives probabilities of its own.
 */
public record Softmax() implements UnaryLayer {
    @Override
    public String typeName() {
        return "softmax";
    }

    @Override
    public JsonValue settings() {
        return JsonObject.of();
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new Pass(context);
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new SoftmaxOperation();
    }

    private static final class Pass implements TrainingPass {
        private final TrainingContext context;
        private final Kernels kernels;
        private final Matrix x;
        private final Matrix y;
        private final Matrix dy;
        private final Matrix dx;
        private final float[] logSums;
        private final Team.RangeTask forward = this::forward;
        private final Team.RangeTask backward = this::backward;

        Pass(TrainingContext context) {
            this.context = context;
            kernels = context.compute().kernels();
            x = context.input().matrix();
            y = context.output().matrix();
            dy = context.output().matrix().over(context.outputGradient());
            dx = context.input().matrix();
            logSums = new float[y.rows()];
        }

        @Override
        public void forward(Step step) {
            context.compute().team().run(context.output().rows(step.examples()), Grain.rows(y.columns()), forward);
        }

        @Override
        public void backward(Step step) {
            if (context.needsInputGradient(0)) {
                dx.over(context.inputGradient(0));
                context.compute().team().run(context.output().rows(step.examples()), Grain.rows(y.columns()), backward);
            }
        }

        private void forward(int from, int to) {
            kernels.rows().softmax(x, y, logSums, from, to);
        }

        private void backward(int from, int to) {
            kernels.rows().softmaxBackward(y, dy, dx, from, to);
        }
    }
}
