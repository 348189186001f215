package dev.evenkeel.spatial;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.core.DropPass;
import dev.evenkeel.layer.core.Dropping;
import dev.evenkeel.operation.Activations;
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
public record SpatialDropout(float probability) implements Dropping, SpatialLayer {
    public SpatialDropout {
        Dropping.require("spatialDropout", probability);
    }

    /** Reads {@code probability}. */
    public static SpatialDropout read(Settings settings) {
        return new SpatialDropout(settings.number("probability"));
    }

    @Override
    public Shape outputShape(Shape input) {
        Window.axes(input);
        return input;
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        Kernels kernels = context.compute().kernels();
        Shape shape = context.inputShape();
        ColumnNormalization[] masks = IntStream.range(0, context.batchSize())
                .mapToObj(example -> new ColumnNormalization(shape.channels(), Activation.IDENTITY))
                .toArray(ColumnNormalization[]::new);
        return new DropPass(
                this,
                context,
                1,
                Grain.rows(shape.size()),
                (from, to, key) -> {
                    for (int example = from; example < to; example++) {
                        draw(kernels, key, example, masks[example].scale());
                        float[] x = context.input().values();
                        multiply(
                                kernels,
                                shape,
                                example,
                                x,
                                masks[example],
                                context.output().values());
                    }
                },
                (from, to, key) -> {
                    for (int example = from; example < to; example++) {
                        float[] dy = context.outputGradient();
                        multiply(kernels, shape, example, dy, masks[example], context.inputGradient(0));
                    }
                });
    }

    @Override
    public void drop(Kernels kernels, Activations values, int examples, long firstExample, long key) {
        int channels = values.shape().channels();
        float[] mask = new float[channels];
        for (int example = 0; example < examples; example++) {
            draw(kernels, key, firstExample + example, mask);
            int end = values.rows(example + 1) * channels;
            for (int at = values.rows(example) * channels; at < end; at++) {
                values.values()[at] *= mask[at % channels];
            }
        }
    }

    private void draw(Kernels kernels, long key, long example, float[] mask) {
        Arrays.fill(mask, 1f);
        kernels.elements().dropout(mask, mask, 0, mask.length, key, example * mask.length, 1 - probability);
    }

    /** {@code y = (x - 0) * mask + 0} at all positions of an example. */
    private static void multiply(
            Kernels kernels, Shape shape, int example, float[] x, ColumnNormalization mask, float[] y) {
        int row = example * shape.positions();
        kernels.columns().normalize(x, row, row + shape.positions(), mask, y, example * shape.size());
    }
}
