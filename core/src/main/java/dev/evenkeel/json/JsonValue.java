package dev.evenkeel.json;

/**
 * One immutable JSON value. {@link Object#toString()} is its canonical text: compact, members in their order, numbers as
 * they are kept, so the same value built in the same order gives the same characters on every machine.
 * {@link Json#parse(String)} of that text equals the value.
 *
 * <p>The {@code as...} accessors check the kind and throw a {@link JsonException} that says what was needed and what
 * came.
 */
public sealed interface JsonValue permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {

    /** A string. */
    static JsonValue of(String text) {
        return new JsonString(text);
    }

    /** A whole number. */
    static JsonValue of(long number) {
        return JsonNumber.of(number);
    }

    /** The shortest decimal that reads back as {@code number}; refuses NaN and infinities. */
    static JsonValue of(double number) {
        return JsonNumber.of(number);
    }

    /** The shortest decimal that reads back as {@code number}; refuses NaN and infinities. */
    static JsonValue of(float number) {
        return JsonNumber.of(number);
    }

    /** {@code true} or {@code false}. */
    static JsonValue of(boolean truth) {
        return truth ? JsonBoolean.TRUE : JsonBoolean.FALSE;
    }

    /**
     * This object.
     *
     * @throws JsonException if this is another kind of value
     */
    default JsonObject asObject() {
        throw JsonText.unlike("an object", this);
    }

    /**
     * This array.
     *
     * @throws JsonException if this is another kind of value
     */
    default JsonArray asArray() {
        throw JsonText.unlike("an array", this);
    }

    /**
     * This string's characters.
     *
     * @throws JsonException if this is another kind of value
     */
    default String asString() {
        throw JsonText.unlike("a string", this);
    }

    /**
     * This whole number.
     *
     * @throws JsonException if this is no number, has a fraction or exponent, or is out of range
     */
    default int asInt() {
        throw JsonText.unlike("a whole number", this);
    }

    /**
     * This whole number.
     *
     * @throws JsonException if this is no number, has a fraction or exponent, or is out of range
     */
    default long asLong() {
        throw JsonText.unlike("a whole number", this);
    }

    /**
     * This number, rounded to the nearest double.
     *
     * @throws JsonException if this is no number or beyond every double
     */
    default double asDouble() {
        throw JsonText.unlike("a number", this);
    }

    /**
     * This number, rounded to the nearest float.
     *
     * @throws JsonException if this is no number or beyond every float
     */
    default float asFloat() {
        throw JsonText.unlike("a number", this);
    }

    /**
     * This truth value.
     *
     * @throws JsonException if this is another kind of value
     */
    default boolean asBoolean() {
        throw JsonText.unlike("true or false", this);
    }

    /** The text for people: two spaces of indent, one member a line, arrays of plain values on one line. */
    default String pretty() {
        return JsonText.pretty(this);
    }
}
