package dev.evenkeel.json;

import dev.evenkeel.CheckReturnValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A JSON object. Members keep the order in which they were read or added; equality does not look at the order.
 *
 * <pre>{@code
 * JsonObject settings = JsonObject.of().with("rate", 0.1).with("epochs", 5);
 * int epochs = settings.integer("epochs");
 * Optional<String> note = settings.find("note", JsonValue::asString);
 * }</pre>
 *
 * @param members its values by key, unmodifiable, in order
 */
@CheckReturnValue
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {
    /**
     * Copies {@code members}.
     *
     * @throws IllegalArgumentException if a key holds an unpaired surrogate
     */
    public JsonObject {
        Map<String, JsonValue> copy = new LinkedHashMap<>(members);
        copy.keySet().forEach(JsonText::requireUnicode);
        members = Collections.unmodifiableMap(copy);
    }

    /** The empty object, to build upon. */
    public static JsonObject of() {
        return new JsonObject(Map.of());
    }

    /** An object with these members. */
    public static JsonObject of(Map<String, ? extends JsonValue> members) {
        return new JsonObject(new LinkedHashMap<>(members));
    }

    /** An object of strings. */
    public static JsonObject ofStrings(Map<String, String> strings) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        strings.forEach((key, string) -> members.put(key, new JsonString(string)));
        return new JsonObject(members);
    }

    /** This object with one more member at the end, or with {@code key}'s value replaced in its place. */
    public JsonObject with(String key, JsonValue value) {
        Map<String, JsonValue> more = new LinkedHashMap<>(members);
        more.put(key, value);
        return new JsonObject(more);
    }

    /** {@link #with(String, JsonValue)} for a string. */
    public JsonObject with(String key, String value) {
        return with(key, JsonValue.of(value));
    }

    /** {@link #with(String, JsonValue)} for a whole number. */
    public JsonObject with(String key, long value) {
        return with(key, JsonValue.of(value));
    }

    /** {@link #with(String, JsonValue)} for a finite number. */
    public JsonObject with(String key, double value) {
        return with(key, JsonValue.of(value));
    }

    /** {@link #with(String, double)} if the number is finite, else this object as it is. */
    public JsonObject withFinite(String key, double value) {
        return Double.isFinite(value) ? with(key, value) : this;
    }

    /** {@link #with(String, JsonValue)} for a finite number. */
    public JsonObject with(String key, float value) {
        return with(key, JsonValue.of(value));
    }

    /** {@link #with(String, JsonValue)} for a truth value. */
    public JsonObject with(String key, boolean value) {
        return with(key, JsonValue.of(value));
    }

    /** Whether there is a member {@code key}. */
    public boolean has(String key) {
        return members.containsKey(key);
    }

    /** The member {@code key}, or nothing. */
    public Optional<JsonValue> find(String key) {
        return Optional.ofNullable(members.get(key));
    }

    /**
     * The member {@code key} read by {@code reader}, or nothing.
     *
     * @throws JsonException naming the key
     */
    public <T> Optional<T> find(String key, Function<JsonValue, T> reader) {
        return find(key).map(value -> JsonText.located("'" + key + "'", value, reader));
    }

    /**
     * The member {@code key} read by {@code reader}.
     *
     * @throws JsonException naming the key, if missing or unfit
     */
    public <T> T read(String key, Function<JsonValue, T> reader) {
        return JsonText.located("'" + key + "'", value(key), reader);
    }

    /**
     * The member {@code key}.
     *
     * @throws JsonException if there is none
     */
    public JsonValue value(String key) {
        return find(key)
                .orElseThrow(() -> new JsonException("needed a member '" + key + "', but the object has only "
                        + JsonText.clipped(String.join(", ", members.keySet()))));
    }

    /**
     * The string {@code key}.
     *
     * @throws JsonException naming the key, if missing or of another kind
     */
    public String string(String key) {
        return read(key, JsonValue::asString);
    }

    /**
     * The whole number {@code key}.
     *
     * @throws JsonException naming the key, if missing, of another kind or out of range
     */
    public int integer(String key) {
        return read(key, JsonValue::asInt);
    }

    /**
     * The whole number {@code key}.
     *
     * @throws JsonException naming the key, if missing, of another kind or out of range
     */
    public long longInteger(String key) {
        return read(key, JsonValue::asLong);
    }

    /**
     * The number {@code key}.
     *
     * @throws JsonException naming the key, if missing, of another kind or out of range
     */
    public double number(String key) {
        return read(key, JsonValue::asDouble);
    }

    /**
     * The truth value {@code key}.
     *
     * @throws JsonException naming the key, if missing or of another kind
     */
    public boolean truth(String key) {
        return read(key, JsonValue::asBoolean);
    }

    /**
     * The object {@code key}.
     *
     * @throws JsonException naming the key, if missing or of another kind
     */
    public JsonObject object(String key) {
        return read(key, JsonValue::asObject);
    }

    /**
     * The array {@code key}.
     *
     * @throws JsonException naming the key, if missing or of another kind
     */
    public JsonArray array(String key) {
        return read(key, JsonValue::asArray);
    }

    @Override
    public JsonObject asObject() {
        return this;
    }

    @Override
    public String toString() {
        return JsonText.compact(this);
    }
}
