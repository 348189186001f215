package dev.evenkeel.sequence;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.norm.setting.CellNormalization;

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
 * <p>With normalization N, of a sequence at a step (Ba et al. 2016, appendix) or of the batch at a step, r and z read {@code gamma_ih
 * N(W_i x) + b_i + gamma_hh N(W_h h) + b_h}, both normalised together by layer normalization, and {@code n = tanh(gamma_ih N(W_in x) +
 * b_in + r (gamma_hh N(W_hn h) + b_hn))}; the reset comes after the product.
 *
 * @param hidden how many values the state h has
 * @param direction in which order positions are passed over
 * @param reset what the reset gate multiplies
 * @param normalization what the cell normalises by
 */
@CheckReturnValue
public record Gru(int hidden, Direction direction, Reset reset, CellNormalization normalization) implements Recurrent {
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
        if (reset == Reset.BEFORE && normalization.isPresent()) {
            throw new IllegalArgumentException(
                    "gru normalises with the reset after the product, but got the reset before it. Leave one of the two out");
        }
    }

    /** Without normalization. */
    public Gru(int hidden, Direction direction, Reset reset) {
        this(hidden, direction, reset, CellNormalization.NONE);
    }

    /** From the first position to the last, with the reset after the product. */
    public static Gru of(int hidden) {
        return new Gru(hidden, Direction.FORWARD, Reset.AFTER);
    }

    /** The same in another direction. */
    public Gru direction(Direction other) {
        return new Gru(hidden, other, reset, normalization);
    }

    /** The same with another reset. */
    public Gru reset(Reset other) {
        return new Gru(hidden, direction, other, normalization);
    }

    /** The same with cells that normalise. */
    public Gru normalization(CellNormalization other) {
        return new Gru(hidden, direction, reset, other);
    }

    /** Reads {@code hidden}, {@code direction}, {@code reset} and {@code normalization}. */
    public static Gru read(Settings settings) {
        return new Gru(
                settings.integer("hidden"),
                settings.choice("direction", Direction.FORWARD),
                settings.choice("reset", Reset.AFTER),
                CellNormalization.read(settings));
    }

    @Override
    public JsonValue settings() {
        if (equals(of(hidden))) {
            return JsonValue.of(hidden);
        }
        JsonObject settings = JsonObject.of().with("hidden", hidden);
        settings = direction == Direction.FORWARD ? settings : settings.with("direction", Settings.wordOf(direction));
        settings = reset == Reset.AFTER ? settings : settings.with("reset", Settings.wordOf(reset));
        return normalization.addTo(settings);
    }

    @Override
    public int gates() {
        return 3;
    }
}
