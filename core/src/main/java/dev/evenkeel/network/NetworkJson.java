package dev.evenkeel.network;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonNull;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonString;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.DescriptionException;
import dev.evenkeel.layer.Frozen;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Part;
import dev.evenkeel.layer.Residual;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.text.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

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
    /** Layers of a network from a file, be it YAML, JSON, a model or ONNX: what one of them takes, the others can write and read. */
    public static final int MAX_LAYERS = 20_000;

    private static final int MAX_RESIDUAL_DEPTH = 16;
    private static final String RESIDUAL = "residual";
    private static final String FREEZE = "freeze";
    private static final Set<String> RESERVED = Set.of("name", "inputs", FREEZE);

    private final LayerRegistry registry;
    private final Map<String, Frozen> frozen = new LinkedHashMap<>();
    private final Set<String> residuals = new LinkedHashSet<>();
    private int layers;

    private NetworkJson(LayerRegistry registry) {
        this.registry = registry;
    }

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
        return new NetworkJson(registry).network(description);
    }

    private Network network(JsonValue description) {
        JsonObject object = as("network", description, JsonValue::asObject);
        requireOnly("network", object, List.of("input", "layers"));
        Shape input = shape(member("network", object, "input"));
        JsonArray entries = as("layers", member("network", object, "layers"), JsonValue::asArray);
        Network.Builder builder = located("input", () -> Network.builder(input));
        for (int place = 0; place < entries.size(); place++) {
            add(builder, String.valueOf(place), "layers[" + place + "]", entries.at(place));
        }
        return frozen(located("layers", builder::build));
    }

    /** Each name stands for its layer, or for all layers of its residual. */
    private Network frozen(Network network) {
        return network.changed(node -> {
            String name = node.name();
            Node changed = node.freeze(frozen.getOrDefault(name, Frozen.NOTHING));
            for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
                String outer = name.substring(0, dot);
                if (residuals.contains(outer)) {
                    changed = changed.freeze(frozen.getOrDefault(outer, Frozen.NOTHING));
                }
            }
            return changed;
        });
    }

    private static Shape shape(JsonValue value) {
        int[] extents = as("input", value, list -> list.asArray().toIntArray());
        return located("input", () -> Shape.of(extents));
    }

    private void add(Network.Builder builder, String usualName, String place, JsonValue value) {
        Entry entry = Entry.of(place, value);
        String name = entry.options
                .find("name")
                .map(given -> as(place + ".name", given, JsonValue::asString))
                .orElse(usualName);
        Part part = part(entry, name, 1);
        Optional<List<String>> inputs = entry.options.find("inputs").map(given -> inputs(place + ".inputs", given));
        located(
                place,
                () -> inputs.isEmpty()
                        ? follow(builder, name, part)
                        : connect(builder, name, part, inputs.get(), place));
    }

    private static Network.Builder follow(Network.Builder builder, String name, Part part) {
        return part instanceof Layer layer ? builder.add(name, layer) : builder.add(name, part);
    }

    private static Network.Builder connect(
            Network.Builder builder, String name, Part part, List<String> inputs, String place) {
        if (part instanceof Layer layer) {
            return builder.add(name, layer, inputs);
        }
        if (inputs.size() != 1) {
            throw new DescriptionException(place + ".inputs", "a residual takes one input, but got " + inputs);
        }
        return builder.add(name, part, inputs.get(0));
    }

    private static List<String> inputs(String place, JsonValue value) {
        return value instanceof JsonString word
                ? List.of(word.asString())
                : as(place, value, list -> list.asArray().toStrings());
    }

    private Part part(Entry entry, String name, int depth) {
        if (++layers > MAX_LAYERS) {
            throw new DescriptionException(entry.place, "a network has at most " + MAX_LAYERS + " layers");
        }
        entry.options.find(FREEZE).ifPresent(given -> frozen.put(name, frozen(entry.place, given)));
        if (entry.typeName.equals(RESIDUAL)) {
            residuals.add(name);
            return residual(entry.place + "." + RESIDUAL, name, entry.settings, depth);
        }
        if (!registry.typeNames().contains(entry.typeName)) {
            Set<String> known = new LinkedHashSet<>(registry.typeNames());
            known.add(RESIDUAL);
            throw LayerRegistry.unknown(entry.place, entry.typeName, known);
        }
        return registry.read(entry.place, entry.typeName, entry.settings);
    }

    private static Frozen frozen(String place, JsonValue value) {
        JsonValue word = JsonValue.of(as(place + "." + FREEZE, value, JsonValue::asString));
        return Settings.of(place, word, FREEZE).choice(FREEZE, Frozen.ALL);
    }

    private Residual residual(String place, String name, JsonValue settings, int depth) {
        if (depth > MAX_RESIDUAL_DEPTH) {
            throw new DescriptionException(place, "residuals nest at most " + MAX_RESIDUAL_DEPTH + " deep");
        }
        if (settings instanceof JsonArray) {
            return located(place, () -> new Residual(parts(place, name + ".", settings, depth), List.of()));
        }
        JsonObject object = as(place, settings, JsonValue::asObject);
        requireOnly(place, object, List.of("body", "shortcut"));
        List<Part> body = parts(place + ".body", name + ".", member(place, object, "body"), depth);
        List<Part> shortcut = object.find("shortcut")
                .map(given -> parts(place + ".shortcut", name + ".shortcut.", given, depth))
                .orElse(List.of());
        return located(place, () -> new Residual(body, shortcut));
    }

    private List<Part> parts(String place, String prefix, JsonValue value, int depth) {
        List<Part> parts = new ArrayList<>();
        for (JsonValue element : as(place, value, JsonValue::asArray)) {
            Entry entry = Entry.of(place + "[" + parts.size() + "]", element);
            entry.options.members().keySet().stream()
                    .filter(option -> !option.equals(FREEZE))
                    .findFirst()
                    .ifPresent(option -> {
                        throw new DescriptionException(
                                entry.place + "." + option,
                                "layers of a residual are named and connected by their place. To name or connect them"
                                        + " otherwise list them one by one and end with an 'add'");
                    });
            parts.add(part(entry, prefix + parts.size(), depth + 1));
        }
        return parts;
    }

    private static JsonValue member(String place, JsonObject object, String name) {
        return object.find(name)
                .orElseThrow(() -> new DescriptionException(place, "needs '" + name + "', but it is missing"));
    }

    private static void requireOnly(String place, JsonObject object, List<String> known) {
        for (String name : object.members().keySet()) {
            if (!known.contains(name)) {
                throw new DescriptionException(
                        place + "." + name, "is unknown here" + Suggestion.choices(name, "Known", known));
            }
        }
    }

    private static <T> T as(String place, JsonValue value, Function<JsonValue, T> reader) {
        return located(place, () -> reader.apply(value));
    }

    private static <T> T located(String place, Supplier<T> work) {
        try {
            return work.get();
        } catch (DescriptionException placed) {
            throw placed;
        } catch (EvenkeelException | IllegalArgumentException | ArithmeticException wrong) {
            throw new DescriptionException(place, String.valueOf(wrong.getMessage()));
        }
    }

    /** One entry: its type of layer and settings, and what else it says of itself. */
    private record Entry(String place, String typeName, JsonValue settings, JsonObject options) {
        static Entry of(String place, JsonValue value) {
            if (value instanceof JsonString word) {
                return new Entry(place, word.asString(), JsonObject.of(), JsonObject.of());
            }
            Map<String, JsonValue> words =
                    new LinkedHashMap<>(as(place, value, JsonValue::asObject).members());
            Map<String, JsonValue> options = new LinkedHashMap<>(words);
            words.keySet().removeAll(RESERVED);
            options.keySet().retainAll(RESERVED);
            if (words.size() > 1 && words.values().iterator().next() instanceof JsonNull) {
                return ofSettingsBeside(place, words, options);
            }
            if (words.size() != 1) {
                throw new DescriptionException(
                        place,
                        "needs one layer, as 'relu' or {linear: 32}, but got "
                                + (words.isEmpty()
                                        ? "none"
                                        : words.size() + " (" + String.join(", ", words.keySet()) + ")"));
            }
            Map.Entry<String, JsonValue> only = words.entrySet().iterator().next();
            return of(place, only.getKey(), only.getValue(), options);
        }

        /** A word without settings of its own, and its settings beside it. */
        private static Entry ofSettingsBeside(
                String place, Map<String, JsonValue> words, Map<String, JsonValue> options) {
            Map<String, JsonValue> settings = new LinkedHashMap<>(words);
            String word = settings.keySet().iterator().next();
            settings.remove(word);
            return of(place, word, new JsonObject(settings), options);
        }

        /** What an entry says of itself may stand among the settings too. */
        private static Entry of(String place, String word, JsonValue given, Map<String, JsonValue> options) {
            if (!(given instanceof JsonObject object)) {
                JsonValue settings = given instanceof JsonNull ? JsonObject.of() : given;
                return new Entry(place, word, settings, JsonObject.of(options));
            }
            Map<String, JsonValue> settings = new LinkedHashMap<>(object.members());
            Map<String, JsonValue> all = new LinkedHashMap<>(options);
            for (String name : RESERVED) {
                JsonValue inside = settings.remove(name);
                if (inside != null && all.put(name, inside) != null) {
                    throw new DescriptionException(
                            place + "." + name,
                            "stands beside '" + word + "' and among its settings. Keep one of the two");
                }
            }
            return new Entry(place, word, new JsonObject(settings), JsonObject.of(all));
        }
    }
}
