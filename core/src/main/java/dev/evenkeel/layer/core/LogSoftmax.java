package dev.evenkeel.layer.core;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.Transcendental;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.LogSoftmaxOperation;
import dev.evenkeel.tensor.Shape;

/**
 * {@code y = x - log(sum exp(x))} over the last axis; {@code dx = dy - exp(y) * sum(dy)}. As a last layer it is seldom
 * wanted: cross-entropy takes the scores before it.
 */
public record LogSoftmax() implements UnaryLayer {
    @Override
    public String typeName() {
        return "logSoftmax";
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
        return new LogSoftmaxOperation();
    }

    private static final class Pass implements TrainingPass {
        private final TrainingContext context;
        private final int channels;
        private final Team.RangeTask forward = this::forward;
        private final Team.RangeTask backward = this::backward;

        Pass(TrainingContext context) {
            this.context = context;
            channels = context.inputShape().channels();
        }

        @Override
        public void forward(Step step) {
            run(step, forward);
        }

        @Override
        public void backward(Step step) {
            if (context.needsInputGradient(0)) {
                run(step, backward);
            }
        }

        private void run(Step step, Team.RangeTask task) {
            context.compute().team().run(context.output().rows(step.examples()), Grain.rows(channels), task);
        }

        private void forward(int from, int to) {
            LogSoftmaxOperation.compute(
                    context.input().values(), context.output().values(), channels, from, to);
        }

        private void backward(int from, int to) {
            float[] y = context.output().values();
            float[] dy = context.outputGradient();
            float[] dx = context.inputGradient(0);
            for (int row = from * channels; row < to * channels; row += channels) {
                double sum = 0;
                for (int index = row; index < row + channels; index++) {
                    sum += dy[index];
                }
                for (int index = row; index < row + channels; index++) {
                    dx[index] = (float) (dy[index] - Transcendental.exp(y[index]) * sum);
                }
            }
        }
    }
}
