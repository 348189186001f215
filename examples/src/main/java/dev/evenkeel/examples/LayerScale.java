package dev.evenkeel.examples;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Initializer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.layer.Variable;
import dev.evenkeel.network.LayerRegistry;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * {@code y = lambda * x} per channel, lambda learned; {@code dx = lambda * dy}, {@code dlambda = sum(dy * x)}: LayerScale
 * (Touvron et al. 2021, arXiv 2103.17239), at the end of a residual branch. A layer of one's own, whole.
 *
 * @param initial what lambda begins with, as 1e-5
 */
record LayerScale(float initial) implements UnaryLayer {
    LayerScale {
        if (!Float.isFinite(initial)) {
            throw new IllegalArgumentException("needs a finite initial, but got " + initial);
        }
    }

    /** The layers of the library and this one, for files and YAML that name it. */
    static LayerRegistry registry() {
        return LayerRegistry.standard()
                .with("layerScale", "initial", settings -> new LayerScale(settings.number("initial", 1e-5f)));
    }

    @Override
    public JsonValue settings() {
        return JsonObject.of().with("initial", initial);
    }

    @Override
    public List<Parameter> parameters(Shape input) {
        return List.of(new Parameter(
                "weight", Shape.of(input.channels()), Parameter.Role.WEIGHT, Initializer.constant(initial)));
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new Pass(context, context.parameter("weight"));
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new Scale(context.tensor("weight").toArray());
    }

    private record Pass(TrainingContext context, Variable lambda) implements TrainingPass {
        @Override
        public void forward(Step step) {
            scale(lambda.values(), context.input().values(), context.output().values(), size(step));
        }

        @Override
        public void backward(Step step) {
            float[] x = context.input().values();
            float[] dy = context.outputGradient();
            if (lambda.needsGradient()) {
                float[] dlambda = lambda.gradient();
                for (int index = 0; index < size(step); index++) {
                    dlambda[index % dlambda.length] += dy[index] * x[index];
                }
            }
            if (context.needsInputGradient(0)) {
                scale(lambda.values(), dy, context.inputGradient(0), size(step));
            }
        }

        private int size(Step step) {
            return step.examples() * context.inputShape().size();
        }
    }

    private record Scale(float[] lambda) implements Operation {
        @Override
        public String describe() {
            return "layerScale";
        }

        @Override
        public Bound bind(Compute compute, Activations[] inputs, Activations output) {
            int size = output.shape().size();
            return examples -> scale(lambda, inputs[0].values(), output.values(), examples * size);
        }
    }

    private static void scale(float[] lambda, float[] from, float[] to, int size) {
        for (int index = 0; index < size; index++) {
            to[index] = lambda[index % lambda.length] * from[index];
        }
    }
}
