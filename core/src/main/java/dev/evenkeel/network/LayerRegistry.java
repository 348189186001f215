package dev.evenkeel.network;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.DescriptionException;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.text.Suggestion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The types of layers that descriptions of networks may name, each with the reader of its settings. Immutable. */
@CheckReturnValue
public final class LayerRegistry {
    private final Map<String, Reader> readers;

    LayerRegistry(Map<String, Reader> readers) {
        this.readers = Collections.unmodifiableMap(readers);
    }

    /** Every layer of this library. */
    public static LayerRegistry standard() {
        return StandardLayers.REGISTRY;
    }

    /**
     * This registry and one type of layer more.
     *
     * @param typeName the layer's {@link Layer#typeName()}
     * @param shorthand the setting that a bare value stands for, as {@code features} in {@code linear: 512}
     * @param reader makes the layer of its settings
     */
    public LayerRegistry with(String typeName, String shorthand, Function<Settings, Layer> reader) {
        Map<String, Reader> more = new LinkedHashMap<>(readers);
        more.put(typeName, new Reader(shorthand, reader));
        return new LayerRegistry(more);
    }

    public Set<String> typeNames() {
        return readers.keySet();
    }

    /**
     * The layer that {@code typeName} with {@code settings} describes.
     *
     * @param place where the description says so, for messages
     * @throws DescriptionException if the type or a setting is unknown or wrong
     */
    public Layer read(String place, String typeName, JsonValue settings) {
        Reader known = readers.get(typeName);
        if (known == null) {
            throw unknown(place, typeName, readers.keySet());
        }
        Settings given = Settings.of(place + "." + typeName, settings, known.shorthand);
        Layer layer;
        try {
            layer = known.reader.apply(given);
        } catch (IllegalArgumentException wrong) {
            throw new DescriptionException(given.place(), String.valueOf(wrong.getMessage()));
        }
        given.requireNothingElse();
        return layer;
    }

    static DescriptionException unknown(String place, String typeName, Set<String> known) {
        return new DescriptionException(
                place, "unknown layer '" + typeName + "'" + Suggestion.choices(typeName, "Layers", known));
    }

    record Reader(String shorthand, Function<Settings, Layer> reader) {}
}
