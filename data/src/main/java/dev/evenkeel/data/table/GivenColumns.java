package dev.evenkeel.data.table;

import dev.evenkeel.data.csv.CsvColumn;
import dev.evenkeel.data.csv.TextColumns;
import dev.evenkeel.data.csv.cell.Blanks;
import dev.evenkeel.data.csv.cell.NumberCells;
import dev.evenkeel.data.csv.cell.OtherCells;
import dev.evenkeel.data.csv.number.MissingWords;
import dev.evenkeel.data.csv.number.NumberForm;
import dev.evenkeel.data.csv.number.WrittenText;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Columns that a program has, instead of a file: read by the rules of an encoding as a CSV file of the same cells would be.
 *
 * @param name for messages, as {@code request}
 * @param columns by their name, in order
 */
public record GivenColumns(String name, Map<String, Values> columns) {
    /** The values of a column. */
    public sealed interface Values {
        int size();
    }

    /** As a file would write them, without quotes; the empty text is missing. */
    public record Texts(List<String> texts) implements Values {
        @Override
        public int size() {
            return texts.size();
        }
    }

    /** Numbers; {@code NaN} is missing. The array must not change. */
    public record Numbers(double[] values) implements Values {
        @Override
        public int size() {
            return values.length;
        }
    }

    /**
     * One of a list of categories in each row, which keep their order; read as text.
     *
     * @param codes an index into the categories, or -1 where it is missing; must not change
     */
    public record Declared(List<String> categories, int[] codes) implements Values {
        public Declared {
            categories = List.copyOf(categories);
        }

        @Override
        public int size() {
            return codes.length;
        }

        private Texts texts() {
            return new Texts(Arrays.stream(codes)
                    .mapToObj(code -> code < 0 ? "" : categories.get(code))
                    .toList());
        }
    }

    /**
     * These columns as a table. Those of which the format says nothing are left out; cells that do not fit are kept, as
     * {@link Table#problems()}.
     *
     * @param format of an encoding: {@link dev.evenkeel.data.table.encoding.TableEncoding#format()}
     * @throws dev.evenkeel.EvenkeelException if there is no column or row, or lengths differ
     */
    public Table read(TableFormat format) {
        MissingWords missing = format.settings().missing();
        Map<String, OtherCells> others = new HashMap<>();
        Map<String, NumberForm> forms = new HashMap<>();
        List<Column> read = new ArrayList<>();
        columns.forEach((column, values) -> {
            NumberForm form = format.settings().numbers().get(column);
            if (form != null) {
                read.add(numbers(
                        column, values instanceof Declared list ? list.texts() : values, form, missing, others));
                forms.put(column, form);
            } else if (values instanceof Declared list
                    && format.settings().texts().contains(column)) {
                read.add(new Column.Categories(column, list.categories(), list.codes(), Column.Origin.DECLARED));
            } else if (format.settings().texts().contains(column)) {
                CsvColumn.Texts texts = texts(column, written(values), missing);
                others.put(column, texts.missing());
                read.add(new Column.Categories(column, texts.texts(), texts.codes(), Column.Origin.OBSERVED));
            }
        });
        int rows = read.isEmpty() ? 0 : read.get(0).size();
        return new Table(
                name,
                read,
                IntStream.rangeClosed(1, rows).toArray(),
                new TableRemarks(List.of(), format, Map.copyOf(forms), others, List.of(), Map.of(), "row"));
    }

    private static Column numbers(
            String column, Values values, NumberForm form, MissingWords missing, Map<String, OtherCells> others) {
        if (values instanceof Numbers numbers) {
            return numbers(column, numbers.values().clone(), missing, others);
        }
        NumberCells cells = new NumberCells(form, missing);
        for (String text : ((Texts) values).texts()) {
            byte[] bytes = Blanks.stripped(text).getBytes(StandardCharsets.UTF_8);
            cells.text(bytes, 0, bytes.length, false);
        }
        cells.trimmedBytes();
        others.put(column, others(cells, missing));
        return new Column.Numbers(column, cells.numbers());
    }

    private static OtherCells others(NumberCells cells, MissingWords missing) {
        String[] texts = new String[cells.others().size()];
        boolean[] isMissing = new boolean[texts.length];
        for (int code = 0; code < texts.length; code++) {
            try {
                texts[code] = cells.others().text(code);
            } catch (CharacterCodingException encodedAbove) {
                throw new IllegalStateException(encodedAbove);
            }
            isMissing[code] = missing.amongNumbers(texts[code], false);
        }
        int size = cells.otherSize();
        return new OtherCells(
                IntStream.range(0, size).map(cells::otherRow).toArray(),
                IntStream.range(0, size).map(cells::otherCode).toArray(),
                List.of(texts),
                isMissing);
    }

    /** What no cell of a file could hold, as an infinite number, becomes a cell that cannot be read. */
    private static Column numbers(
            String column, double[] values, MissingWords missing, Map<String, OtherCells> others) {
        List<Integer> rows = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        double[] words = missing.numbers();
        for (int row = 0; row < values.length; row++) {
            double value = values[row];
            if (Math.abs(value) > Float.MAX_VALUE) {
                rows.add(row);
                texts.add(Decimal.text(value));
                values[row] = Double.NaN;
            } else if (Arrays.stream(words).anyMatch(word -> word == value)) {
                values[row] = Double.NaN;
            }
        }
        if (!rows.isEmpty()) {
            int[] at = rows.stream().mapToInt(Integer::intValue).toArray();
            int[] codes = IntStream.range(0, at.length).toArray();
            others.put(column, new OtherCells(at, codes, texts, new boolean[at.length]));
        }
        return new Column.Numbers(column, values);
    }

    private static List<String> written(Values values) {
        return values instanceof Texts texts
                ? texts.texts()
                : Arrays.stream(((Numbers) values).values())
                        .mapToObj(value -> Double.isNaN(value) ? "" : Decimal.text(value))
                        .toList();
    }

    private static CsvColumn.Texts texts(String column, List<String> texts, MissingWords missing) {
        Map<String, Integer> codeOf = new LinkedHashMap<>();
        List<WrittenText> distinct = new ArrayList<>();
        int[] codes = new int[texts.size()];
        for (int row = 0; row < codes.length; row++) {
            String text = Blanks.stripped(texts.get(row));
            Integer known = codeOf.putIfAbsent(text, codeOf.size());
            codes[row] = known == null ? codeOf.size() - 1 : known;
            if (known == null) {
                distinct.add(new WrittenText(text, false, 1, row));
            }
        }
        return TextColumns.texts(column, codes, distinct, missing, List.of());
    }
}
