package dev.evenkeel.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Recursive descent over one text; the recursion is bounded by {@link Json#MAXIMUM_DEPTH}. */
final class JsonParser {
    private final String text;
    private final int maximumValues;
    private int position;
    private int depth;
    private int values;

    JsonParser(String text, int maximumValues) {
        this.text = text;
        this.maximumValues = maximumValues;
    }

    JsonValue document() {
        JsonValue value = value();
        skipWhitespace();
        if (position < text.length()) {
            throw expected("the end of the text");
        }
        return value;
    }

    private JsonValue value() {
        skipWhitespace();
        if (++values > maximumValues) {
            throw error("the text holds more than " + maximumValues + " values", position);
        }
        if (position == text.length()) {
            throw expected("a value");
        }
        char first = text.charAt(position);
        return switch (first) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> new JsonString(string());
            case 't' -> word("true", JsonBoolean.TRUE);
            case 'f' -> word("false", JsonBoolean.FALSE);
            case 'n' -> word("null", JsonNull.NULL);
            default -> {
                if (first != '-' && !isDigit(first)) {
                    throw expected("a value");
                }
                yield number();
            }
        };
    }

    private JsonValue object() {
        enter();
        Map<String, JsonValue> members = new LinkedHashMap<>();
        skipWhitespace();
        if (!take('}')) {
            do {
                skipWhitespace();
                int start = position;
                if (!at('"')) {
                    throw expected("a key in double quotes");
                }
                String key = string();
                if (members.containsKey(key)) {
                    throw error("duplicate key " + JsonText.clipped(key), start);
                }
                skipWhitespace();
                need(':', "':'");
                members.put(key, value());
                skipWhitespace();
            } while (take(','));
            need('}', "',' or '}'");
        }
        depth--;
        return new JsonObject(members);
    }

    private JsonValue array() {
        enter();
        List<JsonValue> elements = new ArrayList<>();
        skipWhitespace();
        if (!take(']')) {
            do {
                elements.add(value());
                skipWhitespace();
            } while (take(','));
            need(']', "',' or ']'");
        }
        depth--;
        return new JsonArray(elements);
    }

    private void enter() {
        if (++depth > Json.MAXIMUM_DEPTH) {
            throw error("nested deeper than " + Json.MAXIMUM_DEPTH + " arrays and objects", position);
        }
        position++;
    }

    private String string() {
        int start = ++position;
        while (position < text.length()) {
            char next = text.charAt(position);
            if (next == '"') {
                return text.substring(start, position++);
            }
            if (next == '\\') {
                return escapedString(start);
            }
            plainCharacter(next);
        }
        throw error("a string without its closing quote", start - 1);
    }

    private String escapedString(int start) {
        StringBuilder string = new StringBuilder(Math.max(16, 2 * (position - start))).append(text, start, position);
        while (position < text.length()) {
            char next = text.charAt(position);
            if (next == '"') {
                position++;
                return string.toString();
            }
            int from = position;
            if (next == '\\') {
                escape(string);
            } else {
                plainCharacter(next);
                string.append(text, from, position);
            }
        }
        throw error("a string without its closing quote", start - 1);
    }

    /** Moves over one unescaped character, both halves of a surrogate pair together. */
    private void plainCharacter(char next) {
        if (next < 0x20) {
            throw error(JsonText.character(next) + " inside a string: write it as an escape", position);
        }
        position++;
        if (Character.isSurrogate(next)) {
            if (Character.isLowSurrogate(next)
                    || position == text.length()
                    || !Character.isLowSurrogate(text.charAt(position))) {
                throw error("an unpaired surrogate", position - 1);
            }
            position++;
        }
    }

    private void escape(StringBuilder string) {
        int start = position++;
        char kind = position < text.length() ? text.charAt(position++) : ' ';
        switch (kind) {
            case '"', '\\', '/' -> string.append(kind);
            case 'b' -> string.append('\b');
            case 'f' -> string.append('\f');
            case 'n' -> string.append('\n');
            case 'r' -> string.append('\r');
            case 't' -> string.append('\t');
            case 'u' -> {
                char unit = hexadecimal(start);
                string.append(unit);
                if (Character.isHighSurrogate(unit)) {
                    string.append(lowSurrogate(start));
                } else if (Character.isLowSurrogate(unit)) {
                    throw error("an unpaired surrogate", start);
                }
            }
            default -> throw error("an escape that JSON does not have", start);
        }
    }

    private char lowSurrogate(int start) {
        if (text.startsWith("\\u", position)) {
            position += 2;
            char unit = hexadecimal(start);
            if (Character.isLowSurrogate(unit)) {
                return unit;
            }
        }
        throw error("an unpaired surrogate", start);
    }

    private char hexadecimal(int start) {
        int unit = 0;
        for (int i = 0; i < 4; i++, position++) {
            char digit = position < text.length() ? text.charAt(position) : ' ';
            int nibble = digit < 0x80 ? Character.digit(digit, 16) : -1;
            if (nibble < 0) {
                throw error("\\u needs four hexadecimal digits", start);
            }
            unit = unit << 4 | nibble;
        }
        return (char) unit;
    }

    private JsonValue number() {
        int start = position;
        while (position < text.length() && isPartOfNumber(text.charAt(position))) {
            position++;
        }
        String number = text.substring(start, position);
        if (!JsonNumber.isNumber(number)) {
            throw error("not a JSON number: " + JsonText.clipped(number), start);
        }
        return new JsonNumber(number);
    }

    private static boolean isPartOfNumber(char next) {
        return isDigit(next) || next == '.' || next == '-' || next == '+' || next == 'e' || next == 'E';
    }

    private JsonValue word(String word, JsonValue value) {
        if (!text.startsWith(word, position)) {
            throw expected("a value");
        }
        position += word.length();
        return value;
    }

    private void skipWhitespace() {
        while (position < text.length()) {
            char next = text.charAt(position);
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                return;
            }
            position++;
        }
    }

    private boolean at(char character) {
        return position < text.length() && text.charAt(position) == character;
    }

    private boolean take(char character) {
        boolean there = at(character);
        if (there) {
            position++;
        }
        return there;
    }

    private void need(char character, String what) {
        if (!take(character)) {
            throw expected(what);
        }
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    private JsonException expected(String what) {
        String found =
                position == text.length() ? "the text ends here" : "found " + JsonText.character(text.charAt(position));
        return error("expected " + what + ", but " + found, position);
    }

    private JsonException error(String message, int at) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < at; i++) {
            char character = text.charAt(i);
            if (character == '\n' || character == '\r' && !text.startsWith("\n", i + 1)) {
                line++;
                lineStart = i + 1;
            }
        }
        return new JsonException(message, line, at - lineStart + 1);
    }
}
