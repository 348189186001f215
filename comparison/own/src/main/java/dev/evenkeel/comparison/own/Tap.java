package dev.evenkeel.comparison.own;

import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Initializer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.PlainLayer;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * {@code y = x}. It pretends to learn, so that the layer behind it computes the gradient of its input, and shows that
 * gradient.
 */
record Tap() implements UnaryLayer, PlainLayer {
    @Override
    public List<Parameter> parameters(Shape input) {
        return List.of(new Parameter("unused", Shape.of(1), Parameter.Role.BIAS, new Initializer.Constant(0)));
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new Tapped(context);
    }

    @Override
    public Operation inference(InferenceContext context) {
        throw new UnsupportedOperationException("A tap is for training passes alone");
    }

    record Tapped(TrainingContext context) implements TrainingPass {
        @Override
        public void forward(Step step) {
            int length = step.examples() * context.inputShape().size();
            System.arraycopy(context.input().values(), 0, context.output().values(), 0, length);
        }

        @Override
        public void backward(Step step) {}

        float[] gradient() {
            return context.outputGradient();
        }
    }
}
