package dev.evenkeel.layer.core;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.Transcendental;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.FrozenSite;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.LogSoftmaxOperation;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;

/**
 * {@code y = x - log(sum exp(x))} over the last axis; {@code dx = dy - exp(y) * sum(dy)}. As a last layer it is seldom
 * wanted: cross-entropy takes the scores before it.
 */
public record LogSoftmax() implements UnaryLayer {
    @Override
    public String word() {
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
    public TrainingPass training(Site site) {
        return new Pass(site);
    }

    @Override
    public Operation inference(FrozenSite site) {
        return new LogSoftmaxOperation();
    }

    private static final class Pass implements TrainingPass {
        private final Site site;
        private final int channels;
        private final Team.RangeTask forward = this::forward;
        private final Team.RangeTask backward = this::backward;

        Pass(Site site) {
            this.site = site;
            channels = site.inputShape().channels();
        }

        @Override
        public void forward(Step step) {
            run(step, forward);
        }

        @Override
        public void backward(Step step) {
            if (site.needsInputGradient(0)) {
                run(step, backward);
            }
        }

        private void run(Step step, Team.RangeTask task) {
            site.compute().team().run(site.output().rows(step.examples()), Grain.rows(channels), task);
        }

        private void forward(int from, int to) {
            LogSoftmaxOperation.compute(site.input().values(), site.output().values(), channels, from, to);
        }

        private void backward(int from, int to) {
            float[] y = site.output().values();
            float[] dy = site.outputGradient();
            float[] dx = site.inputGradient(0);
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
