package dev.evenkeel.data.table;

import dev.evenkeel.EvenkeelException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One line of ARFF as tokens: words between white space and commas, or quoted by {@code '} or {@code "} with backslash
 * escapes. An unquoted {@code %} begins a comment.
 */
final class ArffLine {
    private final String text;
    private final Supplier<String> place;
    private int at;

    ArffLine(String text, Supplier<String> place) {
        this.text = text;
        this.place = place;
    }

    /** A word, and whether it stood in quotes. */
    record Token(String text, Quoting quoting) {
        boolean isMissing() {
            return quoting == Quoting.BARE && text.equals("?");
        }
    }

    enum Quoting {
        BARE,
        QUOTED
    }

    boolean isBlank() {
        skipSpace();
        return isEnd();
    }

    boolean isAt(char wanted) {
        skipSpace();
        return !isEnd() && text.charAt(at) == wanted;
    }

    /** The next word of a declaration. */
    Token typeName() {
        skipSpace();
        if (isEnd()) {
            throw new EvenkeelException(place.get() + " ends where a name or type is needed");
        }
        return token();
    }

    /** The categories {@code {a, 'b c', d}}. */
    List<Token> nominal() {
        at++;
        List<Token> categories = new ArrayList<>();
        while (!isAt('}')) {
            if (isEnd()) {
                throw new EvenkeelException(place.get() + " has no } after its categories");
            }
            categories.add(token());
            skipSpace();
            if (isAt(',')) {
                at++;
            }
        }
        return categories;
    }

    /** The values of a row of data, separated by commas or by white space. */
    List<Token> values() {
        List<Token> values = new ArrayList<>();
        while (!isBlank()) {
            if (isAt('{')) {
                throw new EvenkeelException(
                        place.get() + " gives a weight in {}, which cannot be read: remove the weights");
            }
            if (isAt(',')) {
                throw new EvenkeelException(
                        place.get() + ": value " + (values.size() + 1) + " is empty; write ? for a missing value");
            }
            values.add(token());
            skipSpace();
            if (isAt(',')) {
                at++;
            }
        }
        return values;
    }

    /** The values of a sparse row, {@code {0 1, 3 x}}, by the number of their attribute, from 0. */
    Map<Integer, Token> sparse() {
        Map<Integer, Token> values = new HashMap<>();
        at++;
        while (!isAt('}')) {
            if (isEnd()) {
                throw new EvenkeelException(place.get() + " has no } after its values");
            }
            String number = token().text();
            skipSpace();
            if (!number.matches("\\d{1,9}") || isEnd() || isAt(',') || isAt('}')) {
                throw new EvenkeelException(
                        place.get() + " has '" + number + "' where a sparse row needs the number of an "
                                + "attribute, from 0, and its value, as {0 1, 3 x}");
            }
            if (values.put(Integer.valueOf(number), token()) != null) {
                throw new EvenkeelException(place.get() + " gives attribute " + number + " twice");
            }
            skipSpace();
            if (isAt(',')) {
                at++;
            }
        }
        at++;
        skipSpace();
        if (!isEnd()) {
            throw new EvenkeelException(place.get()
                    + " goes on behind its values, as with a weight in {}, which cannot be read: remove that");
        }
        return values;
    }

    private Token token() {
        char first = text.charAt(at);
        return first == '\'' || first == '"' ? quoted(first) : bare();
    }

    private Token bare() {
        int from = at;
        while (at < text.length() && !isSeparator(text.charAt(at))) {
            at++;
        }
        if (at == from) {
            throw new EvenkeelException(place.get() + " has '" + text.charAt(at) + "' where a value is needed");
        }
        return new Token(text.substring(from, at), Quoting.BARE);
    }

    private Token quoted(char quote) {
        StringBuilder word = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
                word.append(unescaped(text.charAt(at)));
            } else {
                word.append(text.charAt(at));
            }
            at++;
        }
        if (at == text.length()) {
            throw new EvenkeelException(place.get() + " has no closing " + quote);
        }
        at++;
        return new Token(word.toString(), Quoting.QUOTED);
    }

    private static char unescaped(char escaped) {
        return switch (escaped) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            default -> escaped;
        };
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean isEnd() {
        return at == text.length() || text.charAt(at) == '%';
    }

    private static boolean isSeparator(char character) {
        return Character.isWhitespace(character)
                || character == ','
                || character == '{'
                || character == '}'
                || character == '%';
    }
}
