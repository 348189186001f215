package dev.evenkeel.train.optimizer;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.number.Requirement;

/** How large a gradient may be before a step is taken. */
public sealed interface GradientClipping {
    /** Name and all settings, in a fixed order. */
    JsonObject settings();

    static GradientClipping none() {
        return new None();
    }

    /**
     * Shortens the gradient, all parameters as one vector, to the Euclidean norm {@code maximum} where it is longer.
     */
    static GradientClipping byNorm(double maximum) {
        return new ByNorm((float) maximum);
    }

    /** Cuts each element to {@code [-maximum, maximum]}. */
    static GradientClipping byValue(double maximum) {
        return new ByValue((float) maximum);
    }

    /** Gradients as they are. */
    record None() implements GradientClipping {
        @Override
        public JsonObject settings() {
            return JsonObject.of().with("name", "none");
        }
    }

    /**
     * {@code g * min(1, maximum / |g|)} (Pascanu et al. 2013).
     *
     * @param maximum the longest gradient
     */
    record ByNorm(float maximum) implements GradientClipping {
        /** @throws dev.evenkeel.EvenkeelException if the maximum is not above 0 */
        public ByNorm {
            Requirement.positive("Gradient clipping", "norm", maximum);
        }

        /** What to multiply a gradient of this norm by. */
        public double factor(double norm) {
            return norm > maximum ? maximum / norm : 1;
        }

        @Override
        public JsonObject settings() {
            return JsonObject.of().with("name", "byNorm").with("maximum", maximum);
        }
    }

    /**
     * {@code max(-maximum, min(maximum, g))} for each element.
     *
     * @param maximum the largest element
     */
    record ByValue(float maximum) implements GradientClipping {
        /** @throws dev.evenkeel.EvenkeelException if the maximum is not above 0 */
        public ByValue {
            Requirement.positive("Gradient clipping", "value", maximum);
        }

        @Override
        public JsonObject settings() {
            return JsonObject.of().with("name", "byValue").with("maximum", maximum);
        }
    }
}
