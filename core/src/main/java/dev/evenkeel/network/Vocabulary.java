package dev.evenkeel.network;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.Suggestion;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.DescriptionException;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Settings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The words that descriptions of networks may use for layers, each with the reader of its settings. Immutable. */
@CheckReturnValue
public final class Vocabulary {
    private final Map<String, Word> words;

    private Vocabulary(Map<String, Word> words) {
        this.words = words;
    }

    /** Every layer of this library. */
    public static Vocabulary standard() {
        return Layers.VOCABULARY;
    }

    static Vocabulary empty() {
        return new Vocabulary(Map.of());
    }

    /**
     * This vocabulary and one word more.
     *
     * @param word the layer's {@link Layer#word()}
     * @param shorthand the setting that a bare value stands for, as {@code features} in {@code linear: 512}
     * @param reader makes the layer of its settings
     */
    public Vocabulary with(String word, String shorthand, Function<Settings, Layer> reader) {
        Map<String, Word> more = new LinkedHashMap<>(words);
        more.put(word, new Word(shorthand, reader));
        return new Vocabulary(Collections.unmodifiableMap(more));
    }

    public Set<String> words() {
        return words.keySet();
    }

    /**
     * The layer that {@code word} with {@code settings} describes.
     *
     * @param place where the description says so, for messages
     * @throws DescriptionException if the word or a setting is unknown or wrong
     */
    public Layer read(String place, String word, JsonValue settings) {
        Word known = words.get(word);
        if (known == null) {
            throw unknown(place, word, words.keySet());
        }
        Settings given = Settings.of(place + "." + word, settings, known.shorthand);
        Layer layer;
        try {
            layer = known.reader.apply(given);
        } catch (IllegalArgumentException wrong) {
            throw new DescriptionException(given.place(), String.valueOf(wrong.getMessage()));
        }
        given.requireNothingElse();
        return layer;
    }

    static DescriptionException unknown(String place, String word, Set<String> known) {
        return new DescriptionException(
                place, "unknown layer '" + word + "'" + Suggestion.choices(word, "Layers", known));
    }

    private record Word(String shorthand, Function<Settings, Layer> reader) {}
}
