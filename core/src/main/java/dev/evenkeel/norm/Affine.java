package dev.evenkeel.norm;

import dev.evenkeel.layer.Initializer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/** Whether a normalization learns a scale gamma ({@code weight}, from 1) and a shift beta ({@code bias}, from 0). */
public enum Affine {
    /** {@code y = gamma * xhat + beta}. */
    LEARNED,
    /** {@code y = xhat}. */
    NONE;

    List<Parameter> parameters(Shape shape) {
        return this == NONE ? List.of() : List.of(gamma(shape), beta(shape));
    }

    static Parameter gamma(Shape shape) {
        return new Parameter("weight", shape, Parameter.Role.NORMALIZATION, Initializer.constant(1));
    }

    private static Parameter beta(Shape shape) {
        return new Parameter("bias", shape, Parameter.Role.NORMALIZATION, Initializer.constant(0));
    }
}
