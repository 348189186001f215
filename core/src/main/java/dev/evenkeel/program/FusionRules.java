package dev.evenkeel.program;

import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.TrainingMode.Source;
import dev.evenkeel.layer.TrainingMode.Update;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.layer.core.Add;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.norm.BatchNormalization;
import dev.evenkeel.norm.GroupNorm;
import dev.evenkeel.norm.InstanceNorm;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.spatial.MaxPool;

/**
 * What neighbours hand each other in place of storing a value and reading it again: the one place that knows which layers
 * work together in training. All other layers are compiled on their own.
 *
 * <p>No rule changes a formula. {@link #relu} and {@link #handsGradientRows} change no bit: the same loops run on the same
 * values, earlier. {@link #handsMoments} and {@link #streams} take sums over the batch in the blocks of the neighbour that has
 * them in the cache, so the last bits of moments and of the gradients of gamma and beta may differ from sums over stored values.
 */
public final class FusionRules {
    private static final Layer RELU = Activate.of(Activation.RELU);

    private FusionRules() {}

    /** A layer that computes the ReLU after it in the same sweep, where nothing else reads the value between them. */
    public static boolean relu(Layer layer, Layer next) {
        return next.equals(RELU)
                && (isProduct(layer)
                        || layer instanceof Add
                        || layer instanceof BatchNormalization<?>
                        || layer instanceof GroupNorm
                        || layer instanceof InstanceNorm);
    }

    /**
     * A product that gathers the moments of what it writes, while it is in the cache, for the normalization after it: one of
     * the whole batch whose statistics are not kept, that normalises by the batch or lets running ones follow it. A batch with padding is gathered in vain: a
     * product does not know which rows are real.
     *
     * @param mode how the run treats the normalization
     */
    public static boolean handsMoments(Layer layer, Layer next, TrainingMode mode) {
        return isProduct(layer)
                && normalizesWholeBatch(next)
                && next instanceof BatchNormalization<?> norm
                && !norm.keepsStatistics()
                && (mode.source() == Source.BATCH || mode.update() == Update.FOLLOW);
    }

    /** A normalization that gives its output row by row to the one layer that reads it: it is never stored. */
    public static boolean streams(Layer layer, Layer next) {
        return normalizesWholeBatch(layer) && (next instanceof Conv || next instanceof MaxPool);
    }

    /** A normalization that gives the gradient of its input row by row to the convolution before it: it is never stored. */
    public static boolean handsGradientRows(Layer layer, Layer next) {
        return layer instanceof Conv && normalizesWholeBatch(next);
    }

    private static boolean isProduct(Layer layer) {
        return layer instanceof Linear || layer instanceof Conv;
    }

    private static boolean normalizesWholeBatch(Layer layer) {
        return layer instanceof BatchNormalization<?> norm && norm.normalizesWholeBatch();
    }
}
