package dev.evenkeel.data.csv;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.csv.cell.LeadingZeros;
import dev.evenkeel.data.csv.number.DecimalMark;
import dev.evenkeel.data.csv.number.ForeignNumber;
import dev.evenkeel.data.csv.number.FormChoice;
import dev.evenkeel.data.csv.number.MissingWords;
import dev.evenkeel.data.csv.number.NumberForm;
import dev.evenkeel.data.csv.number.NumberText;
import dev.evenkeel.data.csv.number.OddNumber;
import dev.evenkeel.data.csv.number.WrittenText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a column is whose texts are known: numbers in some form, texts, or nearly all numbers, which is an error that
 * names the others.
 */
final class ColumnVerdict {
    private static final int FEW = 10;
    private static final int SHOWN = 3;
    private static final double NEARLY_ALL = 0.9;

    private final String file;
    private final String column;
    private final MissingWords missing;
    private final IntUnaryOperator lineOf;

    ColumnVerdict(String file, String column, MissingWords missing, IntUnaryOperator lineOf) {
        this.file = file;
        this.column = column;
        this.missing = missing;
        this.lineOf = lineOf;
    }

    /** @param form of its numbers; none if it is text */
    record Ruling(Optional<NumberForm> form, List<ColumnNote> notes) {
        static Ruling text(List<ColumnNote> notes) {
            return new Ruling(Optional.empty(), notes);
        }
    }

    static long weight(List<WrittenText> texts) {
        return texts.stream().mapToLong(WrittenText::count).sum();
    }

    /** The first text that is not written plainly. */
    static Optional<String> example(NumberForm form, List<WrittenText> texts) {
        return texts.stream()
                .filter(text -> !Double.isNaN(form.parse(text.text()))
                        && (Double.isNaN(NumberForm.PLAIN.parse(text.text()))
                                || form.isPlain() && text.text().indexOf('.') >= 0
                                || text.text().indexOf(form.group()) >= 0))
                .map(WrittenText::text)
                .findFirst();
    }

    /**
     * @param rules where they are to be applied, a column whose type is not known is of no concern, and never an error
     * @throws EvenkeelException if it is nearly all numbers, or their marks may mean two things
     */
    Ruling of(List<WrittenText> texts, DecimalMark decimal, CsvSettings.Rules rules) {
        List<WrittenText> known = texts.stream()
                .filter(text -> !missing.amongNumbers(text.text(), text.isQuoted()))
                .toList();
        FormChoice choice = FormChoice.of(known, decimal);
        List<WrittenText> others = known.stream()
                .filter(text -> Double.isNaN(choice.form().parse(text.text())))
                .sorted(Comparator.comparingInt(WrittenText::row))
                .toList();
        long all = weight(known);
        long numbers = choice.numbers();
        if (all == 0) {
            boolean hasWord = texts.stream().anyMatch(text -> !missing.amongTexts(text.text(), text.isQuoted()));
            return hasWord ? Ruling.text(List.of()) : new Ruling(Optional.of(NumberForm.PLAIN), List.of());
        }
        boolean isNearlyAll =
                numbers >= NEARLY_ALL * all || numbers * 2 >= all && choice.distinct() > FEW && others.size() <= SHOWN;
        boolean isOpen = choice.certainty() == FormChoice.Certainty.COMMA_IS_OPEN;
        if (rules == CsvSettings.Rules.APPLY && (isOpen || !others.isEmpty())) {
            return Ruling.text(List.of());
        }
        if (numbers > 0 && (others.isEmpty() || isNearlyAll)) {
            requireOneMeaning(choice, known);
            if (!others.isEmpty()) {
                throw new EvenkeelException(nearlyAll(
                        numbers,
                        all,
                        others,
                        choice.form(),
                        texts.stream()
                                .filter(text -> missing.amongNumbers(text.text(), text.isQuoted()))
                                .limit(SHOWN)
                                .toList()));
            }
            return new Ruling(Optional.of(choice.form()), formNotes(choice.form(), example(choice.form(), known)));
        }
        if (numbers > 0) {
            requireOneMark(choice, known, others);
        }
        List<ColumnNote> foreign = foreign(others, all);
        if (!foreign.isEmpty()) {
            return Ruling.text(foreign);
        }
        return Ruling.text(numbers * 2 >= all ? mixed(numbers, all, others.get(0)) : List.of());
    }

    /** Numbers that are not read as such; nothing if they are less than half of all values. */
    private List<ColumnNote> foreign(List<WrittenText> others, long all) {
        List<WrittenText> numbers = others.stream()
                .filter(other -> ForeignNumber.of(other.text()).isPresent())
                .toList();
        if (weight(numbers) * 2 < all) {
            return List.of();
        }
        WrittenText first = numbers.get(0);
        return ForeignNumber.of(first.text()).stream()
                .map(number -> new ColumnNote(
                        "is read as text, though it holds numbers as " + number.what(),
                        column,
                        "'" + first.text() + "' on line " + lineOf.applyAsInt(first.row()) + " is no number; write "
                                + number.plain()))
                .toList();
    }

    private List<ColumnNote> mixed(long numbers, long all, WrittenText other) {
        return List.of(new ColumnNote(
                "is read as text",
                column,
                numbers + " of its " + all + " values are numbers, but the others are not, as '" + other.text()
                        + "' on line " + lineOf.applyAsInt(other.row())));
    }

    /** Refuses numbers some of which have a point before fractions and some a comma: as text they would be lost. */
    private void requireOneMark(FormChoice choice, List<WrittenText> known, List<WrittenText> others) {
        FormChoice rest = FormChoice.of(others, DecimalMark.AUTOMATIC);
        boolean isTwoMarks = rest.form().decimal() != choice.form().decimal()
                && rest.certainty() == FormChoice.Certainty.CERTAIN
                && choice.numbers() + rest.numbers() >= NEARLY_ALL * weight(known);
        if (isTwoMarks) {
            WrittenText one = known.stream()
                    .filter(text -> !others.contains(text))
                    .filter(text -> text.text().indexOf(choice.form().decimal()) >= 0)
                    .min(Comparator.comparingInt(WrittenText::row))
                    .orElse(known.get(0));
            WrittenText other = others.stream()
                    .filter(text -> !Double.isNaN(rest.form().parse(text.text())))
                    .findFirst()
                    .orElseThrow();
            throw new EvenkeelException(file + ": column '" + column + "' writes fractions in two ways: " + cell(one)
                    + ", " + cell(other) + ". Write all with a point, or all with a comma; or say --text '" + column
                    + "' if the column holds text");
        }
    }

    private void requireOneMeaning(FormChoice choice, List<WrittenText> known) {
        if (choice.certainty() == FormChoice.Certainty.COMMA_IS_OPEN) {
            WrittenText open = known.stream()
                    .filter(text -> text.text().indexOf(',') >= 0)
                    .min(Comparator.comparingInt(WrittenText::row))
                    .orElseThrow();
            throw new EvenkeelException(place(open) + ": column '" + column + "' has '" + open.text()
                    + "', whose comma may stand between thousands or before a fraction, and nothing in the file tells "
                    + "which. Remove the commas that separate thousands; or say --decimal point if they do, --decimal "
                    + "comma if they stand before fractions");
        }
    }

    private String nearlyAll(
            long numbers, long all, List<WrittenText> others, NumberForm form, List<WrittenText> texts) {
        long odd = all - numbers;
        StringBuilder text = new StringBuilder(file + ": " + numbers + " of " + all + " values of column '" + column
                + "' are numbers" + written(form) + ", but ");
        if (odd == 1) {
            text.append(cell(others.get(0)));
        } else {
            text.append(odd).append(" are not: ");
            List<String> cells = new ArrayList<>();
            others.stream().limit(SHOWN).forEach(other -> cells.add(cell(other)));
            text.append(String.join("; ", cells));
            text.append(others.size() > SHOWN ? "; and others" : "");
        }
        OddNumber.hint(others.get(0).text(), form)
                .ifPresent(hint -> text.append(" (").append(hint).append(")"));
        String words = Stream.concat(texts.stream(), others.stream().limit(SHOWN))
                .filter(other -> !other.text().isEmpty())
                .map(WrittenText::text)
                .distinct()
                .collect(Collectors.joining(","));
        return text.append(". Correct ")
                .append(odd == 1 ? "it" : "them")
                .append("; or say --missing-words '")
                .append(words)
                .append(odd == 1 ? "' if it is missing" : "' if they are missing")
                .append(", --text '")
                .append(column)
                .append("' if the column holds text")
                .toString();
    }

    private String cell(WrittenText other) {
        return "line " + lineOf.applyAsInt(other.row()) + " is '" + other.text() + "'"
                + (other.count() > 1 ? " (" + other.count() + " times)" : "");
    }

    private String place(WrittenText text) {
        return file + " line " + lineOf.applyAsInt(text.row());
    }

    private static String written(NumberForm form) {
        if (form.decimal() == ',') {
            return " with a decimal comma";
        }
        return form.suffix().isEmpty() ? "" : " with '" + form.suffix() + "'";
    }

    /** What people should know about numbers that are not written plainly. */
    List<ColumnNote> formNotes(NumberForm form, Optional<String> example) {
        if (form.isPlain() || example.isEmpty()) {
            return List.of();
        }
        List<String> marks = new ArrayList<>();
        String text = example.get();
        if (form.group() != NumberForm.NONE) {
            marks.add(name(form.group()) + " between thousands");
        }
        if (form.decimal() == ',') {
            marks.add("a comma before fractions");
        }
        if (!form.prefix().isEmpty() || !form.suffix().isEmpty()) {
            marks.add("'" + form.prefix() + form.suffix() + "'");
        }
        return List.of(new ColumnNote(
                "writes numbers with " + String.join(" and ", marks),
                column,
                "'" + text + "' is read as " + shown(form.parse(text))));
    }

    /** How negative numbers are written, where not by a minus before them. */
    static List<ColumnNote> signNotes(String column, NumberForm form, List<String> texts) {
        return texts.stream()
                .filter(text -> !Double.isNaN(form.parse(text)))
                .flatMap(text -> NumberText.of(text).stream()
                        .filter(parts -> parts.sign() != NumberText.Sign.BEFORE)
                        .map(parts -> new ColumnNote(
                                parts.sign().note(), column, "'" + text + "' is read as " + shown(form.parse(text)))))
                .limit(1)
                .toList();
    }

    /** Whole numbers that are told apart from others by zeros before them only as texts. */
    static List<ColumnNote> zeroNotes(String column, LeadingZeros zeros) {
        if (zeros.count() == 0) {
            return List.of();
        }
        String read = shown(NumberForm.PLAIN.parse(zeros.first()));
        return List.of(new ColumnNote(
                "has numbers with leading zeros",
                column,
                "'" + zeros.first() + "' is read as " + read + " (" + zeros.count()
                        + (zeros.count() == 1 ? " such value" : " such values") + "). If it is a code, --text '"
                        + column
                        + "' keeps '" + zeros.first() + "' and '" + read + "' apart"));
    }

    /** The note on points that may stand between thousands. */
    ColumnNote openPoint(String example) {
        return new ColumnNote(
                "has three digits behind each point",
                column,
                "'" + example + "' is read with a decimal point. If the points stand between thousands, say "
                        + "--decimal comma");
    }

    private static String name(char group) {
        return switch (group) {
            case ' ' -> "blanks";
            case ',' -> "commas";
            case '.' -> "points";
            default -> "'" + group + "'";
        };
    }

    static String shown(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%d", (long) value)
                : Double.toString(value);
    }
}
