package dev.evenkeel.formats.weights.known;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonBoolean;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.network.Transformer;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the tensors of a network do not tell.
 *
 * @param heads of attention
 * @param positions of a sequence
 * @param order where blocks normalise
 * @param activation of feed-forward networks
 * @param epsilon of layer normalizations
 */
@CheckReturnValue
public record KnownSettings(
        Optional<Integer> heads,
        Optional<Integer> positions,
        Optional<Transformer.Order> order,
        Optional<Activate> activation,
        Optional<Float> epsilon) {
    /** Nothing was said. */
    public static final KnownSettings NONE =
            new KnownSettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** What a {@code config.json} says by the words of transformers and PyTorch. */
    public static KnownSettings of(JsonObject config) {
        refuse(config, "scale_attn_by_inverse_layer_idx", JsonBoolean.TRUE);
        refuse(config, "scale_attn_weights", JsonBoolean.FALSE);
        refuse(config, "is_decoder", JsonBoolean.TRUE);
        refuse(config, "add_cross_attention", JsonBoolean.TRUE);
        return new KnownSettings(
                first(config, "n_head", "num_attention_heads", "nhead", "num_heads")
                        .map(JsonValue::asInt),
                Optional.empty(),
                config.find("norm_first")
                        .map(value -> config.truth("norm_first") ? Transformer.Order.PRE : Transformer.Order.POST),
                first(config, "activation_function", "hidden_act", "activation")
                        .map(value -> activation(value.asString())),
                first(config, "layer_norm_epsilon", "layer_norm_eps").map(value -> (float) value.asDouble()));
    }

    /** Tensors do not show that another function is meant. */
    private static void refuse(JsonObject config, String word, JsonValue value) {
        if (config.find(word).equals(Optional.of(value))) {
            throw new EvenkeelException(
                    "The config.json says " + word + ": " + value
                            + ", and networks are not read so: describe the network in YAML, whose attention has 'scale' and 'span'");
        }
    }

    private static Optional<JsonValue> first(JsonObject config, String... words) {
        return Stream.of(words).flatMap(word -> config.find(word).stream()).findFirst();
    }

    private static Activate activation(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "gelu" -> Activate.of(Activation.GELU);
            case "gelu_new", "gelu_pytorch_tanh", "gelu_fast" -> Activate.of(Activation.GELU_TANH);
            case "relu" -> Activate.of(Activation.RELU);
            case "silu", "swish" -> Activate.of(Activation.SILU);
            default ->
                throw new EvenkeelException(
                        "The activation '" + word + "' of config.json is not known: gelu, gelu_new, relu and silu are");
        };
    }

    public KnownSettings heads(int count) {
        return new KnownSettings(Optional.of(count), positions, order, activation, epsilon);
    }

    public KnownSettings positions(int count) {
        return new KnownSettings(heads, Optional.of(count), order, activation, epsilon);
    }

    public KnownSettings order(Transformer.Order other) {
        return new KnownSettings(heads, positions, Optional.of(other), activation, epsilon);
    }

    public KnownSettings activation(Activate other) {
        return new KnownSettings(heads, positions, order, Optional.of(other), epsilon);
    }

    public KnownSettings epsilon(double other) {
        return new KnownSettings(heads, positions, order, activation, Optional.of((float) other));
    }

    /** @throws EvenkeelException if nobody said how many positions a sequence has */
    int neededPositions() {
        return positions.orElseThrow(
                () -> new EvenkeelException(
                        "Weights do not tell how many positions a sequence has: say positions(n), at the command line --input N"));
    }
}
