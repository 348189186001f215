package dev.evenkeel.layer;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.text.Suggestion;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The settings of one layer as a description gives them, read by name, each with its default. Whatever was not asked
 * for is refused by {@link #requireNothingElse}, with the nearest right name.
 */
public final class Settings {
    private final String place;
    private final JsonObject members;
    private final Set<String> asked = new LinkedHashSet<>();

    private Settings(String place, JsonObject members) {
        this.place = place;
        this.members = members;
    }

    /**
     * Settings at {@code place}. A value that is not an object stands for the one setting {@code shorthand}, as 512 in
     * {@code linear: 512}.
     */
    public static Settings of(String place, JsonValue value, String shorthand) {
        return new Settings(
                place,
                value instanceof JsonObject object ? object : JsonObject.of().with(shorthand, value));
    }

    public String place() {
        return place;
    }

    public int integer(String name) {
        return read(name, JsonValue::asInt).orElseThrow(() -> missing(name));
    }

    public int integer(String name, int fallback) {
        return read(name, JsonValue::asInt).orElse(fallback);
    }

    public float number(String name) {
        return read(name, JsonValue::asFloat).orElseThrow(() -> missing(name));
    }

    public float number(String name, float fallback) {
        return read(name, JsonValue::asFloat).orElse(fallback);
    }

    /** A list of whole numbers; a number alone is a list of one. */
    public List<Integer> integers(String name) {
        return read(name, Settings::integers).orElseThrow(() -> missing(name));
    }

    public List<Integer> integers(String name, List<Integer> fallback) {
        return read(name, Settings::integers).orElse(fallback);
    }

    private static List<Integer> integers(JsonValue value) {
        int[] numbers = value instanceof JsonArray list ? list.toIntArray() : new int[] {value.asInt()};
        return Arrays.stream(numbers).boxed().toList();
    }

    /** Whether a switch is set; absent is no. */
    public boolean isSet(String name) {
        return read(name, JsonValue::asBoolean).orElse(false);
    }

    /** A setting that is one of an enum's words, written as {@code leakyRelu} for {@code LEAKY_RELU}. */
    public <E extends Enum<E>> E choice(String name, E fallback) {
        E[] constants = fallback.getDeclaringClass().getEnumConstants();
        Optional<String> word = read(name, JsonValue::asString);
        if (word.isEmpty()) {
            return fallback;
        }
        Set<String> words = new LinkedHashSet<>();
        for (E constant : constants) {
            if (wordOf(constant).equals(word.get())) {
                return constant;
            }
            words.add(wordOf(constant));
        }
        throw wrong(
                name,
                "needs one of " + String.join(", ", words) + ", but got '" + word.get() + "'"
                        + Suggestion.hint(word.get(), words));
    }

    /** Any other value. */
    public Optional<JsonValue> find(String name) {
        return read(name, Function.identity());
    }

    /**
     * Refuses a setting that others have and that would mean something else here.
     *
     * @param answer what to write instead, for the value that was given
     */
    public void refuse(String name, Function<JsonValue, String> answer) {
        Optional<JsonValue> given = members.find(name);
        if (given.isPresent()) {
            throw wrong(name, answer.apply(given.get()));
        }
    }

    /** An enum constant as a description writes it: {@code leakyRelu} for {@code LEAKY_RELU}. */
    public static String wordOf(Enum<?> constant) {
        StringBuilder word = new StringBuilder();
        for (String piece : constant.name().toLowerCase(Locale.ROOT).split("_")) {
            word.append(word.isEmpty() ? piece : Character.toUpperCase(piece.charAt(0)) + piece.substring(1));
        }
        return word.toString();
    }

    /** @throws DescriptionException if there is a setting that was not asked for */
    public void requireNothingElse() {
        for (String name : members.members().keySet()) {
            if (!asked.contains(name)) {
                throw wrong(name, "unknown setting" + Suggestion.choices(name, "Settings", asked));
            }
        }
    }

    /** The error for a setting with a wrong value. */
    public DescriptionException wrong(String name, String problem) {
        return new DescriptionException(place + "." + name, problem);
    }

    private DescriptionException missing(String name) {
        return new DescriptionException(place, "needs the setting '" + name + "', but it is missing");
    }

    private <T> Optional<T> read(String name, Function<JsonValue, T> reader) {
        asked.add(name);
        try {
            return members.find(name).map(reader);
        } catch (dev.evenkeel.json.JsonException wrong) {
            throw wrong(name, String.valueOf(wrong.getMessage()));
        }
    }
}
