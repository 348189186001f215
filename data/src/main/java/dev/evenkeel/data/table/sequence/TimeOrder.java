package dev.evenkeel.data.table.sequence;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.Column;
import dev.evenkeel.data.table.Table;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Where the rows of a table lie in time. */
final class TimeOrder {
    private static final Pattern OFFSET = Pattern.compile("[T ].*(Z|[+-]\\d{2}(:?\\d{2})?)$");

    private final Table table;
    private final Column column;
    private final Comparator<Integer> earlier;

    private TimeOrder(Table table, Column column, Comparator<Integer> earlier) {
        this.table = table;
        this.column = column;
        this.earlier = earlier;
    }

    /** How a time is written: with a distance from UTC, which orders it among all others, or without, or as a date alone. */
    private enum Form {
        INSTANT,
        LOCAL
    }

    /** @throws EvenkeelException if a row has no time, or what is none */
    static TimeOrder of(Table table, String name) {
        Column column = table.column(name);
        for (int row = 0; row < table.rows(); row++) {
            if (column.isMissing(row)) {
                throw new EvenkeelException(table.place(row) + " has no value in column '" + name
                        + "', which orders the rows of a sequence: complete or remove the row");
            }
        }
        if (column instanceof Column.Numbers numbers) {
            return new TimeOrder(table, column, Comparator.comparingDouble(numbers::value));
        }
        Instant[] times = times(table, (Column.Categories) column);
        return new TimeOrder(table, column, Comparator.comparing(row -> times[row]));
    }

    private static Instant[] times(Table table, Column.Categories column) {
        Instant[] times = new Instant[table.rows()];
        Optional<Form> form = Optional.empty();
        for (int row = 0; row < times.length; row++) {
            String text = column.text(row);
            Form found = hasOffset(text) ? Form.INSTANT : Form.LOCAL;
            if (form.isPresent() && form.get() != found) {
                throw new EvenkeelException(
                        table.place(row) + ": column '" + column.name() + "' has '" + text + "', but "
                                + (found == Form.INSTANT ? "other times come without" : "other times come with")
                                + " a distance from UTC: write all of them in one form");
            }
            form = Optional.of(found);
            try {
                times[row] = parsed(text);
            } catch (DateTimeException none) {
                throw new EvenkeelException(
                        table.place(row) + ": column '" + column.name() + "' has '" + text
                                + "', but an order needs numbers, or dates and times as 2026-05-17 or 2026-05-17T10:30:00",
                        none);
            }
        }
        return times;
    }

    private static boolean hasOffset(String text) {
        return OFFSET.matcher(text).find();
    }

    private static Instant parsed(String text) {
        String iso = text.replaceFirst("(?<=\\d) (?=\\d)", "T");
        if (hasOffset(text)) {
            return OffsetDateTime.parse(
                            iso.replaceFirst("([+-]\\d{2}):?(\\d{2})$", "$1:$2").replaceFirst("([+-]\\d{2})$", "$1:00"))
                    .toInstant();
        }
        if (iso.contains("T")) {
            return LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        }
        return iso.contains(":")
                ? LocalDate.EPOCH.atTime(LocalTime.parse(iso)).toInstant(ZoneOffset.UTC)
                : LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /**
     * The rows from the earliest on.
     *
     * @param name of their sequence, for messages
     * @throws EvenkeelException if two have the same time
     */
    int[] sorted(String name, int[] rows) {
        Integer[] sorted = Arrays.stream(rows).boxed().toArray(Integer[]::new);
        Arrays.sort(sorted, earlier);
        for (int index = 1; index < sorted.length; index++) {
            if (earlier.compare(sorted[index - 1], sorted[index]) == 0) {
                throw new EvenkeelException(table.place(sorted[index]) + ": sequence '" + name + "' has '"
                        + column.text(sorted[index]) + "' in column '" + column.name() + "' a second time, as on line "
                        + table.lines()[sorted[index - 1]]
                        + ": its rows need an order. Correct one, or leave --order out to take the rows as they stand");
            }
        }
        return IntStream.range(0, sorted.length).map(index -> sorted[index]).toArray();
    }
}
