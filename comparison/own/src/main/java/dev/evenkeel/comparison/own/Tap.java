package dev.evenkeel.comparison.own;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.FrozenSite;
import dev.evenkeel.layer.Initializer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * {@code y = x}. It pretends to learn, so that the layer behind it computes the gradient of its input, and shows that
 * gradient.
 */
record Tap() implements UnaryLayer {
    @Override
    public String word() {
        return "tap";
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
    public List<Parameter> parameters(Shape input) {
        return List.of(new Parameter("unused", Shape.of(1), Parameter.Role.BIAS, new Initializer.Constant(0)));
    }

    @Override
    public TrainingPass training(Site site) {
        return new Tapped(site);
    }

    @Override
    public Operation inference(FrozenSite site) {
        throw new UnsupportedOperationException("A tap is for training passes alone");
    }

    record Tapped(Site site) implements TrainingPass {
        @Override
        public void forward(Step step) {
            int length = step.examples() * site.inputShape().size();
            System.arraycopy(site.input().values(), 0, site.output().values(), 0, length);
        }

        @Override
        public void backward(Step step) {}

        float[] gradient() {
            return site.outputGradient();
        }
    }
}
