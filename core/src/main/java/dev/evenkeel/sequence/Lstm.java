package dev.evenkeel.sequence;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;

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
 * @param hidden how many values the state h has
 * @param direction in which order positions are passed over
 */
@CheckReturnValue
public record Lstm(int hidden, Direction direction) implements Recurrent {
    public Lstm {
        if (hidden < 1) {
            throw new IllegalArgumentException("lstm needs 1 hidden value or more, but got " + hidden);
        }
    }

    /** From the first position to the last. */
    public static Lstm of(int hidden) {
        return new Lstm(hidden, Direction.FORWARD);
    }

    /** The same in another direction. */
    public Lstm direction(Direction other) {
        return new Lstm(hidden, other);
    }

    /** Reads {@code hidden} and {@code direction}. */
    public static Lstm read(Settings settings) {
        return new Lstm(settings.integer("hidden"), settings.choice("direction", Direction.FORWARD));
    }

    @Override
    public JsonValue settings() {
        return direction == Direction.FORWARD
                ? JsonValue.of(hidden)
                : JsonObject.of().with("hidden", hidden).with("direction", Settings.wordOf(direction));
    }

    @Override
    public int gates() {
        return 4;
    }
}
