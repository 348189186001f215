package dev.evenkeel.layer;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;

/**
 * How weights are drawn before training, given how many values each unit reads and how many units read each value.
 *
 * @param scheme the rule
 * @param deviation the standard deviation of {@link Scheme#NORMAL}; 0 for all others
 */
public record Initial(Scheme scheme, float deviation) {
    /** PyTorch's default for linear layers. */
    public static final Initial UNIFORM = new Initial(Scheme.UNIFORM, 0);

    /** For layers followed by a ReLU. */
    public static final Initial HE = new Initial(Scheme.HE, 0);

    /** For layers followed by tanh or sigmoid. */
    public static final Initial XAVIER = new Initial(Scheme.XAVIER, 0);

    /** The rules. */
    public enum Scheme {
        /** Weights and biases uniform in {@code +-1/sqrt(inputs)}. */
        UNIFORM,
        /** Weights Gaussian with variance {@code 2/inputs}, biases 0 (He et al. 2015). */
        HE,
        /** Weights uniform in {@code +-sqrt(6/(inputs + outputs))}, biases 0 (Glorot and Bengio 2010). */
        XAVIER,
        /** Weights Gaussian with a given deviation, biases 0. */
        NORMAL
    }

    public Initial {
        if (scheme == Scheme.NORMAL ? !(deviation > 0 && Float.isFinite(deviation)) : deviation != 0) {
            throw new IllegalArgumentException(
                    "Initial values 'normal' need a deviation above 0 and others have none, but got " + deviation);
        }
    }

    /** Gaussian weights with the given standard deviation, biases 0. */
    public static Initial normal(double deviation) {
        return new Initial(Scheme.NORMAL, (float) deviation);
    }

    /** How weights are drawn where each unit reads {@code inputs} values and each value is read by {@code outputs} units. */
    public Initializer weight(int inputs, int outputs) {
        return switch (scheme) {
            case UNIFORM -> Initializer.uniform((float) (1 / Math.sqrt(inputs)));
            case HE -> Initializer.normal((float) Math.sqrt(2.0 / inputs));
            case XAVIER -> Initializer.uniform((float) Math.sqrt(6.0 / ((double) inputs + outputs)));
            case NORMAL -> Initializer.normal(deviation);
        };
    }

    /** How biases are drawn where each unit reads {@code inputs} values. */
    public Initializer bias(int inputs) {
        return scheme == Scheme.UNIFORM
                ? Initializer.uniform((float) (1 / Math.sqrt(inputs)))
                : Initializer.constant(0);
    }

    /** As a description writes it: {@code "he"} or {@code {"normal": 0.05}}. */
    public JsonValue toJson() {
        String word = Settings.wordOf(scheme);
        return scheme == Scheme.NORMAL ? JsonObject.of().with(word, deviation) : JsonValue.of(word);
    }

    /** Reads the setting {@code initial}: a scheme's word, or {@code {normal: deviation}}. */
    public static Initial read(Settings settings) {
        if (settings.find("initial").orElse(UNIFORM.toJson()) instanceof JsonObject object) {
            Settings normal = Settings.of(settings.place() + ".initial", object, "normal");
            float deviation = normal.number("normal");
            normal.requireNothingElse();
            if (!(deviation > 0)) {
                throw normal.wrong("normal", "needs a deviation above 0, but got " + deviation);
            }
            return normal(deviation);
        }
        Scheme scheme = settings.choice("initial", Scheme.UNIFORM);
        if (scheme == Scheme.NORMAL) {
            throw settings.wrong("initial", "'normal' needs a deviation: write {normal: 0.05}");
        }
        return new Initial(scheme, 0);
    }
}
