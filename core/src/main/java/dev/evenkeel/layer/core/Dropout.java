package dev.evenkeel.layer.core;

import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.Identity;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;

/**
 * {@code y = x * mask / (1 - probability)} in training, where the mask is 0 for a random share of the values and 1 for
 * the others; {@code y = x} in inference and while statistics are gathered (Srivastava et al. 2014). The mask is a
 * function of the run's seed, the layer's name, the step and the value's place in the batch.
 *
 * @param probability the share that is dropped, in [0, 1), as in PyTorch and Keras
 */
public record Dropout(float probability) implements UnaryLayer, Dropping {
    public Dropout {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException(
                    "dropout needs a probability of dropping from 0 to below 1, but got " + probability);
        }
    }

    /** Reads {@code probability}. */
    public static Dropout read(Settings settings) {
        return new Dropout(settings.number("probability"));
    }

    @Override
    public String typeName() {
        return "dropout";
    }

    @Override
    public JsonValue settings() {
        return JsonValue.of(probability);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new Pass(probability, context);
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new Identity(typeName());
    }

    @Override
    public void drop(Kernels kernels, Activations values, int examples, long firstExample, long key) {
        int size = values.shape().size();
        float[] x = values.values();
        kernels.elements().dropout(x, x, 0, examples * size, key, firstExample * size, 1 - probability);
    }

    private static final class Pass implements TrainingPass {
        private final TrainingContext context;
        private final Kernels kernels;
        private final float keep;
        private final int size;
        private final Team.RangeTask dropValues = this::dropValues;
        private final Team.RangeTask dropGradients = this::dropGradients;
        private long key;

        Pass(float probability, TrainingContext context) {
            this.context = context;
            kernels = context.compute().kernels();
            keep = 1 - probability;
            size = context.inputShape().size();
        }

        @Override
        public void forward(Step step) {
            run(step, dropValues, context.input().values(), context.output().values());
        }

        @Override
        public void backward(Step step) {
            if (context.needsInputGradient(0)) {
                run(step, dropGradients, context.outputGradient(), context.inputGradient(0));
            }
        }

        private void run(Step step, Team.RangeTask drop, float[] from, float[] to) {
            int length = step.examples() * size;
            if (keep == 1 || step.purpose() == Step.Purpose.GATHER_STATISTICS) {
                System.arraycopy(from, 0, to, 0, length);
            } else {
                key = Randomness.derive(context.randomKey(), step.number());
                context.compute().team().run(length, Grain.FLOATS, drop);
            }
        }

        private void dropValues(int from, int to) {
            kernels.elements()
                    .dropout(context.input().values(), context.output().values(), from, to - from, key, from, keep);
        }

        private void dropGradients(int from, int to) {
            kernels.elements()
                    .dropout(context.outputGradient(), context.inputGradient(0), from, to - from, key, from, keep);
        }
    }
}
