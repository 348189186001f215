package dev.evenkeel.data.table;

import dev.evenkeel.EvenkeelException;
import java.text.ParsePosition;
import java.text.SimpleDateFormat;
import java.util.Date;
import java.util.Locale;
import java.util.TimeZone;
import java.util.function.Supplier;

/** Dates of an ARFF attribute, written in a pattern of {@link SimpleDateFormat}, as numbers of days. Times are UTC. */
final class DateText {
    /** The pattern where an attribute gives none (ISO 8601). */
    static final String USUAL = "yyyy-MM-dd'T'HH:mm:ss";

    private static final double MILLISECONDS = 24 * 60 * 60 * 1000;

    private final String pattern;
    private final SimpleDateFormat format;

    /** @param attribute for the message of the error if the pattern is none */
    DateText(String pattern, Supplier<String> attribute) {
        this.pattern = pattern;
        try {
            this.format = new SimpleDateFormat(pattern, Locale.ROOT);
        } catch (IllegalArgumentException wrong) {
            throw new EvenkeelException(
                    attribute.get() + " writes dates as '" + pattern + "', which is no pattern such as yyyy-MM-dd",
                    wrong);
        }
        format.setTimeZone(TimeZone.getTimeZone("UTC"));
        format.setLenient(false);
    }

    /** Days since 1970-01-01, with the time of day as their fraction. */
    @SuppressWarnings("JavaUtilDate")
    double days(String text, Supplier<String> place) {
        ParsePosition position = new ParsePosition(0);
        Date date = format.parse(text, position);
        if (date == null || position.getIndex() < text.length()) {
            throw new EvenkeelException(
                    place.get() + " has '" + text + "', but a date written as " + pattern + " is needed");
        }
        return date.getTime() / MILLISECONDS;
    }
}
