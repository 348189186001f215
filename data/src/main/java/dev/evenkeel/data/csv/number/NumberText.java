package dev.evenkeel.data.csv.number;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that may write a number, taken apart: {@code -$1,234.50} or {@code 12 kW}. Bookkeepers write negative numbers also
 * as {@code (12.50)} or {@code 12.50-}.
 *
 * @param prefix a currency before the number
 * @param body sign, digits, marks and exponent
 * @param suffix a currency, percent sign or unit behind the number
 * @param isApart whether a blank stands before the suffix
 * @param sign how it is negative, where not by a sign before it
 */
public record NumberText(String prefix, String body, String suffix, boolean isApart, Sign sign) {
    private static final int MAX_LENGTH = 64;
    private static final String CURRENCY = "US\\$|[$€£¥₹]|EUR|USD|GBP|CHF|JPY|SEK|NOK|DKK|PLN|Rs\\.?";
    private static final String GROUPS = "[ \u00A0\u2009\u202F'\u2019_]";
    private static final Pattern FORM = Pattern.compile("(?<sign>[+-])?(?<prefix>(?:" + CURRENCY + ")[ \u00A0]?)?"
            + "(?<inner>[+-])?(?<body>(?:\\d|[.,](?=\\d))(?:[\\d.,]|" + GROUPS + "(?=\\d))*(?:[eE][+-]?\\d+)?)"
            + "(?<suffix>[ \u00A0\u202F]?(?:[\\p{L}%‰°²³µ\\p{Sc}][\\p{L}%‰°²³µ\\p{Sc}./^ ]{0,15}(?<=[^ ])[23]?))?");

    private static final Pattern BRACKETS =
            Pattern.compile("((?:" + CURRENCY + ")[ \u00A0]?)?\\(([^()+-]*\\d[^()+-]*)\\)([ \u00A0]?%)?");
    private static final Pattern BEHIND = Pattern.compile("([^()+-]*\\d) ?-");

    /** How a number is negative. */
    public enum Sign {
        /** By a minus before it, or not. */
        BEFORE("", ""),
        /** It stands in brackets. */
        BRACKETS("writes negative numbers in brackets", "$1-$2$3"),
        /** A minus stands behind it. */
        BEHIND("writes the minus behind negative numbers", "-$1");

        private final String note;
        private final String usual;

        Sign(String note, String usual) {
            this.note = note;
            this.usual = usual;
        }

        /** What to tell people of it. */
        public String note() {
            return note;
        }
    }

    public static Optional<NumberText> of(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String plain = text.replace('\u2212', '-');
        char last = plain.charAt(plain.length() - 1);
        if (last == '-') {
            return rewritten(plain, BEHIND, Sign.BEHIND);
        }
        return plain.indexOf('(') >= 0 ? rewritten(plain, BRACKETS, Sign.BRACKETS) : of(plain, Sign.BEFORE);
    }

    private static Optional<NumberText> rewritten(String text, Pattern form, Sign sign) {
        Matcher matcher = form.matcher(text);
        return matcher.matches() ? of(matcher.replaceFirst(sign.usual), sign) : Optional.empty();
    }

    private static Optional<NumberText> of(String text, Sign negative) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || matcher.group("sign") != null && matcher.group("inner") != null) {
            return Optional.empty();
        }
        String suffix = orEmpty(matcher.group("suffix"));
        String sign = orEmpty(matcher.group("sign")) + orEmpty(matcher.group("inner"));
        return Optional.of(new NumberText(
                orEmpty(matcher.group("prefix")).replace('\u00A0', ' ').strip(),
                sign + matcher.group("body"),
                suffix.replace('\u00A0', ' ').replace('\u202F', ' ').strip(),
                !suffix.isEmpty() && !Character.isLetter(suffix.charAt(0)),
                negative));
    }

    private static String orEmpty(@org.jspecify.annotations.Nullable String group) {
        return group == null ? "" : group;
    }
}
