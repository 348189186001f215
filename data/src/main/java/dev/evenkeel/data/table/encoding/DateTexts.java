package dev.evenkeel.data.table.encoding;

import java.util.List;
import java.util.regex.Pattern;

/** Tells dates and times of day, which are text to a network until people make numbers of them. */
final class DateTexts {
    private static final Pattern DATE =
            Pattern.compile("(\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[-/.]\\d{1,2}[-/.](\\d{4}|\\d{2})"
                    + "|\\d{1,2}[- ](?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\\p{L}*[- ,]+\\d{2,4})"
                    + "([T ]+\\d{1,2}:\\d{2}.*)?|\\d{1,2}:\\d{2}(:\\d{2}(\\.\\d+)?)?( ?[AaPp][Mm])?");

    private DateTexts() {}

    /** What to do about dates, as the end of a sentence; nothing if the texts are others. */
    static String hint(List<String> texts) {
        long dates = texts.stream().filter(text -> DATE.matcher(text).matches()).count();
        return dates * 10 < texts.size() * 9L || texts.isEmpty()
                ? ""
                : ". They are dates or times, as '" + texts.get(0)
                        + "': make numbers of what matters in them, as the year, the month or the days since a day";
    }
}
