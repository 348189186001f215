package dev.evenkeel.json;

/** The JSON value {@code null}. */
public enum JsonNull implements JsonValue {
    /** {@code null} */
    NULL;

    @Override
    public String toString() {
        return "null";
    }
}
