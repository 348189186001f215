package dev.evenkeel.data.csv;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that may write a number, taken apart: {@code -$1,234.50} or {@code 12 kW}.
 *
 * @param prefix a currency before the number
 * @param body sign, digits, marks and exponent
 * @param suffix a currency, percent sign or unit behind the number
 * @param isApart whether a blank stands before the suffix
 */
record NumberText(String prefix, String body, String suffix, boolean isApart) {
    private static final int LONGEST = 64;
    private static final String CURRENCY = "US\\$|[$€£¥₹]|EUR|USD|GBP|CHF|JPY|SEK|NOK|DKK|PLN|Rs\\.?";
    private static final String GROUPS = "[ \u00A0\u2009\u202F'\u2019_]";
    private static final Pattern FORM = Pattern.compile("(?<sign>[+-])?(?<prefix>(?:" + CURRENCY + ")[ \u00A0]?)?"
            + "(?<inner>[+-])?(?<body>(?:\\d|[.,](?=\\d))(?:[\\d.,]|" + GROUPS + "(?=\\d))*(?:[eE][+-]?\\d+)?)"
            + "(?<suffix>[ \u00A0\u202F]?(?:[\\p{L}%‰°²³µ\\p{Sc}][\\p{L}%‰°²³µ\\p{Sc}./^ ]{0,15}(?<=[^ ])[23]?))?");

    static Optional<NumberText> of(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(text.replace('\u2212', '-'));
        if (!matcher.matches() || matcher.group("sign") != null && matcher.group("inner") != null) {
            return Optional.empty();
        }
        String suffix = orEmpty(matcher.group("suffix"));
        String sign = orEmpty(matcher.group("sign")) + orEmpty(matcher.group("inner"));
        return Optional.of(new NumberText(
                orEmpty(matcher.group("prefix")).replace('\u00A0', ' ').strip(),
                sign + matcher.group("body"),
                suffix.replace('\u00A0', ' ').replace('\u202F', ' ').strip(),
                !suffix.isEmpty() && !Character.isLetter(suffix.charAt(0))));
    }

    private static String orEmpty(@org.jspecify.annotations.Nullable String group) {
        return group == null ? "" : group;
    }
}
