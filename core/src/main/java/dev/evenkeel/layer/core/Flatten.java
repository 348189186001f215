package dev.evenkeel.layer.core;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.Identity;
import dev.evenkeel.tensor.Shape;

/**
 * All axes of an example as one, in row-major order, channels last: {@code [batch, height, width, channels] ->
 * [batch, height * width * channels]}. Padded positions become features like all others.
 */
public record Flatten() implements UnaryLayer {
    @Override
    public String typeName() {
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
    public TrainingPass training(TrainingContext context) {
        return new Pass(context);
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new Identity(typeName());
    }

    private record Pass(TrainingContext context) implements TrainingPass {
        @Override
        public void forward(Step step) {
            System.arraycopy(context.input().values(), 0, context.output().values(), 0, length(step));
        }

        @Override
        public void backward(Step step) {
            if (context.needsInputGradient(0)) {
                System.arraycopy(context.outputGradient(), 0, context.inputGradient(0), 0, length(step));
            }
        }

        private int length(Step step) {
            return step.examples() * context.inputShape().size();
        }
    }
}
