package dev.evenkeel.sequence;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.norm.setting.CellNormalization;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000), PyTorch's {@code nn.LSTM}
 * of one layer: at each position t, with h and c of the position before,
 *
 * <pre>{@code
 * i = sigmoid(W_ii x + b_ii + W_hi h + b_hi)      input gate
 * f = sigmoid(W_if x + b_if + W_hf h + b_hf)      forget gate
 * g = tanh(W_ig x + b_ig + W_hg h + b_hg)
 * o = sigmoid(W_io x + b_io + W_ho h + b_ho)      output gate
 * c' = f c + i g
 * h' = o tanh(c')                                 the output at t
 * }</pre>
 *
 * <p>Weights and biases hold the gates in this order, i, f, g, o. The rest is said at {@link Recurrent}. There are no peepholes.
 *
 * <p>With normalization N, of a sequence at a step (Ba et al. 2016, equations 20 to 22) or of the batch at a step (Cooijmans et al.
 * 2017, equations 6 to 8), the gates read {@code gamma_ih N(W_i x) + b_i + gamma_hh N(W_h h) + b_h}, all four normalised together by
 * layer normalization, and {@code h' = o tanh(gamma_c N(c') + beta_c)}. The c that goes on to the next step is the one before N, as
 * in both papers; PyTorch's example of a LayerNorm LSTM carries the normalised one.
 *
 * @param hidden how many values the state h has
 * @param direction in which order positions are passed over
 * @param normalization what the cell normalises by
 */
@CheckReturnValue
public record Lstm(int hidden, Direction direction, CellNormalization normalization) implements Recurrent {
    public Lstm {
        if (hidden < 1) {
            throw new IllegalArgumentException("lstm needs 1 hidden value or more, but got " + hidden);
        }
    }

    /** Without normalization. */
    public Lstm(int hidden, Direction direction) {
        this(hidden, direction, CellNormalization.NONE);
    }

    /** From the first position to the last. */
    public static Lstm of(int hidden) {
        return new Lstm(hidden, Direction.FORWARD);
    }

    /** The same in another direction. */
    public Lstm direction(Direction other) {
        return new Lstm(hidden, other, normalization);
    }

    /** The same with cells that normalise. */
    public Lstm normalization(CellNormalization other) {
        return new Lstm(hidden, direction, other);
    }

    /** Reads {@code hidden}, {@code direction} and {@code normalization}. */
    public static Lstm read(Settings settings) {
        return new Lstm(
                settings.integer("hidden"),
                settings.choice("direction", Direction.FORWARD),
                CellNormalization.read(settings));
    }

    @Override
    public JsonValue settings() {
        if (equals(of(hidden))) {
            return JsonValue.of(hidden);
        }
        JsonObject settings = JsonObject.of().with("hidden", hidden);
        settings = direction == Direction.FORWARD ? settings : settings.with("direction", Settings.wordOf(direction));
        return normalization.addTo(settings);
    }

    @Override
    public int gates() {
        return 4;
    }
}
