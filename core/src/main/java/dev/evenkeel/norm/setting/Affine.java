package dev.evenkeel.norm.setting;

import dev.evenkeel.layer.Initializer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.norm.Normalization;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a normalization learns a scale gamma ({@code weight}) and a shift beta ({@code bias}, from 0).
 *
 * <p>Keras calls the two {@code scale} and {@code center}, Flax {@code use_scale} and {@code use_bias}; PyTorch has
 * {@code affine} or {@code elementwise_affine} for both, and {@code bias} for beta.
 */
public enum Affine {
    /** {@code y = gamma * xhat + beta}, gamma from 1. */
    LEARNED,
    /** {@code y = gamma * xhat + beta}, gamma from 0; see {@link Normalization#zeroGamma}. */
    LEARNED_FROM_ZERO,
    /** {@code y = gamma * xhat}, gamma from 1. */
    SCALE_ONLY,
    /** {@code y = gamma * xhat}, gamma from 0. */
    SCALE_ONLY_FROM_ZERO,
    /** {@code y = xhat + beta}. */
    SHIFT_ONLY,
    /** {@code y = xhat}. */
    NONE;

    private static final String WITH = "withAffine";
    private static final String WITHOUT = "withoutAffine";
    private static final String FROM_ZERO = "zeroGamma";
    private static final String SCALE = "scale";
    private static final String BIAS = "bias";
    private static final String CENTER = "center";

    /** Whether there is a gamma. */
    public boolean scales() {
        return this != SHIFT_ONLY && this != NONE;
    }

    /** Whether there is a beta. */
    public boolean shifts() {
        return this == LEARNED || this == LEARNED_FROM_ZERO || this == SHIFT_ONLY;
    }

    private boolean startsAtZero() {
        return this == LEARNED_FROM_ZERO || this == SCALE_ONLY_FROM_ZERO;
    }

    public Affine withoutScale() {
        return shifts() ? SHIFT_ONLY : NONE;
    }

    public Affine withoutBias() {
        return !scales() ? NONE : startsAtZero() ? SCALE_ONLY_FROM_ZERO : SCALE_ONLY;
    }

    /** With a gamma from 0; without a beta only where there was a gamma without one. */
    public Affine fromZero() {
        return scales() && !shifts() ? SCALE_ONLY_FROM_ZERO : LEARNED_FROM_ZERO;
    }

    /** For a layer that never has a beta: learned or not, and from where. */
    public Affine ofScaleAlone() {
        return !scales() ? NONE : startsAtZero() ? LEARNED_FROM_ZERO : LEARNED;
    }

    /** Reads the settings of a layer that by default learns both. */
    public static Affine read(Settings settings) {
        if (settings.isSet(WITHOUT)) {
            for (String name : List.of(FROM_ZERO, SCALE, BIAS, CENTER)) {
                if (settings.isSet(name)) {
                    String what = name.equals(BIAS) || name.equals(CENTER) ? "beta" : "gamma";
                    throw settings.wrong(name, "there is no " + what + " " + WITHOUT + "; leave one of the two out");
                }
            }
            return NONE;
        }
        return read(settings, LEARNED);
    }

    /** Reads the settings of a layer that by default learns nothing. */
    public static Affine readUsuallyNone(Settings settings) {
        return read(settings, settings.isSet(WITH) || settings.isSet(FROM_ZERO) ? LEARNED : NONE);
    }

    /** Reads the settings of a layer that has no beta. */
    public static Affine readScale(Settings settings) {
        boolean none = settings.isSet(WITHOUT);
        if (none && settings.isSet(FROM_ZERO)) {
            throw settings.wrong(FROM_ZERO, "there is no gamma " + WITHOUT + "; leave one of the two out");
        }
        boolean scales = !none && isSet(settings, SCALE, true);
        return !scales ? NONE : settings.isSet(FROM_ZERO) ? LEARNED_FROM_ZERO : LEARNED;
    }

    private static Affine read(Settings settings, Affine usual) {
        boolean fromZero = settings.isSet(FROM_ZERO);
        boolean scales = isSet(settings, SCALE, usual.scales());
        boolean shifts = isSet(settings, BIAS, usual.shifts());
        if (settings.find(CENTER).isPresent()) {
            if (settings.find(BIAS).isPresent()) {
                throw settings.wrong(CENTER, "it is another word for 'bias'; leave one of the two out");
            }
            shifts = settings.isSet(CENTER);
        }
        if (fromZero && !scales) {
            throw settings.wrong(FROM_ZERO, "there is no gamma with 'scale: false'; leave one of the two out");
        }
        Affine gamma = fromZero ? LEARNED_FROM_ZERO : LEARNED;
        Affine scaled = scales ? gamma : SHIFT_ONLY;
        return shifts ? scaled : scaled.withoutBias();
    }

    private static boolean isSet(Settings settings, String name, boolean usual) {
        return settings.find(name).isPresent() ? settings.isSet(name) : usual;
    }

    /** Collects the settings that {@link #read} and its kin read, where they differ from the default. */
    ChangedSettings describe(ChangedSettings settings, Affine usual) {
        if (this == usual) {
            return settings;
        }
        if (this == NONE) {
            return settings.set(WITHOUT, true);
        }
        return settings.set(FROM_ZERO, startsAtZero())
                .set(WITH, usual == NONE && !startsAtZero())
                .unset(SCALE, !scales())
                .unset(BIAS, !shifts());
    }

    public List<Parameter> parameters(Shape shape) {
        List<Parameter> parameters = new ArrayList<>();
        if (scales()) {
            parameters.add(gamma(shape));
        }
        if (shifts()) {
            parameters.add(new Parameter("bias", shape, Parameter.Role.NORMALIZATION, Initializer.constant(0)));
        }
        return parameters;
    }

    public Parameter gamma(Shape shape) {
        return new Parameter(
                "weight", shape, Parameter.Role.NORMALIZATION, Initializer.constant(startsAtZero() ? 0 : 1));
    }
}
