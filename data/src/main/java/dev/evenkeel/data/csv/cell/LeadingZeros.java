package dev.evenkeel.data.csv.cell;

import dev.evenkeel.data.csv.number.WrittenText;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Whole numbers of a column that begin with zeros, as {@code 007}: as a number each is the same as without them.
 *
 * @param count how many cells hold one
 * @param first such a text; empty if there is none
 */
public record LeadingZeros(long count, String first) {
    public static final LeadingZeros NONE = new LeadingZeros(0, "");

    /** Those of some texts. */
    public static LeadingZeros of(List<WrittenText> texts) {
        LeadingZeros all = NONE;
        for (WrittenText text : texts) {
            byte[] bytes = text.text().getBytes(StandardCharsets.UTF_8);
            all = isOne(bytes, 0, bytes.length) ? all.and(new LeadingZeros(text.count(), text.text())) : all;
        }
        return all;
    }

    /** With those of rows further below. */
    public LeadingZeros and(LeadingZeros below) {
        return new LeadingZeros(count + below.count, first.isEmpty() ? below.first : first);
    }

    LeadingZeros and(byte[] bytes, int from, int to) {
        if (!isOne(bytes, from, to)) {
            return this;
        }
        return new LeadingZeros(
                count + 1, first.isEmpty() ? new String(bytes, from, to - from, StandardCharsets.UTF_8) : first);
    }

    private static boolean isOne(byte[] bytes, int from, int to) {
        if (to - from < 2 || bytes[from] != '0') {
            return false;
        }
        for (int at = from; at < to; at++) {
            if (bytes[at] < '0' || bytes[at] > '9') {
                return false;
            }
        }
        return true;
    }
}
