package dev.evenkeel.sequence;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;

/**
 * Gated recurrent unit (Cho et al. 2014), PyTorch's {@code nn.GRU} of one layer: at each position t, with h of the position before,
 *
 * <pre>{@code
 * r = sigmoid(W_ir x + b_ir + W_hr h + b_hr)          reset gate
 * z = sigmoid(W_iz x + b_iz + W_hz h + b_hz)          update gate
 * n = tanh(W_in x + b_in + r (W_hn h + b_hn))         reset after the product
 * n = tanh(W_in x + b_in + W_hn (r h) + b_hn)         reset before it
 * h' = (1 - z) n + z h                                the output at t
 * }</pre>
 *
 * <p>Weights and biases hold the gates in this order, r, z, n. The rest is said at {@link Recurrent}.
 *
 * @param hidden how many values the state h has
 * @param direction in which order positions are passed over
 * @param reset what the reset gate multiplies
 */
@CheckReturnValue
public record Gru(int hidden, Direction direction, Reset reset) implements Recurrent {
    /** What the reset gate multiplies. */
    public enum Reset {
        /** The product of the state and its weights: PyTorch, Keras ({@code reset_after}), ONNX's linear_before_reset 1. */
        AFTER,
        /** The state: the paper's first version, ONNX's linear_before_reset 0. */
        BEFORE
    }

    public Gru {
        if (hidden < 1) {
            throw new IllegalArgumentException("gru needs 1 hidden value or more, but got " + hidden);
        }
    }

    /** From the first position to the last, with the reset after the product. */
    public static Gru of(int hidden) {
        return new Gru(hidden, Direction.FORWARD, Reset.AFTER);
    }

    /** The same in another direction. */
    public Gru direction(Direction other) {
        return new Gru(hidden, other, reset);
    }

    /** The same with another reset. */
    public Gru reset(Reset other) {
        return new Gru(hidden, direction, other);
    }

    /** Reads {@code hidden}, {@code direction} and {@code reset}. */
    public static Gru read(Settings settings) {
        return new Gru(
                settings.integer("hidden"),
                settings.choice("direction", Direction.FORWARD),
                settings.choice("reset", Reset.AFTER));
    }

    @Override
    public JsonValue settings() {
        if (equals(of(hidden))) {
            return JsonValue.of(hidden);
        }
        JsonObject settings = JsonObject.of().with("hidden", hidden);
        settings = direction == Direction.FORWARD ? settings : settings.with("direction", Settings.wordOf(direction));
        return reset == Reset.AFTER ? settings : settings.with("reset", Settings.wordOf(reset));
    }

    @Override
    public int gates() {
        return 3;
    }
}
