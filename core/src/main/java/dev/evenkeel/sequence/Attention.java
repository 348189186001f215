package dev.evenkeel.sequence;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * Scaled dot-product attention (Vaswani et al. 2017, arXiv 1706.03762), PyTorch's {@code scaled_dot_product_attention} and
 * ONNX's {@code Attention}: for each head and each query position i
 *
 * <pre>{@code
 * s_ij = cap(scale * q_i . k_j) + bias_ij     over the keys j that i may attend to
 * p_ij = exp(s_ij) / sum_j exp(s_ij)
 * y_i  = sum_j p_ij v_j
 * }</pre>
 *
 * <p>Backward, with {@code dp_ij = dy_i . v_j} and {@code ds_ij = p_ij (dp_ij - sum_j p_ij dp_ij)}: {@code dq_i = scale * sum_j
 * ds_ij k_j}, {@code dk_j = scale * sum_i ds_ij q_i}, {@code dv_j = sum_i p_ij dy_i}, {@code dbias = ds}. The probabilities are
 * computed anew, block of queries by block, so that memory grows with the positions, not with their square.
 *
 * <p>{@code cap(s) = softcap * tanh(s / softcap)} bounds the scores (Gemma 2), with the slope {@code 1 - tanh(s / softcap)^2};
 * without a softcap it is s.
 *
 * <p>It has no weights: linear layers before and behind it are the projections. Its inputs are either
 *
 * <ul>
 *   <li>one: queries, keys and values behind each other in each row, {@code [positions, (heads + 2 keyValueHeads) * width]};
 *   <li>two: queries {@code [positions, heads * width]}, and keys and values behind each other {@code [keys, 2 keyValueHeads *
 *       width]};
 *   <li>three: queries, keys {@code [keys, keyValueHeads * width]}, and values {@code [keys, keyValueHeads * valueWidth]};
 *   <li>four: these and a bias that is added to the scores, {@code [positions, keys]} or {@code [heads, positions, keys]}; where
 *       it is minus infinity there is no attention.
 * </ul>
 *
 * <p>Its output is {@code [positions, heads * valueWidth]}. Padded keys are never attended to, and what they hold never
 * counts, not even NaN. Keys that the span or a bias hides are real ones and must be finite. A query that may attend to nothing, and a padded one, gets zeros and hands none back.
 *
 * @param heads how many heads the queries have
 * @param keyValueHeads how many the keys and values have, a divisor of {@code heads}: fewer for grouped-query attention (Ainslie
 *     et al. 2023), 1 for multi-query attention
 * @param span which keys a query may attend to
 * @param scale multiplies the scores; 0 for {@code 1/sqrt(width)}
 * @param dropout the probability with which training sets a p_ij to 0 and divides the others by {@code 1 - dropout}
 * @param softcap bounds the scores before the bias; 0 for no bound
 */
@CheckReturnValue
public record Attention(int heads, int keyValueHeads, Span span, float scale, float dropout, float softcap)
        implements Layer {
    /** Which keys a query may attend to. */
    public enum Span {
        /** All of them. */
        ALL,
        /** Those at its own position and before: a model that predicts what comes next must not see it. */
        CAUSAL
    }

    public Attention {
        if (heads < 1 || keyValueHeads < 1 || heads % keyValueHeads != 0) {
            throw new IllegalArgumentException(
                    "attention needs 1 head or more, and a number of keyValueHeads that divides it, but got " + heads
                            + " heads and " + keyValueHeads + " keyValueHeads");
        }
        if (!(scale >= 0 && Float.isFinite(scale))) {
            throw new IllegalArgumentException(
                    "attention needs a scale above 0, or 0 for 1/sqrt(width), but got " + scale);
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("attention needs a dropout from 0 to below 1, but got " + dropout);
        }
        if (!(softcap >= 0 && Float.isFinite(softcap))) {
            throw new IllegalArgumentException(
                    "attention needs a softcap above 0, or 0 for no bound, but got " + softcap);
        }
    }

    /** Attention to all positions with as many heads for keys and values as for queries, without dropout. */
    public static Attention of(int heads) {
        return new Attention(heads, heads, Span.ALL, 0, 0, 0);
    }

    /** Reads {@code heads}, {@code keyValueHeads}, {@code span}, {@code scale}, {@code dropout} and {@code softcap}. */
    public static Attention read(Settings settings) {
        int heads = settings.integer("heads");
        return new Attention(
                heads,
                settings.integer("keyValueHeads", heads),
                settings.choice("span", Span.ALL),
                settings.number("scale", 0),
                settings.number("dropout", 0),
                settings.number("softcap", 0));
    }

    /** The same, attending to no later position. */
    public Attention causal() {
        return new Attention(heads, keyValueHeads, Span.CAUSAL, scale, dropout, softcap);
    }

    /** The same with fewer heads of keys and values. */
    public Attention keyValueHeads(int count) {
        return new Attention(heads, count, span, scale, dropout, softcap);
    }

    /** The same with another scale. */
    public Attention scale(double factor) {
        return new Attention(heads, keyValueHeads, span, (float) factor, dropout, softcap);
    }

    /** The same with dropout of the probabilities. */
    public Attention dropout(double probability) {
        return new Attention(heads, keyValueHeads, span, scale, (float) probability, softcap);
    }

    /** The same with bounded scores. */
    public Attention softcap(double bound) {
        return new Attention(heads, keyValueHeads, span, scale, dropout, (float) bound);
    }

    @Override
    public JsonValue settings() {
        JsonObject settings = JsonObject.of().with("heads", heads);
        settings = keyValueHeads == heads ? settings : settings.with("keyValueHeads", keyValueHeads);
        settings = span == Span.ALL ? settings : settings.with("span", Settings.wordOf(span));
        settings = scale == 0 ? settings : settings.with("scale", scale);
        settings = dropout == 0 ? settings : settings.with("dropout", dropout);
        return softcap == 0 ? settings : settings.with("softcap", softcap);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        AttentionLayout layout = AttentionLayout.of(this, inputs);
        return inputs.get(0).withChannels(heads * layout.valueWidth());
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new AttentionPass(this, context);
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new AttentionOperation(this);
    }

    EvenkeelException misfit(String problem, List<Shape> inputs) {
        return new EvenkeelException(problem + ", but got " + inputs);
    }
}
