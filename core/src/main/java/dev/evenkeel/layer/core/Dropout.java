package dev.evenkeel.layer.core;

import dev.evenkeel.kernel.Elements;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.operation.Activations;

/**
 * {@code y = x * mask / (1 - probability)} in training, where the mask is 0 for a random share of the values and 1 for
 * the others; {@code y = x} in inference and while statistics are gathered (Srivastava et al. 2014). The mask is a
 * function of the run's seed, the layer's name, the step and the value's place in the batch.
 *
 * @param probability the share that is dropped, in [0, 1), as in PyTorch and Keras
 */
public record Dropout(float probability) implements Dropping {
    public Dropout {
        Dropping.require("dropout", probability);
    }

    /** Reads {@code probability}. */
    public static Dropout read(Settings settings) {
        return new Dropout(settings.number("probability"));
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        Elements loops = context.compute().kernels().elements();
        float[] x = context.input().values();
        float[] y = context.output().values();
        float keep = 1 - probability;
        return new DropPass(
                this,
                context,
                context.inputShape().size(),
                Grain.FLOATS,
                (from, to, key) -> loops.dropout(x, y, from, to - from, key, from, keep),
                (from, to, key) -> loops.dropout(
                        context.outputGradient(), context.inputGradient(0), from, to - from, key, from, keep));
    }

    @Override
    public void drop(Kernels kernels, Activations values, int examples, long firstExample, long key) {
        int size = values.shape().size();
        float[] x = values.values();
        kernels.elements().dropout(x, x, 0, examples * size, key, firstExample * size, 1 - probability);
    }
}
