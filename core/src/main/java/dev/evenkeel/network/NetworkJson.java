package dev.evenkeel.network;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.DescriptionException;
import dev.evenkeel.layer.Frozen;
import dev.evenkeel.layer.Settings;
import java.util.List;

/**
 * Networks as JSON, in the words that YAML uses too: {@code {"input": [784], "layers": [{"linear": 512},
 * {"batchNorm": {}}, "relu", {"residual": [...]}, ...]}}.
 *
 * <p>An entry of {@code layers} is a word, or an object of one word with its settings and, where they are not the usual
 * ones, {@code name} (else its place in the list), {@code inputs} (else the entry before; an empty list for a layer that
 * reads nothing) and {@code freeze} ({@code parameters}, {@code statistics} or {@code all}: what training leaves as it
 * is). A residual is a list, or {@code {body: [...], shortcut: [...]}}; what it freezes is frozen in all of its layers.
 */
public final class NetworkJson {
    private NetworkJson() {}

    /** The flat graph of a network; {@link #read(JsonValue)} gives an equal one. */
    public static JsonObject write(Network network) {
        String before = Network.INPUT;
        List<Node> nodes = network.nodes();
        JsonValue[] entries = new JsonValue[nodes.size()];
        for (int place = 0; place < entries.length; place++) {
            entries[place] = entry(nodes.get(place), String.valueOf(place), before);
            before = nodes.get(place).name();
        }
        return JsonObject.of()
                .with("input", JsonArray.ofNumbers(network.input().toArray()))
                .with("layers", JsonArray.of(entries));
    }

    private static JsonValue entry(Node node, String usualName, String before) {
        JsonObject entry =
                JsonObject.of().with(node.layer().typeName(), node.layer().settings());
        if (!node.name().equals(usualName)) {
            entry = entry.with("name", node.name());
        }
        if (node.frozen() != Frozen.NOTHING) {
            entry = entry.with("freeze", Settings.wordOf(node.frozen()));
        }
        return node.inputs().equals(List.of(before)) ? entry : entry.with("inputs", JsonArray.ofStrings(node.inputs()));
    }

    /**
     * The network that a description in this library's own words gives.
     *
     * @throws DescriptionException with the place that is wrong, as {@code layers[3].batchNorm.epsilon}
     */
    public static Network read(JsonValue description) {
        return read(description, LayerRegistry.standard());
    }

    /**
     * The network that a description gives, for descriptions from anywhere.
     *
     * @throws DescriptionException with the place that is wrong, as {@code layers[3].batchNorm.epsilon}
     * @throws EvenkeelException if nothing uses the output of a layer
     */
    public static Network read(JsonValue description, LayerRegistry registry) {
        return new NetworkReader(registry).read(description);
    }
}
