package dev.evenkeel.data.csv;

import dev.evenkeel.data.csv.number.DecimalMark;
import dev.evenkeel.data.csv.number.MissingWords;
import dev.evenkeel.data.csv.number.NumberForm;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a CSV file before it is read.
 *
 * @param separator between fields, where it is not to be found out
 * @param header whether the first line names the columns
 * @param decimal the mark before fractions
 * @param missing the words for missing values
 * @param texts columns that are text
 * @param numbers columns that are numbers, and in what form they were learnt; their other cells are kept, not refused
 * @param rules what becomes of lines that do not fit
 */
public record CsvSettings(
        Optional<Separator> separator,
        Header header,
        DecimalMark decimal,
        MissingWords missing,
        Set<String> texts,
        Map<String, NumberForm> numbers,
        Rules rules) {
    /** Whether the first line names the columns. */
    public enum Header {
        /** It does, and is refused if it looks like data. */
        AUTOMATIC,
        /** It does, whatever it looks like. */
        PRESENT,
        /** It is data. */
        ABSENT
    }

    /** What becomes of lines that do not fit. */
    public enum Rules {
        /** They are errors. */
        LEARN,
        /** They are kept as rows that cannot be read, so that the others can. */
        APPLY
    }

    public CsvSettings {
        texts = Set.copyOf(texts);
        numbers = Map.copyOf(numbers);
    }
}
