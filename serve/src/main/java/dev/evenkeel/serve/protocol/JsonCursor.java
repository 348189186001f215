package dev.evenkeel.serve.protocol;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.json.JsonNumber;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.serve.text.JsonNumberReader;
import dev.evenkeel.serve.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads UTF-8 as JSON strictly by RFC 8259, value by value, and makes no object of what is only passed over. */
final class JsonCursor {
    /** The deepest nesting of arrays and objects in a value that is passed over. */
    static final int MAX_DEPTH = 64;
    /** The members that an object may have. */
    static final int MAX_MEMBERS = 256;

    private static final byte[] NO_BYTES = {};

    private final byte[] bytes;
    private final int end;
    private final JsonNumberReader number;
    private int position;

    /** At the first of {@code bytes}, of which the JSON ends before {@code end}. */
    JsonCursor(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
        this.number = new JsonNumberReader(bytes, end);
    }

    int position() {
        return position;
    }

    void moveTo(int newPosition) {
        position = newPosition;
    }

    int remaining() {
        return end - position;
    }

    /** The first character of the next value, or -1 at the end. */
    int peek() {
        skipWhitespace();
        return position < end ? bytes[position] & 0xff : -1;
    }

    /** Passes over whitespace and {@code character} if it comes next. */
    boolean take(char character) {
        boolean there = peek() == character;
        if (there) {
            position++;
        }
        return there;
    }

    void need(char character, String what) {
        if (!take(character)) {
            throw expected(what);
        }
    }

    void needEnd() {
        if (peek() != -1) {
            throw expected("nothing more");
        }
    }

    /** Passes over {@code null} if it comes next. */
    boolean takeNull() {
        boolean there = peek() == 'n';
        if (there) {
            word("null");
        }
        return there;
    }

    /**
     * Reads an object: calls {@code member} with each key, at its value.
     *
     * @param needs what {@code who} needs, for a message if the value is no object
     */
    void object(Supplier<String> who, String needs, Consumer<String> member) {
        require('{', who, needs);
        position++;
        Set<String> keys = new HashSet<>();
        if (take('}')) {
            return;
        }
        do {
            if (peek() != '"') {
                throw expected("a key in double quotes");
            }
            int start = position;
            String key = string();
            if (!keys.add(key)) {
                throw malformed("the key " + quoted(key) + " stands twice in one object", start);
            }
            if (keys.size() > MAX_MEMBERS) {
                throw ProtocolException.badRequest("An object in the request has more than " + MAX_MEMBERS
                        + " members: leave out those that the protocol does not know");
            }
            need(':', "':'");
            member.accept(key);
        } while (take(','));
        need('}', "',' or '}'");
    }

    /** Reads an array: calls {@code element} at each of its values. */
    void array(Supplier<String> who, String needs, Runnable element) {
        require('[', who, needs);
        position++;
        if (take(']')) {
            return;
        }
        do {
            element.run();
        } while (take(','));
        need(']', "',' or ']'");
    }

    String string(Supplier<String> who, String needs) {
        require('"', who, needs);
        return string();
    }

    /** Refuses the next value unless it begins with {@code character}. */
    void require(char character, Supplier<String> who, String needs) {
        if (peek() != character) {
            throw unlike(who, needs);
        }
    }

    private ProtocolException unlike(Supplier<String> who, String needs) {
        return ProtocolException.badRequest(who.get() + " " + needs + ", but got " + described());
    }

    /** Reads {@code true} or {@code false}. */
    boolean truth(Supplier<String> who, String needs) {
        int next = peek();
        if (next != 't' && next != 'f') {
            throw unlike(who, needs);
        }
        boolean truth = next == 't';
        word(truth ? "true" : "false");
        return truth;
    }

    /** Reads a string, a number, {@code true} or {@code false}. */
    JsonValue scalar(Supplier<String> who, String needs) {
        return switch (peek()) {
            case '"' -> JsonValue.of(string());
            case 't', 'f' -> JsonValue.of(truth(who, needs));
            case '[', '{', 'n', -1 -> throw unlike(who, needs);
            default -> new JsonNumber(number().text());
        };
    }

    /** Reads a number; the next one takes its place. */
    JsonNumberReader number() {
        int next = number.read(position);
        if (next < 0) {
            boolean begins =
                    position < end && (bytes[position] >= '0' && bytes[position] <= '9' || bytes[position] == '-');
            boolean infinite = remaining() > 1 && bytes[position + 1] == 'I';
            throw begins && !infinite
                    ? malformed("a number in a form that JSON does not have", position)
                    : expected("a value");
        }
        position = next;
        return number;
    }

    private String string() {
        return new String(utf8(), StandardCharsets.UTF_8);
    }

    /** Reads a string as its UTF-8 bytes. */
    byte[] utf8() {
        int start = position + 1;
        int closing = closingQuote();
        position = closing + 1;
        if (closing == start) {
            return NO_BYTES;
        }
        for (int i = start; i < closing; i++) {
            if (bytes[i] == '\\') {
                return unescaped(start, closing);
            }
        }
        return Arrays.copyOfRange(bytes, start, closing);
    }

    private int closingQuote() {
        int next = position + 1;
        int bits = 0;
        while (next < end && bytes[next] != '"') {
            bits |= bytes[next];
            if (bytes[next] >= 0 && bytes[next] < ' ') {
                throw malformed("a control character inside a string: write it as an escape", next);
            }
            next += bytes[next] == '\\' ? 2 : 1;
        }
        if (next >= end) {
            throw malformed("a string without its closing quote", position);
        }
        int valid = bits < 0 ? Utf8.validUntil(bytes, position + 1, next) : next;
        if (valid < next) {
            throw malformed("bytes that are not UTF-8", valid);
        }
        return next;
    }

    private byte[] unescaped(int start, int closing) {
        byte[] text = new byte[closing - start];
        int length = 0;
        int next = start;
        while (next < closing) {
            if (bytes[next] != '\\') {
                text[length++] = bytes[next++];
            } else if (bytes[next + 1] == 'u') {
                int codePoint = codePoint(next, closing);
                length = Utf8.write(codePoint, text, length);
                next += codePoint < 0x10000 ? 6 : 12;
            } else {
                text[length++] = escape(next);
                next += 2;
            }
        }
        return Arrays.copyOf(text, length);
    }

    private byte escape(int at) {
        return switch (bytes[at + 1]) {
            case '"', '\\', '/' -> bytes[at + 1];
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> throw malformed("an escape that JSON does not have", at);
        };
    }

    private int codePoint(int at, int closing) {
        char unit = unit(at, closing);
        if (!Character.isSurrogate(unit)) {
            return unit;
        }
        boolean another = at + 7 < closing && bytes[at + 6] == '\\' && bytes[at + 7] == 'u';
        char low = another ? unit(at + 6, closing) : ' ';
        if (!Character.isSurrogatePair(unit, low)) {
            throw malformed("half of a surrogate pair", at);
        }
        return Character.toCodePoint(unit, low);
    }

    private char unit(int at, int closing) {
        int unit = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int nibble = i < closing && bytes[i] >= 0 ? Character.digit(bytes[i], 16) : -1;
            if (nibble < 0) {
                throw malformed("\\u needs four hexadecimal digits", at);
            }
            unit = unit << 4 | nibble;
        }
        return (char) unit;
    }

    /** Passes over a value of any kind. */
    void skipValue() {
        skipValue(0);
    }

    private void skipValue(int depth) {
        switch (peek()) {
            case '{' -> {
                enter(depth);
                if (!take('}')) {
                    do {
                        if (peek() != '"') {
                            throw expected("a key in double quotes");
                        }
                        utf8();
                        need(':', "':'");
                        skipValue(depth + 1);
                    } while (take(','));
                    need('}', "',' or '}'");
                }
            }
            case '[' -> {
                enter(depth);
                if (!take(']')) {
                    do {
                        skipValue(depth + 1);
                    } while (take(','));
                    need(']', "',' or ']'");
                }
            }
            case '"' -> utf8();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        }
    }

    private void enter(int depth) {
        if (depth == MAX_DEPTH) {
            throw malformed("nested deeper than " + MAX_DEPTH + " arrays and objects", position);
        }
        position++;
    }

    private String word(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (position + i >= end || bytes[position + i] != word.charAt(i)) {
                throw expected("a value");
            }
        }
        if (isLetter(position + word.length())) {
            throw expected("a value");
        }
        position += word.length();
        return word;
    }

    private boolean isLetter(int at) {
        return at < end && Character.isLetter(bytes[at]);
    }

    private void skipWhitespace() {
        while (position < end) {
            byte next = bytes[position];
            if (next > ' ' || next < 0 || next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                return;
            }
            position++;
        }
    }

    /** The kind of the value that comes next, in a message. */
    String described() {
        return switch (peek()) {
            case '{' -> "an object";
            case '[' -> "an array";
            case '"' -> "a string";
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> {
                int start = position;
                String text = number().text();
                if (isLetter(position)) {
                    throw malformed("a number in a form that JSON does not have", start);
                }
                yield "the number " + (text.length() <= 30 ? text : text.substring(0, 30) + "...");
            }
        };
    }

    private ProtocolException expected(String what) {
        if (position >= end) {
            return malformed("expected " + what + ", but the JSON ends here", end);
        }
        int found = bytes[position];
        if (found == 'N' || found == 'I' || found == '-' && remaining() > 1 && bytes[position + 1] == 'I') {
            return malformed(
                    "JSON has no NaN and no Infinity: send the tensor in binary form, or leave the value out",
                    position);
        }
        String shown =
                found > ' ' && found < 0x7f ? "'" + (char) found + "'" : String.format("the byte 0x%02x", found & 0xff);
        return malformed("expected " + what + ", but found " + shown, position);
    }

    private ProtocolException malformed(String message, int at) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < at; i++) {
            if (bytes[i] == '\n') {
                line++;
                column = 1;
            } else if ((bytes[i] & 0xc0) != 0x80) {
                column++;
            }
        }
        return ProtocolException.badRequest(
                "The request is not valid JSON at line " + line + ", column " + column + ": " + message);
    }
}
