package dev.evenkeel.json;

import dev.evenkeel.text.Printable;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;

/** Writes values as text, whole for files and clipped for messages. */
final class JsonText {
    private static final int CLIPPED_LENGTH = 60;
    private static final int COMPACT = -1;

    private final StringBuilder text = new StringBuilder();

    private JsonText() {}

    static String compact(JsonValue value) {
        return new JsonText().value(value, COMPACT, 0).text.toString();
    }

    static String pretty(JsonValue value) {
        return new JsonText().value(value, 0, 0).text.toString();
    }

    private JsonText value(JsonValue value, int indent, int depth) {
        if (value instanceof JsonObject object) {
            object(object, indent, depth + 1);
        } else if (value instanceof JsonArray array) {
            array(array, indent, depth + 1);
        } else if (value instanceof JsonString string) {
            quote(string.value());
        } else {
            text.append(value);
        }
        return this;
    }

    private void object(JsonObject object, int indent, int depth) {
        requireDepth(depth);
        text.append('{');
        int inner = indent == COMPACT ? COMPACT : indent + 2;
        Iterator<Map.Entry<String, JsonValue>> members =
                object.members().entrySet().iterator();
        while (members.hasNext()) {
            Map.Entry<String, JsonValue> member = members.next();
            newLine(inner);
            quote(member.getKey());
            text.append(indent == COMPACT ? ":" : ": ");
            value(member.getValue(), inner, depth);
            text.append(members.hasNext() ? "," : "");
        }
        if (!object.members().isEmpty()) {
            newLine(indent);
        }
        text.append('}');
    }

    private void array(JsonArray array, int indent, int depth) {
        requireDepth(depth);
        boolean oneLine = indent == COMPACT
                || array.elements().stream()
                        .noneMatch(element -> element instanceof JsonObject || element instanceof JsonArray);
        int inner = oneLine ? COMPACT : indent + 2;
        text.append('[');
        for (int i = 0; i < array.size(); i++) {
            text.append(i == 0 ? "" : oneLine && indent != COMPACT ? ", " : ",");
            newLine(inner);
            value(array.elements().get(i), inner, depth);
        }
        if (!oneLine) {
            newLine(indent);
        }
        text.append(']');
    }

    private void newLine(int indent) {
        if (indent != COMPACT) {
            text.append('\n').append(" ".repeat(indent));
        }
    }

    private static void requireDepth(int depth) {
        if (depth > Json.MAXIMUM_DEPTH) {
            throw new JsonException("the value is nested deeper than " + Json.MAXIMUM_DEPTH
                    + " arrays and objects, so no reader would take its text: make it flatter");
        }
    }

    private void quote(String string) {
        text.append('"');
        int written = 0;
        for (int i = 0; i < string.length(); i++) {
            char character = string.charAt(i);
            if (character < 0x20 || character == '"' || character == '\\' || Printable.isCommand(character)) {
                text.append(string, written, i);
                escape(character);
                written = i + 1;
            }
        }
        text.append(string, written, string.length()).append('"');
    }

    private void escape(char character) {
        switch (character) {
            case '"', '\\' -> text.append('\\').append(character);
            case '\b' -> text.append("\\b");
            case '\f' -> text.append("\\f");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> Printable.escape(character, text);
        }
    }

    /** The start of {@code string} in quotes, for a message. */
    static String clipped(String string) {
        boolean whole = string.length() <= CLIPPED_LENGTH;
        JsonText clipped = new JsonText();
        clipped.quote(whole ? string : string.substring(0, string.offsetByCodePoints(0, CLIPPED_LENGTH / 2)));
        return clipped.text + (whole ? "" : "...");
    }

    static String character(char character) {
        boolean printable = character >= 0x20 && character < 0x7f || Character.isLetter(character);
        return printable ? "'" + character + "'" : String.format("the character U+%04X", (int) character);
    }

    static void requireUnicode(String string) {
        for (int i = 0; i < string.length(); i++) {
            char character = string.charAt(i);
            if (Character.isSurrogate(character)) {
                boolean paired = Character.isHighSurrogate(character)
                        && i + 1 < string.length()
                        && Character.isLowSurrogate(string.charAt(i + 1));
                if (!paired) {
                    throw new IllegalArgumentException(
                            "The string has an unpaired surrogate at index " + i + ": JSON texts need valid Unicode");
                }
                i++;
            }
        }
    }

    static JsonException unlike(String needed, JsonValue value) {
        return new JsonException("needed " + needed + ", but got " + described(value));
    }

    static <T> T located(String place, JsonValue value, Function<JsonValue, T> reader) {
        try {
            return reader.apply(value);
        } catch (JsonException unfit) {
            throw new JsonException(place + ": " + unfit.getMessage());
        }
    }

    private static String described(JsonValue value) {
        if (value instanceof JsonObject object) {
            return "an object of " + object.members().size() + " members";
        }
        if (value instanceof JsonArray array) {
            return "an array of " + array.size() + " elements";
        }
        if (value instanceof JsonString string) {
            return "the string " + clipped(string.value());
        }
        if (value instanceof JsonNumber number) {
            String text = number.text();
            return "the number " + (text.length() <= CLIPPED_LENGTH ? text : text.substring(0, CLIPPED_LENGTH) + "...");
        }
        return value.toString();
    }
}
