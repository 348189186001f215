package dev.evenkeel.norm;

import dev.evenkeel.layer.Initializer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/** Whether a normalization learns a scale gamma ({@code weight}) and a shift beta ({@code bias}, from 0). */
public enum Affine {
    /** {@code y = gamma * xhat + beta}, gamma from 1. */
    LEARNED("withAffine"),
    /** {@code y = gamma * xhat + beta}, gamma from 0; see {@link Normalization#zeroGamma}. */
    LEARNED_FROM_ZERO("zeroGamma"),
    /** {@code y = xhat}. */
    NONE("withoutAffine");

    private final String word;

    Affine(String word) {
        this.word = word;
    }

    /** The word that descriptions set to true where this is not the usual. */
    String word() {
        return word;
    }

    /** Reads {@code withoutAffine} or {@code zeroGamma} of a layer that usually learns both. */
    static Affine read(Settings settings) {
        boolean none = settings.isSet(NONE.word);
        boolean fromZero = settings.isSet(LEARNED_FROM_ZERO.word);
        if (none && fromZero) {
            throw settings.wrong(LEARNED_FROM_ZERO.word, "there is no gamma withoutAffine; leave one of the two out");
        }
        return none ? NONE : fromZero ? LEARNED_FROM_ZERO : LEARNED;
    }

    /** Reads {@code withAffine} or {@code zeroGamma} of a layer that usually learns nothing. */
    static Affine readUsuallyNone(Settings settings) {
        Affine asked = settings.isSet(LEARNED.word) ? LEARNED : NONE;
        return settings.isSet(LEARNED_FROM_ZERO.word) ? LEARNED_FROM_ZERO : asked;
    }

    List<Parameter> parameters(Shape shape) {
        return this == NONE ? List.of() : List.of(gamma(shape), beta(shape));
    }

    Parameter gamma(Shape shape) {
        return new Parameter(
                "weight", shape, Parameter.Role.NORMALIZATION, Initializer.constant(this == LEARNED_FROM_ZERO ? 0 : 1));
    }

    private static Parameter beta(Shape shape) {
        return new Parameter("bias", shape, Parameter.Role.NORMALIZATION, Initializer.constant(0));
    }
}
