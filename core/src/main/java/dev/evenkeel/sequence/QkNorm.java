package dev.evenkeel.sequence;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.view.Centering;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Initializer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.number.Epsilon;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Normalises each head's queries and keys by themselves, so that the scores of attention stay bounded however large weights grow:
 * for each position and each head, over its {@code width} channels x,
 *
 * <pre>{@code
 * RMS:    y = gamma * x / sqrt(mean(x^2) + epsilon)                       Qwen3, Gemma 3, OLMo 2
 * LAYER:  y = gamma * (x - mean(x)) / sqrt(variance(x) + epsilon)         ViT-22B, without a beta
 * }</pre>
 *
 * <p>The heads of queries share one gamma, {@code q_norm.weight [width]}, those of keys another, {@code k_norm.weight} (Henry et
 * al. 2020, arXiv 2010.04245; Dehghani et al. 2023, arXiv 2302.05442). It stands between the projection and attention, and in
 * front of {@link Rotary}: gamma is one for each channel, so behind it would be another function.
 *
 * <p>{@code [positions, channels] -> the same}: the first {@code queryHeads * width} channels are queries, the next {@code keyHeads
 * * width} keys, and the rest stays as it is, the values. Backward, of each head: {@code dx = inverse (g - mean(g) - xhat mean(g
 * xhat))} with {@code g = gamma dy}, without mean(g) for RMS. Positions are apart from each other, so sessions give the same bits.
 *
 * @param queryHeads how many heads, from the first channel on, are queries; 0 for keys alone
 * @param keyHeads how many behind them are keys; 0 for queries alone
 * @param width how many channels a head has
 * @param kind the normalization
 * @param epsilon added to the mean square or variance; same unit as the input squared; above 0
 */
@CheckReturnValue
public record QkNorm(int queryHeads, int keyHeads, int width, Kind kind, float epsilon) implements UnaryLayer {
    private static final float DEFAULT_EPSILON = 1e-6f;

    /** What queries and keys are normalised by. */
    public enum Kind {
        /** Their root mean square. */
        RMS,
        /** Their mean and variance. */
        LAYER;

        Centering centering() {
            return this == RMS ? Centering.NONE : Centering.MEAN;
        }
    }

    public QkNorm {
        if (queryHeads < 0 || keyHeads < 0 || queryHeads + keyHeads < 1 || width < 2) {
            throw new IllegalArgumentException(
                    "qkNorm needs 1 head of queries or keys and 2 channels in each, or more, but got " + queryHeads
                            + " queryHeads and " + keyHeads + " keyHeads of " + width + " channels");
        }
        Epsilon.require(epsilon);
    }

    /** By the root mean square, with epsilon 1e-6, as Qwen3 has it. */
    public static QkNorm of(int queryHeads, int keyHeads, int width) {
        return new QkNorm(queryHeads, keyHeads, width, Kind.RMS, DEFAULT_EPSILON);
    }

    /** The same with another normalization. */
    public QkNorm kind(Kind other) {
        return new QkNorm(queryHeads, keyHeads, width, other, epsilon);
    }

    /** Reads {@code queryHeads}, {@code keyHeads}, {@code width}, {@code kind} and {@code epsilon}. */
    public static QkNorm read(Settings settings) {
        int queryHeads = settings.integer("queryHeads");
        return new QkNorm(
                queryHeads,
                settings.integer("keyHeads", queryHeads),
                settings.integer("width"),
                settings.choice("kind", Kind.RMS),
                settings.number("epsilon", DEFAULT_EPSILON));
    }

    @Override
    public JsonValue settings() {
        JsonObject settings = JsonObject.of().with("queryHeads", queryHeads);
        settings = keyHeads == queryHeads ? settings : settings.with("keyHeads", keyHeads);
        settings = settings.with("width", width);
        settings = kind == Kind.RMS ? settings : settings.with("kind", Settings.wordOf(kind));
        return epsilon == DEFAULT_EPSILON ? settings : settings.with("epsilon", epsilon);
    }

    /** How many heads it normalises. */
    public int heads() {
        return queryHeads + keyHeads;
    }

    /** The name of the gamma of a head. */
    public String gamma(int head) {
        return head < queryHeads ? "q_norm.weight" : "k_norm.weight";
    }

    @Override
    public Shape outputShape(Shape input) {
        long own = (long) heads() * width;
        if (input.rank() < 2 || input.channels() < own) {
            throw new EvenkeelException("needs an input [positions, channels] of at least " + own + " channels, "
                    + heads() + " heads of " + width + ", but its input is " + input);
        }
        return input;
    }

    @Override
    public List<Parameter> parameters(Shape input) {
        List<Parameter> parameters = new ArrayList<>();
        for (int head = 0; head < heads(); head++) {
            if (head == 0 || head == queryHeads) {
                parameters.add(new Parameter(
                        gamma(head), Shape.of(width), Parameter.Role.NORMALIZATION, Initializer.constant(1)));
            }
        }
        return List.copyOf(parameters);
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new QkNormPass(this, context);
    }

    @Override
    public Operation inference(InferenceContext context) {
        return QkNormOperation.of(this, context);
    }
}
