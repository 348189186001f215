package dev.evenkeel.norm.setting;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonString;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.number.Epsilon;
import java.util.Map;
import java.util.Optional;

/**
 * What a recurrent cell normalises at every step: the product of the inputs, that of the states, and in an LSTM the cells before
 * they leave through the output gate. Where exactly is said at {@link dev.evenkeel.sequence.Lstm} and {@link
 * dev.evenkeel.sequence.Gru}.
 *
 * @param kind what shares a mean and a variance
 * @param epsilon added to the variance; same unit as the input squared; above 0
 * @param maxSteps how many steps have running statistics of their own, of {@link Kind#BATCH}; else 0
 * @param newBatchWeight how much the newest batch weighs in these; else 0
 */
public record CellNormalization(Kind kind, float epsilon, int maxSteps, float newBatchWeight) {
    /** A cell that normalises nothing. */
    public static final CellNormalization NONE = new CellNormalization(Kind.NONE, 1e-5f, 0, 0);

    private static final float EPSILON = 1e-5f;
    private static final float NEW_BATCH_WEIGHT = 0.1f;
    private static final String NAME = "normalization";

    /** What shares a mean and a variance. */
    public enum Kind {
        /** Nothing is normalised. */
        NONE,
        /** The values of one sequence at one step: layer normalization (Ba et al. 2016, arXiv 1607.06450). */
        LAYER,
        /**
         * A value of all sequences of the batch that have the step: recurrent batch normalization (Cooijmans et al. 2017, arXiv
         * 1603.09025).
         */
        BATCH
    }

    public CellNormalization {
        Epsilon.require(epsilon);
        boolean batch = kind == Kind.BATCH;
        if (batch
                ? maxSteps < 1 || !(newBatchWeight > 0 && newBatchWeight <= 1)
                : maxSteps != 0 || newBatchWeight != 0) {
            throw new IllegalArgumentException(
                    "A cell's batch normalization needs maxSteps of 1 or more and a newBatchWeight from above 0 to 1, and"
                            + " others have neither, but got " + maxSteps + " and " + newBatchWeight);
        }
    }

    /** Each sequence at each step by itself. */
    public static CellNormalization layer() {
        return new CellNormalization(Kind.LAYER, EPSILON, 0, 0);
    }

    /**
     * By the batch, with running statistics for each of the first {@code maxSteps} steps, as many as the longest training sequence
     * has; the last are those of all steps behind too.
     */
    public static CellNormalization batch(int maxSteps) {
        return new CellNormalization(Kind.BATCH, EPSILON, maxSteps, NEW_BATCH_WEIGHT);
    }

    public CellNormalization epsilon(double other) {
        return new CellNormalization(kind, (float) other, maxSteps, newBatchWeight);
    }

    /** Of the running statistics; PyTorch calls it momentum. */
    public CellNormalization newBatchWeight(double weight) {
        return new CellNormalization(kind, epsilon, maxSteps, (float) weight);
    }

    /** Whether anything is normalised. */
    public boolean isPresent() {
        return kind != Kind.NONE;
    }

    /** What gamma begins at: Cooijmans et al. found that from 1 gradients vanish in the tanh. */
    public float initialGamma() {
        return kind == Kind.BATCH ? 0.1f : 1;
    }

    /** Reads {@code normalization}: {@code layer}, {@code {layer: {epsilon: 1e-5}}} or {@code {batch: {maxSteps: 100}}}. */
    public static CellNormalization read(Settings settings) {
        Optional<JsonValue> given = settings.find(NAME);
        if (given.isEmpty()) {
            return NONE;
        }
        JsonObject object = given.get() instanceof JsonString word
                ? JsonObject.of().with(word.asString(), JsonObject.of())
                : given.get() instanceof JsonObject one ? one : JsonObject.of();
        if (object.members().size() != 1) {
            throw settings.wrong(NAME, "needs 'layer' or {batch: {maxSteps: 100}}, but got " + given.get());
        }
        Map.Entry<String, JsonValue> only =
                object.members().entrySet().iterator().next();
        String word = only.getKey();
        Settings own = Settings.of(settings.place() + "." + NAME + "." + word, only.getValue(), "maxSteps");
        CellNormalization read = switch (word) {
            case "none" -> NONE;
            case "layer" -> layer().epsilon(own.number("epsilon", EPSILON));
            case "batch" ->
                batch(own.integer("maxSteps"))
                        .epsilon(own.number("epsilon", EPSILON))
                        .newBatchWeight(own.number("newBatchWeight", NEW_BATCH_WEIGHT));
            default -> throw settings.wrong(NAME, "needs 'layer' or {batch: {maxSteps: 100}}, but got '" + word + "'");
        };
        own.requireNothingElse();
        return read;
    }

    /** The settings with this one, where it normalises. */
    public JsonObject addTo(JsonObject settings) {
        if (!isPresent()) {
            return settings;
        }
        JsonObject own = kind == Kind.BATCH ? JsonObject.of().with("maxSteps", maxSteps) : JsonObject.of();
        own = epsilon == EPSILON ? own : own.with("epsilon", epsilon);
        own = kind == Kind.LAYER || newBatchWeight == NEW_BATCH_WEIGHT
                ? own
                : own.with("newBatchWeight", newBatchWeight);
        JsonValue value = own.members().isEmpty()
                ? JsonValue.of(Settings.wordOf(kind))
                : JsonObject.of().with(Settings.wordOf(kind), own);
        return settings.with(NAME, value);
    }
}
