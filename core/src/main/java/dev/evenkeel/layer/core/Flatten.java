package dev.evenkeel.layer.core;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.FrozenSite;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Identity;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;

/**
 * All axes of an example as one, in row-major order, channels last: {@code [batch, height, width, channels] ->
 * [batch, height * width * channels]}. Padded positions become features like all others.
 */
public record Flatten() implements UnaryLayer {
    @Override
    public String word() {
        return "flatten";
    }

    @Override
    public JsonValue settings() {
        return JsonObject.of();
    }

    @Override
    public Shape outputShape(Shape input) {
        return Shape.of(input.size());
    }

    @Override
    public TrainingPass training(Site site) {
        return new Pass(site);
    }

    @Override
    public Operation inference(FrozenSite site) {
        return new Identity(word());
    }

    private record Pass(Site site) implements TrainingPass {
        @Override
        public void forward(Step step) {
            System.arraycopy(site.input().values(), 0, site.output().values(), 0, length(step));
        }

        @Override
        public void backward(Step step) {
            if (site.needsInputGradient(0)) {
                System.arraycopy(site.outputGradient(), 0, site.inputGradient(0), 0, length(step));
            }
        }

        private int length(Step step) {
            return step.examples() * site.inputShape().size();
        }
    }
}
