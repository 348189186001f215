package dev.evenkeel.norm;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.norm.setting.Affine;
import dev.evenkeel.norm.setting.ChangedSettings;
import dev.evenkeel.number.Epsilon;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;

/**
 * {@code y = (x - mean) / sqrt(variance + epsilon)} with the mean and biased variance of each channel over the positions
 * of one example: instance normalization (Ulyanov et al. 2016, arXiv 1607.08022). It is {@link GroupNorm} with one
 * channel per group, and its gradient is that.
 *
 * <p>Input {@code [batch, ..., channels]} with two positions or more. As in PyTorch, gamma and beta ({@code [channels]})
 * are learned only if asked for, and there are no running statistics: training and inference compute the same. Padded
 * positions stay out of the statistics and are normalised like the others.
 *
 * @param epsilon added to the variance; same unit as the input squared; above 0
 * @param affine whether gamma and beta are learned, and from where
 */
@CheckReturnValue
public record InstanceNorm(float epsilon, Affine affine) implements AffineNormalization<InstanceNorm> {
    private static final InstanceNorm DEFAULT = new InstanceNorm(1e-5f, Affine.NONE);

    public InstanceNorm {
        Epsilon.require(epsilon);
    }

    /** PyTorch's defaults: epsilon 1e-5, nothing learned. */
    public static InstanceNorm standard() {
        return DEFAULT;
    }

    public InstanceNorm epsilon(float newEpsilon) {
        return new InstanceNorm(newEpsilon, affine);
    }

    /** {@code y = gamma * xhat + beta}. */
    public InstanceNorm withAffine() {
        return new InstanceNorm(epsilon, Affine.LEARNED);
    }

    @Override
    public InstanceNorm with(Affine other) {
        return new InstanceNorm(epsilon, other);
    }

    /** Reads the settings that {@link #settings} writes. */
    public static InstanceNorm read(Settings settings) {
        return new InstanceNorm(settings.number("epsilon", DEFAULT.epsilon), Affine.readUsuallyNone(settings));
    }

    @Override
    public JsonValue settings() {
        return new ChangedSettings()
                .number("epsilon", epsilon, DEFAULT.epsilon)
                .affine(affine, Affine.NONE)
                .toJson();
    }

    /** @throws EvenkeelException if there is only one position */
    @Override
    public Shape outputShape(Shape input) {
        if (input.positions() == 1) {
            throw new EvenkeelException("needs 2 positions or more, but its input " + input
                    + " has 1: the variance of a channel is always 0. Use layerNorm() or batchNorm() here");
        }
        return input;
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new GroupPass(context, context.inputShape().channels(), epsilon, affine);
    }

    /** @throws EvenkeelException if a parameter is not finite */
    @Override
    public Operation inference(InferenceContext context) {
        return FrozenGroups.of(
                "InstanceNorm", typeName(), context, context.inputShape().channels(), epsilon, affine);
    }
}
