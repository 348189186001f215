package dev.evenkeel.data.table;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.evenkeel.EvenkeelException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** One CSV text on its way to a table. */
final class CsvTable {
    private static final char[] SEPARATORS = {',', ';', '\t'};
    private static final int SAMPLED = 20;
    private static final int EVEN = 1 << 24;
    private static final Set<String> MISSING = Set.of("", "?", "NA", "NaN", "null");

    private final String name;
    private final String text;
    private final Map<String, ColumnType> types;

    CsvTable(String name, String text, Map<String, ColumnType> types) {
        this.name = name;
        this.text = text;
        this.types = types;
    }

    static boolean isMissing(String value) {
        return MISSING.contains(value);
    }

    Table read() {
        try {
            return read(records(separator()));
        } catch (CsvParseException failed) {
            throw unreadable(failed);
        }
    }

    private Table read(Iterator<CsvRecord> records) {
        if (!records.hasNext()) {
            throw new EvenkeelException(name + " is empty: a header with the names of the columns is needed");
        }
        List<String> header = header(records.next());
        List<ColumnBuilder> builders = header.stream()
                .map(column -> new ColumnBuilder(column, types.getOrDefault(column, new ColumnType.Inferred())))
                .toList();
        IntStream.Builder lines = IntStream.builder();
        while (records.hasNext()) {
            CsvRecord row = records.next();
            int line = (int) row.getStartingLineNumber();
            Supplier<String> place = () -> name + " line " + line;
            if (row.getFieldCount() != header.size()) {
                throw new EvenkeelException(place.get() + " has " + row.getFieldCount()
                        + " values, but the header names " + header.size() + " columns");
            }
            lines.add(line);
            for (int column = 0; column < header.size(); column++) {
                String value = row.getField(column).strip();
                if (isMissing(value)) {
                    builders.get(column).addMissing();
                } else {
                    builders.get(column).add(value, place);
                }
            }
        }
        return new Table(
                name,
                builders.stream().map(builder -> builder.build(name)).toList(),
                lines.build().toArray());
    }

    private List<String> header(CsvRecord first) {
        List<String> header = new ArrayList<>();
        for (String field : first.getFields()) {
            String column = field.strip();
            header.add(column.isEmpty() ? "column " + (header.size() + 1) : column);
        }
        if (header.stream().allMatch(Decimal::isNumber)) {
            throw new EvenkeelException(name + " begins with a line of numbers, but a header with the names of the "
                    + "columns is needed: add one");
        }
        return header;
    }

    private char separator() {
        char best = SEPARATORS[0];
        int highest = 0;
        for (char separator : SEPARATORS) {
            int score = score(separator);
            if (score > highest) {
                highest = score;
                best = separator;
            }
        }
        return best;
    }

    /** How well a separator splits the first lines: best into equally many fields, then into many. */
    private int score(char separator) {
        Iterator<CsvRecord> records = records(separator);
        int fields = 0;
        boolean isEven = true;
        try {
            for (int row = 0; row < SAMPLED && records.hasNext(); row++) {
                int found = records.next().getFieldCount();
                fields = row == 0 ? found : fields;
                isEven &= found == fields;
            }
        } catch (CsvParseException otherQuoting) {
            return 0;
        }
        return fields < 2 ? 0 : isEven ? EVEN + fields : fields;
    }

    private Iterator<CsvRecord> records(char separator) {
        return CsvReader.builder()
                .fieldSeparator(separator)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .ofCsvRecord(text)
                .iterator();
    }

    private EvenkeelException unreadable(CsvParseException failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        return new EvenkeelException(name + " is no CSV: " + cause.getMessage(), failed);
    }
}
