package dev.evenkeel.json;

/**
 * A JSON string of valid Unicode.
 *
 * @param value its characters, unescaped
 */
public record JsonString(String value) implements JsonValue {
    /** @throws IllegalArgumentException if {@code value} holds an unpaired surrogate, which no UTF-8 file can hold */
    public JsonString {
        JsonText.requireUnicode(value);
    }

    @Override
    public String asString() {
        return value;
    }

    @Override
    public String toString() {
        return JsonText.compact(this);
    }
}
