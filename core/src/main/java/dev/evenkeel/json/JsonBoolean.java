package dev.evenkeel.json;

/** A JSON truth value. */
public enum JsonBoolean implements JsonValue {
    /** {@code false} */
    FALSE,
    /** {@code true} */
    TRUE;

    @Override
    public boolean asBoolean() {
        return this == TRUE;
    }

    @Override
    public String toString() {
        return this == TRUE ? "true" : "false";
    }
}
