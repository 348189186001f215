package dev.evenkeel.norm;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.view.Centering;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.norm.setting.Affine;
import dev.evenkeel.norm.setting.ChangedSettings;
import dev.evenkeel.norm.setting.RowAxes;
import dev.evenkeel.number.Epsilon;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * {@code y = gamma * xhat + beta} with {@code xhat = (x - mean) / sqrt(variance + epsilon)}, the mean and biased variance
 * taken over the last axis, as in PyTorch and Keras, or over the whole example: layer normalization (Ba et al. 2016,
 * arXiv 1607.06450). No example depends on another, in training as in inference.
 *
 * <p>Input {@code [batch, ..., channels]}; gamma and beta have a value for each that is normalised together:
 * {@code [channels]}, or the example's shape. With {@code g = gamma * dy}:
 * {@code dx = (g - mean(g) - xhat * mean(g * xhat)) / sqrt(variance + epsilon)}. Over the last axis padded positions
 * concern nobody but themselves; over all axes they are refused, as gamma has a place for each position.
 *
 * @param axes over which axes the statistics are taken
 * @param epsilon added to the variance; same unit as the input squared; above 0
 * @param affine whether gamma and beta are learned, and from where
 */
@CheckReturnValue
public record LayerNorm(RowAxes axes, float epsilon, Affine affine) implements AffineNormalization<LayerNorm> {
    private static final LayerNorm DEFAULT = new LayerNorm(RowAxes.LAST, 1e-5f, Affine.LEARNED);

    public LayerNorm {
        Epsilon.require(epsilon);
    }

    /** Over the last axis, with PyTorch's defaults: epsilon 1e-5, gamma and beta learned. */
    public static LayerNorm standard() {
        return DEFAULT;
    }

    /** Over the whole example instead of its last axis. */
    public LayerNorm overAllAxes() {
        return new LayerNorm(RowAxes.ALL, epsilon, affine);
    }

    public LayerNorm epsilon(float newEpsilon) {
        return new LayerNorm(axes, newEpsilon, affine);
    }

    @Override
    public LayerNorm with(Affine other) {
        return new LayerNorm(axes, epsilon, other);
    }

    /** Reads the settings that {@link #settings} writes. */
    public static LayerNorm read(Settings settings) {
        return new LayerNorm(
                settings.isSet("overAllAxes") ? RowAxes.ALL : RowAxes.LAST,
                settings.number("epsilon", DEFAULT.epsilon),
                Affine.read(settings));
    }

    @Override
    public JsonValue settings() {
        return new ChangedSettings()
                .set("overAllAxes", axes == RowAxes.ALL)
                .number("epsilon", epsilon, DEFAULT.epsilon)
                .affine(affine, Affine.LEARNED)
                .toJson();
    }

    /** @throws EvenkeelException if only one value would be normalised together */
    @Override
    public Shape outputShape(Shape input) {
        if (axes.columns(input) == 1) {
            throw new EvenkeelException("needs 2 values or more to normalise together, but its input " + input
                    + " has 1: its variance is always 0. Use batchNorm() here, or normalise over all axes");
        }
        return input;
    }

    @Override
    public List<Parameter> parameters(Shape input) {
        return affine.parameters(axes.shape(input));
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        GammaBeta gammaBeta = GammaBeta.of(context, affine, axes.columns(context.inputShape()));
        return new RowPass(context, FrozenRows.who(this, context.name()), axes, Centering.MEAN, epsilon, gammaBeta);
    }

    /** @throws EvenkeelException if a parameter is not finite */
    @Override
    public Operation inference(InferenceContext context) {
        return FrozenRows.of(this, context, axes, Centering.MEAN, epsilon, affine);
    }
}
