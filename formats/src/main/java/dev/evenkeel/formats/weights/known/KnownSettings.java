package dev.evenkeel.formats.weights.known;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonBoolean;
import dev.evenkeel.json.JsonNull;
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
 * @param kind of network, as {@code bert}
 * @param architecture its head, as {@code BertForTokenClassification}
 */
@CheckReturnValue
public record KnownSettings(
        Optional<Integer> heads,
        Optional<Integer> positions,
        Optional<Transformer.Order> order,
        Optional<Activate> activation,
        Optional<Float> epsilon,
        Optional<String> kind,
        Optional<String> architecture) {
    /** Nothing was said. */
    public static final KnownSettings NONE = new KnownSettings(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** What a {@code config.json} says by the words of transformers and PyTorch. */
    public static KnownSettings of(JsonObject config) {
        refuse(config, "scale_attn_by_inverse_layer_idx", JsonBoolean.TRUE);
        refuse(config, "scale_attn_weights", JsonBoolean.FALSE);
        refuse(config, "is_decoder", JsonBoolean.TRUE);
        refuse(config, "add_cross_attention", JsonBoolean.TRUE);
        first(config, "position_embedding_type")
                .filter(value -> !value.asString().equals("absolute"))
                .ifPresent(value -> refuse(config, "position_embedding_type", value));
        return new KnownSettings(
                first(config, "n_head", "num_attention_heads", "nhead", "num_heads")
                        .map(JsonValue::asInt),
                Optional.empty(),
                config.find("norm_first")
                        .map(value -> config.truth("norm_first") ? Transformer.Order.PRE : Transformer.Order.POST),
                first(config, "activation_function", "hidden_act", "activation")
                        .map(value -> activation(value.asString())),
                first(config, "layer_norm_epsilon", "layer_norm_eps").map(value -> (float) value.asDouble()),
                first(config, "model_type").map(JsonValue::asString),
                first(config, "architectures").stream()
                        .flatMap(all -> all.asArray().elements().stream())
                        .map(JsonValue::asString)
                        .findFirst());
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
        return Stream.of(words)
                .flatMap(word -> config.find(word).stream())
                .filter(value -> value != JsonNull.NULL)
                .findFirst();
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
        return new KnownSettings(Optional.of(count), positions, order, activation, epsilon, kind, architecture);
    }

    public KnownSettings positions(int count) {
        return new KnownSettings(heads, Optional.of(count), order, activation, epsilon, kind, architecture);
    }

    public KnownSettings order(Transformer.Order other) {
        return new KnownSettings(heads, positions, Optional.of(other), activation, epsilon, kind, architecture);
    }

    public KnownSettings activation(Activate other) {
        return new KnownSettings(heads, positions, order, Optional.of(other), epsilon, kind, architecture);
    }

    public KnownSettings epsilon(double other) {
        return new KnownSettings(heads, positions, order, activation, Optional.of((float) other), kind, architecture);
    }

    /**
     * Other kinds have tensors of the same names, but compute otherwise.
     *
     * @throws EvenkeelException if a configuration says another kind
     */
    void requireKind(String title, String own) {
        kind.filter(said -> !said.equals(own)).ifPresent(said -> {
            throw new EvenkeelException(
                    "The tensors have the names of " + title + "'s, but the config.json says model_type: " + said
                            + ", and such networks are not read: describe the network");
        });
    }

    /** Whether the head is known to score each token. */
    boolean ofTokens() {
        return architecture
                .filter(name -> name.endsWith("ForTokenClassification"))
                .isPresent();
    }

    /** @throws EvenkeelException if nobody said how many positions a sequence has */
    int neededPositions() {
        return positions.orElseThrow(
                () -> new EvenkeelException(
                        "Weights do not tell how many positions a sequence has: say positions(n), at the command line --input N"));
    }
}
