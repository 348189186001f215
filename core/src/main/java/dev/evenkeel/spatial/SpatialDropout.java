package dev.evenkeel.spatial;

import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.core.Dropping;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.Identity;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * {@code y = x * mask / (1 - probability)} in training, where the mask is drawn once per example and channel and holds for
 * all positions (Tompson et al. 2015, arXiv 1411.4280; PyTorch's {@code Dropout2d}, Keras's {@code SpatialDropout2D});
 * {@code y = x} in inference and while statistics are gathered. The mask is a function of the run's seed, the layer's name,
 * the step, the example's place in the batch and the channel.
 *
 * @param probability the share of channels that is dropped, in [0, 1)
 */
public record SpatialDropout(float probability) implements SpatialLayer, Dropping {
    public SpatialDropout {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException(
                    "spatialDropout needs a probability of dropping from 0 to below 1, but got " + probability);
        }
    }

    /** Reads {@code probability}. */
    public static SpatialDropout read(Settings settings) {
        return new SpatialDropout(settings.number("probability"));
    }

    @Override
    public String typeName() {
        return "spatialDropout";
    }

    @Override
    public JsonValue settings() {
        return JsonValue.of(probability);
    }

    @Override
    public Shape outputShape(Shape input) {
        Window.axes(input);
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
        int channels = values.shape().channels();
        float[] mask = new float[channels];
        for (int example = 0; example < examples; example++) {
            Arrays.fill(mask, 1f);
            kernels.elements()
                    .dropout(mask, mask, 0, channels, key, (firstExample + example) * channels, 1 - probability);
            int end = values.rows(example + 1) * channels;
            for (int at = values.rows(example) * channels; at < end; at++) {
                values.values()[at] *= mask[at % channels];
            }
        }
    }

    private static final class Pass implements TrainingPass {
        private final TrainingContext context;
        private final Kernels kernels;
        private final float keep;
        private final int channels;
        private final int size;
        private final ColumnNormalization[] masks;
        private final Team.RangeTask dropValues = this::dropValues;
        private final Team.RangeTask dropGradients = this::dropGradients;
        private long key;

        Pass(float probability, TrainingContext context) {
            this.context = context;
            kernels = context.compute().kernels();
            keep = 1 - probability;
            channels = context.inputShape().channels();
            size = context.inputShape().size();
            masks = IntStream.range(0, context.batchSize())
                    .mapToObj(example -> new ColumnNormalization(channels, Activation.IDENTITY))
                    .toArray(ColumnNormalization[]::new);
        }

        @Override
        public void forward(Step step) {
            key = Randomness.derive(context.randomKey(), step.number());
            run(step, dropValues, context.input().values(), context.output().values());
        }

        @Override
        public void backward(Step step) {
            if (context.needsInputGradient(0)) {
                run(step, dropGradients, context.outputGradient(), context.inputGradient(0));
            }
        }

        private void run(Step step, Team.RangeTask drop, float[] from, float[] to) {
            if (keep == 1 || step.purpose() == Step.Purpose.GATHER_STATISTICS) {
                System.arraycopy(from, 0, to, 0, step.examples() * size);
            } else {
                context.compute().team().run(step.examples(), Grain.rows(size), drop);
            }
        }

        private void dropValues(int from, int to) {
            for (int example = from; example < to; example++) {
                float[] mask = masks[example].scale();
                Arrays.fill(mask, 1f);
                kernels.elements().dropout(mask, mask, 0, channels, key, (long) example * channels, keep);
                multiply(example, context.input().values(), context.output().values());
            }
        }

        private void dropGradients(int from, int to) {
            for (int example = from; example < to; example++) {
                multiply(example, context.outputGradient(), context.inputGradient(0));
            }
        }

        /** {@code to = (from - 0) * mask + 0} at all positions. */
        private void multiply(int example, float[] from, float[] to) {
            int positions = context.inputShape().positions();
            int row = example * positions;
            kernels.columns().normalize(from, row, row + positions, masks[example], to, example * size);
        }
    }
}
