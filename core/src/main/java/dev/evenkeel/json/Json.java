package dev.evenkeel.json;

/**
 * Reads JSON texts strictly by RFC 8259: no comments, no trailing commas, no duplicate keys, no unpaired surrogates, one
 * value and nothing after it. Takes linear time and a bounded stack on any input.
 */
public final class Json {
    /** The deepest nesting of arrays and objects that is read or written. */
    public static final int MAXIMUM_DEPTH = 64;

    private Json() {}

    /**
     * The value that {@code text} holds.
     *
     * @throws JsonException with line and column, if the text is not strict JSON or nested deeper than
     *     {@link #MAXIMUM_DEPTH}
     */
    public static JsonValue parse(String text) {
        return parse(text, Integer.MAX_VALUE);
    }

    /**
     * The value that an untrusted {@code text} holds, if it is made of at most {@code maximumValues} values: a bound on
     * the memory that the result takes, since the two characters {@code 1,} become an object of dozens of bytes.
     *
     * @throws JsonException with line and column, if the text is not strict JSON, nested deeper than
     *     {@link #MAXIMUM_DEPTH}, or holds more values
     */
    public static JsonValue parse(String text, int maximumValues) {
        return new JsonParser(text, maximumValues).document();
    }
}
