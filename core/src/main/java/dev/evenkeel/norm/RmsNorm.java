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
 * {@code y = gamma * x / sqrt(mean(x^2) + epsilon)} over the last axis: root-mean-square normalization (Zhang and Sennrich
 * 2019, arXiv 1910.07467). No mean is taken away and no beta added; no example depends on another.
 *
 * <p>Input {@code [batch, ..., channels]}, gamma {@code [channels]}. With {@code xhat = x / rms} and
 * {@code g = gamma * dy}: {@code dx = (g - xhat * mean(g * xhat)) / rms}. Padded positions concern nobody but themselves.
 *
 * @param epsilon added to the mean square; same unit as the input squared; above 0
 * @param affine whether gamma is learned, and from where
 */
@CheckReturnValue
public record RmsNorm(float epsilon, Affine affine) implements AffineNormalization<RmsNorm> {
    private static final RmsNorm DEFAULT = new RmsNorm(Math.ulp(1f), Affine.LEARNED);

    public RmsNorm {
        Epsilon.require(epsilon);
        affine = affine.ofScaleAlone();
    }

    /** PyTorch's defaults: gamma learned, and as epsilon the distance 2^-23 from 1 to the next float. */
    public static RmsNorm standard() {
        return DEFAULT;
    }

    public RmsNorm epsilon(float newEpsilon) {
        return new RmsNorm(newEpsilon, affine);
    }

    @Override
    public RmsNorm with(Affine other) {
        return new RmsNorm(epsilon, other);
    }

    /** Reads the settings that {@link #settings} writes. */
    public static RmsNorm read(Settings settings) {
        return new RmsNorm(settings.number("epsilon", DEFAULT.epsilon), Affine.readScale(settings));
    }

    @Override
    public JsonValue settings() {
        return new ChangedSettings()
                .number("epsilon", epsilon, DEFAULT.epsilon)
                .affine(affine, Affine.LEARNED)
                .toJson();
    }

    @Override
    public List<Parameter> parameters(Shape input) {
        return affine.scales() ? List.of(affine.gamma(Shape.of(input.channels()))) : List.of();
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        GammaBeta gamma =
                GammaBeta.withoutBeta(context, affine, context.inputShape().channels());
        return new RowPass(context, FrozenRows.who(this, context.name()), RowAxes.LAST, Centering.NONE, epsilon, gamma);
    }

    /** @throws EvenkeelException if gamma is not finite */
    @Override
    public Operation inference(InferenceContext context) {
        return FrozenRows.of(this, context, RowAxes.LAST, Centering.NONE, epsilon, affine.withoutBias());
    }
}
