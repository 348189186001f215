package dev.evenkeel.data.csv.number;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Why a text is no number of its column, where that can be told. */
public final class OddNumber {
    private static final String BEYOND = "beyond the range of float, 3.4e38";
    private static final Pattern PLAIN =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?", Pattern.CASE_INSENSITIVE);

    private OddNumber() {}

    /** @param form of the other numbers of its column */
    public static Optional<String> hint(String text, NumberForm form) {
        return hint(text, form, "the others");
    }

    /** @param form of the numbers that were learnt from, whatever those of this file are */
    public static Optional<String> hintOfLearnt(String text, NumberForm form) {
        return hint(text, form, "the training data");
    }

    private static boolean isBeyondFloat(String text) {
        return PLAIN.matcher(text).matches() && Math.abs(Double.parseDouble(text)) > Float.MAX_VALUE;
    }

    /** With a point before fractions and no marks between thousands. */
    private static String withPoint(String body, NumberForm form) {
        return body.replace(String.valueOf(form.group()), "").replace(form.decimal(), '.');
    }

    private static Optional<String> hint(String text, NumberForm form, String others) {
        String lower = text.toLowerCase(Locale.ROOT).replace('\u2212', '-');
        if (lower.matches("[+-]?(inf|infinity|∞)")) {
            return Optional.of("an infinite value is no number to compute with");
        }
        if (lower.matches("[+-]?0x[0-9a-f]+")) {
            return Optional.of("a hexadecimal number; decimal ones are needed");
        }
        if (isBeyondFloat(lower)) {
            return Optional.of(BEYOND);
        }
        Optional<ForeignNumber> foreign = ForeignNumber.of(text);
        if (foreign.isPresent()) {
            return foreign.map(number -> number.what() + "; write " + number.plain());
        }
        if (lower.matches("\\d{4}-\\d{1,2}-\\d{1,2}.*|\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}.*")) {
            return Optional.of("a date");
        }
        Optional<NumberText> parts = NumberText.of(text);
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        String around = parts.get().prefix() + parts.get().suffix();
        if (!around.equals(form.prefix() + form.suffix())) {
            return Optional.of(
                    around.isEmpty()
                            ? "it lacks the '" + form.prefix() + form.suffix() + "' of " + others
                            : "it has '" + around + "', unlike " + others);
        }
        if (isBeyondFloat(withPoint(parts.get().body(), form))) {
            return Optional.of(BEYOND);
        }
        char other = form.decimal() == '.' ? ',' : '.';
        boolean isOther = !Double.isNaN(NumberForm.value(parts.get().body(), other, NumberForm.NONE));
        return Optional.of(
                isOther
                        ? "it has a decimal " + (other == ',' ? "comma" : "point") + ", unlike " + others
                        : "it has marks between its digits, unlike " + others);
    }
}
