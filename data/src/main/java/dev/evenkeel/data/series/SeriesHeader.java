package dev.evenkeel.data.series;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What the lines before {@code @data} say.
 *
 * @param dimensions how many each series has, if that is said
 * @param length of every series, if they have one and it is said
 * @param lengths whether they may differ
 * @param kind of the target
 * @param classes in their order, if the target is one
 * @param unknown lines that say nothing known
 */
record SeriesHeader(
        OptionalInt dimensions,
        OptionalInt length,
        Lengths lengths,
        Kind kind,
        List<String> classes,
        List<String> unknown) {
    private static final String DATA = "@data";
    private static final String FORM = " is no file of time series in sktime's form: it needs header lines, as"
            + " '@problemName Vowels' and '@classLabel true a e', and '@data' before the series";

    /** What a series ends with. */
    enum Kind {
        NOTHING,
        CLASS,
        NUMBER
    }

    /** Whether series may differ in length. */
    enum Lengths {
        EQUAL,
        ANY
    }

    SeriesHeader {
        classes = List.copyOf(classes);
        unknown = List.copyOf(unknown);
    }

    /** Reads up to the line {@code @data}. */
    static SeriesHeader read(String name, TextLines lines) throws IOException {
        Reading reading = new Reading();
        while (lines.next()) {
            String text = reading.seen.isEmpty() ? withoutMark(lines.text()) : lines.text();
            if (!text.startsWith("@")) {
                if (text.startsWith("#") || text.isEmpty()) {
                    continue;
                }
                throw new EvenkeelException(
                        reading.seen.isEmpty()
                                ? name + FORM
                                : lines.place()
                                        + " is neither a header line nor a comment, but '@data' did not come yet:"
                                        + " write it before the first series");
            }
            String[] words = text.split("\\s+");
            String tag = words[0].toLowerCase(Locale.ROOT);
            if (tag.equals(DATA)) {
                if (words.length > 1) {
                    throw new EvenkeelException(
                            lines.place() + " goes on behind '@data': the first series begins on the next line");
                }
                return reading.done(name);
            }
            reading.line(lines.place(), tag, words);
        }
        throw new EvenkeelException(
                name + (reading.seen.isEmpty() ? FORM : " has no line '@data', so it holds no series"));
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1).strip() : text;
    }

    /** The lines so far. */
    private static final class Reading {
        private final Map<String, Integer> seen = new HashMap<>();
        private final List<String> unknown = new ArrayList<>();
        private OptionalInt dimensions = OptionalInt.empty();
        private OptionalInt length = OptionalInt.empty();
        private Lengths lengths = Lengths.ANY;
        private Kind kind = Kind.NOTHING;
        private List<String> classes = List.of();
        private boolean univariate;

        private void line(String place, String tag, String[] words) {
            if (seen.merge(tag, 1, Integer::sum) > 1) {
                throw new EvenkeelException(place + " says " + words[0] + " a second time: leave one of the lines out");
            }
            switch (tag) {
                case "@timestamps" -> {
                    if (isTrue(place, words)) {
                        throw new EvenkeelException(
                                place + " says that values have time stamps, which are not read: write"
                                        + " the values alone, at equal steps in time, and '@timeStamps false'");
                    }
                }
                case "@univariate" -> univariate = isTrue(place, words);
                case "@dimensions", "@dimension" -> dimensions = OptionalInt.of(count(place, words));
                case "@equallength" -> lengths = isTrue(place, words) ? Lengths.EQUAL : Lengths.ANY;
                case "@serieslength" -> length = OptionalInt.of(count(place, words));
                case "@classlabel" -> classes(place, words);
                case "@targetlabel" -> {
                    if (isTrue(place, words)) {
                        learn(place, Kind.NUMBER);
                    }
                }
                case "@problemname", "@missing" -> {}
                default -> unknown.add(words[0]);
            }
        }

        private void classes(String place, String[] words) {
            if (!isTrue(place, words)) {
                return;
            }
            learn(place, Kind.CLASS);
            classes = List.of(words).subList(2, words.length);
            if (classes.isEmpty()) {
                throw new EvenkeelException(place + " names no class: write them all, as '@classLabel true a e'");
            }
            if (classes.stream().distinct().count() < classes.size()) {
                throw new EvenkeelException(place + " names a class twice: name each once");
            }
        }

        private void learn(String place, Kind found) {
            if (kind != Kind.NOTHING) {
                throw new EvenkeelException(place + ": a series ends with a class (@classLabel true ...) or a number"
                        + " (@targetLabel true), but both are said: make one of them false");
            }
            kind = found;
        }

        private SeriesHeader done(String name) {
            if (univariate && dimensions.orElse(1) != 1) {
                throw new EvenkeelException(name + " says '@univariate true', but '@dimensions " + dimensions.getAsInt()
                        + "': correct one of them");
            }
            return new SeriesHeader(
                    univariate ? OptionalInt.of(1) : dimensions,
                    lengths == Lengths.EQUAL || !seen.containsKey("@equallength") ? length : OptionalInt.empty(),
                    lengths,
                    kind,
                    classes,
                    unknown);
        }

        private static boolean isTrue(String place, String[] words) {
            String word = words.length < 2 ? "nothing" : words[1].toLowerCase(Locale.ROOT);
            return switch (word) {
                case "true" -> true;
                case "false" -> false;
                default ->
                    throw new EvenkeelException(
                            place + ": " + words[0] + " needs true or false, but got '" + word + "'");
            };
        }

        private static int count(String place, String[] words) {
            if (words.length == 2 && words[1].matches("[1-9][0-9]{0,8}")) {
                return Integer.parseInt(words[1]);
            }
            throw new EvenkeelException(place + ": " + words[0] + " needs a whole number from 1 to 999999999, but got '"
                    + String.join(" ", List.of(words).subList(1, words.length)) + "'");
        }
    }
}
