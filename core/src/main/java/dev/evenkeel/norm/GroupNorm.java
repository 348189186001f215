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
 * {@code y = gamma * xhat + beta} with {@code xhat = (x - mean) / sqrt(variance + epsilon)}, the mean and biased variance
 * taken over all positions of one example and one group of neighbouring channels: group normalization (Wu and He 2018,
 * arXiv 1803.08494). No example depends on another, in training as in inference.
 *
 * <p>Input {@code [batch, ..., channels]}; gamma and beta are {@code [channels]}. As many groups as channels is
 * {@link InstanceNorm}; one group is {@link LayerNorm} over all axes, but for the shape of gamma. With
 * {@code g = gamma * dy}: {@code dx = (g - mean(g) - xhat * mean(g * xhat)) / sqrt(variance + epsilon)}. Padded positions
 * stay out of the statistics and are normalised like the others.
 *
 * @param groups how many groups the channels fall into; divides their number
 * @param epsilon added to the variance; same unit as the input squared; above 0
 * @param affine whether gamma and beta are learned, and from where
 */
@CheckReturnValue
public record GroupNorm(int groups, float epsilon, Affine affine) implements AffineNormalization<GroupNorm> {
    private static final float USUAL_EPSILON = 1e-5f;

    public GroupNorm {
        if (groups < 1) {
            throw new IllegalArgumentException("needs 1 group or more, but got " + groups);
        }
        Epsilon.require(epsilon);
    }

    /** With PyTorch's defaults: epsilon 1e-5, gamma and beta learned. */
    public static GroupNorm of(int groups) {
        return new GroupNorm(groups, USUAL_EPSILON, Affine.LEARNED);
    }

    public GroupNorm epsilon(float newEpsilon) {
        return new GroupNorm(groups, newEpsilon, affine);
    }

    @Override
    public GroupNorm with(Affine other) {
        return new GroupNorm(groups, epsilon, other);
    }

    /** Reads the settings that {@link #settings} writes. */
    public static GroupNorm read(Settings settings) {
        return new GroupNorm(
                settings.integer("groups"), settings.number("epsilon", USUAL_EPSILON), Affine.read(settings));
    }

    @Override
    public JsonValue settings() {
        if (equals(of(groups))) {
            return JsonValue.of(groups);
        }
        return new ChangedSettings()
                .integer("groups", groups, 0)
                .number("epsilon", epsilon, USUAL_EPSILON)
                .affine(affine, Affine.LEARNED)
                .toJson();
    }

    /** @throws EvenkeelException if the groups do not divide the channels, or one value would make a group */
    @Override
    public Shape outputShape(Shape input) {
        if (input.channels() % groups != 0) {
            throw new EvenkeelException("needs channels that fall into " + groups + " groups, but its input " + input
                    + " has " + input.channels() + " on its last axis. Use a number of groups that divides them, as "
                    + nearestDivisors(input.channels()));
        }
        if (input.size() == groups) {
            throw new EvenkeelException("needs 2 values or more per group, but its input " + input
                    + " has 1 in each of " + groups + " groups: its variance is always 0. Use fewer groups");
        }
        return input;
    }

    /** The divisors of the channels next to the number of groups: {@code 4 or 8}, or the one there is. */
    private String nearestDivisors(int channels) {
        String below = "";
        for (int divisor = 1; divisor <= channels; divisor++) {
            if (channels % divisor == 0 && divisor > groups) {
                return below + " or " + divisor;
            }
            below = channels % divisor == 0 ? Integer.toString(divisor) : below;
        }
        return below;
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new GroupPass(context, groups, epsilon, affine);
    }

    /** @throws EvenkeelException if a parameter is not finite */
    @Override
    public Operation inference(InferenceContext context) {
        return FrozenGroups.of("GroupNorm", "groupNorm in " + groups + " groups", context, groups, epsilon, affine);
    }
}
