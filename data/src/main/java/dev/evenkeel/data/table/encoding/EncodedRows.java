package dev.evenkeel.data.table.encoding;

import dev.evenkeel.data.table.Column;
import dev.evenkeel.data.table.ColumnBuilder;
import dev.evenkeel.data.table.Decimal;
import dev.evenkeel.data.table.RowProblem;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.layer.core.InputStandardization;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The rows of one table, ready to be written as inputs {@code [features]}. Every value has been checked; categories are
 * spread out only when a row is read.
 */
public final class EncodedRows {
    private static final Logger LOGGER = System.getLogger(EncodedRows.class.getName());
    private static final int UNSEEN = -1;
    private static final String NUMBERS = "but it was learnt as numbers";

    private final int rows;
    private final int width;
    private final List<Cells> columns;
    private final List<String> warnings;
    private final RowProblems problems;
    private final List<Integer> missing;

    private EncodedRows(
            int rows,
            int width,
            List<Cells> columns,
            List<String> warnings,
            RowProblems problems,
            List<Integer> missing) {
        this.missing = List.copyOf(missing);
        this.rows = rows;
        this.width = width;
        this.columns = List.copyOf(columns);
        this.warnings = List.copyOf(warnings);
        this.problems = problems;
    }

    static EncodedRows of(TableEncoding encoding, Table table, RowProblems.Rule rule) {
        List<Cells> columns = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        List<String> held = new ArrayList<>();
        RowProblems problems = new RowProblems(table, rule);
        problems.unreadable(encoding.columns());
        boolean imputes = encoding.missing() == Missing.IMPUTE;
        for (Feature feature : encoding.features()) {
            Column column = table.column(feature.column());
            if (feature instanceof Feature.Numeric number) {
                columns.add(numbers(number, column, imputes, table, problems, held));
            } else {
                columns.add(codes((Feature.Category) feature, column, encoding, problems, table.name(), warnings));
            }
        }
        if (held.size() > EncodingFit.MAX_SINGLY) {
            warnings.add(held.get(0) + ". So it is with " + (held.size() - 1) + " more columns");
        } else {
            warnings.addAll(held);
        }
        List<Integer> missing = encoding.features().stream()
                .map(feature -> missing(table.column(feature.column())))
                .toList();
        return new EncodedRows(table.rows(), encoding.inputShape().size(), columns, warnings, problems, missing);
    }

    private static int missing(Column column) {
        return (int) IntStream.range(0, column.size()).filter(column::isMissing).count();
    }

    /** How many rows lack a value, for each column. */
    List<Integer> missing() {
        return missing;
    }

    /** These, and their warnings are logged. */
    EncodedRows logged() {
        warnings.forEach(warning -> LOGGER.log(Level.WARNING, warning));
        return this;
    }

    /** A problem of a row that lies elsewhere, as in its target. */
    void add(RowProblem problem) {
        problems.add(problem);
    }

    public int size() {
        return rows;
    }

    /** Writes row {@code row} into {@code inputs} from {@code offset} on; one with a problem is not a number throughout. */
    public void read(int row, float[] inputs, int offset) {
        if (problems.isUnfit(row)) {
            Arrays.fill(inputs, offset, offset + width, Float.NaN);
            return;
        }
        int at = offset;
        for (Cells column : columns) {
            column.write(row, inputs, at);
            at += column.width();
        }
    }

    /** Row {@code row} as a new array. */
    public float[] row(int row) {
        float[] input = new float[width];
        read(row, input, 0);
        return input;
    }

    /** What the training rows did not have: categories, which are encoded as zeros, and values of columns that are held. */
    public List<String> warnings() {
        return warnings;
    }

    /** The rows that cannot be inputs, each with the first reason, where {@link TableEncoding#encodeReadable} lists them. */
    public List<RowProblem> problems() {
        return problems.inOrder();
    }

    /** Whether the row can be an input. */
    public boolean isReadable(int row) {
        return !problems.isUnfit(row);
    }

    private static Cells numbers(
            Feature.Numeric feature,
            Column column,
            boolean imputes,
            Table table,
            RowProblems problems,
            List<String> held) {
        double fill = imputes ? feature.fill().orElse(Double.NaN) : Double.NaN;
        Cells cells = column instanceof Column.Numbers numbers
                ? new NumberCells(numbers, fill)
                : new ParsedCells(parsed(column, fill, problems));
        for (int row = 0; row < column.size(); row++) {
            if (column.isMissing(row)) {
                if (Double.isNaN(fill)) {
                    problems.missing(row, column);
                }
            } else if (column instanceof Column.Numbers numbers && !(Math.abs(numbers.value(row)) <= Float.MAX_VALUE)) {
                problems.unfit(row, column, NUMBERS);
            }
        }
        if (feature.held().isPresent()) {
            hold(cells, feature.held().getAsDouble(), column, table, held);
            return new HeldCells((float) feature.held().getAsDouble());
        }
        return cells;
    }

    /** The numbers that texts write. */
    private static float[] parsed(Column column, double fill, RowProblems problems) {
        float[] values = new float[column.size()];
        for (int row = 0; row < values.length; row++) {
            double value = column.isMissing(row) ? fill : Decimal.parse(column.text(row));
            if (Double.isNaN(value) && !column.isMissing(row)) {
                problems.unfit(row, column, NUMBERS);
            }
            values[row] = (float) value;
        }
        return values;
    }

    private static void hold(Cells cells, double held, Column column, Table table, List<String> warnings) {
        int others = 0;
        int first = 0;
        float[] value = new float[1];
        for (int row = 0; row < column.size(); row++) {
            cells.write(row, value, 0);
            double largest = Math.max(Math.abs(value[0]), Math.abs(held));
            if (!Float.isNaN(value[0]) && !InputStandardization.isConstant(largest, Math.abs(value[0] - held))) {
                first = others == 0 ? row : first;
                others++;
            }
        }
        if (others > 0) {
            String usual = Decimal.text(held);
            warnings.add(table.place(first) + ": column '" + column.name() + "' is " + column.text(first) + ", but was "
                    + usual + " in every row of the training, so nothing is known of other values: "
                    + (others == 1 ? "it is" : "this and " + (others - 1) + " more are") + " taken as " + usual);
        }
    }

    private static Cells codes(
            Feature.Category feature,
            Column column,
            TableEncoding encoding,
            RowProblems problems,
            String table,
            List<String> warnings) {
        Map<String, Integer> codeOf = new HashMap<>();
        feature.categories().forEach(category -> codeOf.put(category, codeOf.size()));
        int fill = encoding.missing() == Missing.IMPUTE ? feature.fill().orElse(UNSEEN) : UNSEEN;
        int unseen = 0;
        Optional<String> example = Optional.empty();
        int[] codes = column instanceof Column.Categories categories
                ? categories.categories().stream()
                        .mapToInt(text -> Truths.find(codeOf, text, UNSEEN))
                        .toArray()
                : IntStream.range(0, column.size())
                        .map(row -> Truths.find(codeOf, column.text(row), UNSEEN))
                        .toArray();
        CategoryCells cells = new CategoryCells(column, codes, fill, feature.width());
        for (int row = 0; row < column.size(); row++) {
            if (column.isMissing(row)) {
                if (fill == UNSEEN) {
                    problems.missing(row, column);
                }
            } else if (cells.code(row) == UNSEEN && encoding.unseen() == Unseen.REFUSE) {
                problems.unfit(row, column, "which was not learnt, only " + ColumnBuilder.shown(feature.categories()));
            } else if (cells.code(row) == UNSEEN) {
                int first = row;
                unseen++;
                example = example.or(() -> Optional.of(column.text(first)));
            }
        }
        if (unseen > 0) {
            warnings.add(table + ": column '" + column.name() + "' has " + unseen
                    + (unseen == 1 ? " value that was not learnt, '" : " values that were not learnt, as '")
                    + example.orElseThrow() + "'"
                    + LookAlikes.hint(example.orElseThrow(), feature.categories())
                    + (unseen == 1 ? "; it counts" : "; they count") + " as none of its categories");
        }
        return cells;
    }

    /** One column's values, written into its part of an input. */
    private sealed interface Cells {
        int width();

        void write(int row, float[] inputs, int at);
    }

    /** Numbers as they were read; {@code fill} for those that are missing. */
    private record NumberCells(Column.Numbers column, double fill) implements Cells {
        @Override
        public int width() {
            return 1;
        }

        @Override
        public void write(int row, float[] inputs, int at) {
            double value = column.value(row);
            inputs[at] = (float) (Double.isNaN(value) ? fill : value);
        }
    }

    /** One value in every row. */
    private record HeldCells(float value) implements Cells {
        @Override
        public int width() {
            return 1;
        }

        @Override
        public void write(int row, float[] inputs, int at) {
            inputs[at] = value;
        }
    }

    private record ParsedCells(float[] values) implements Cells {
        @Override
        public int width() {
            return 1;
        }

        @Override
        public void write(int row, float[] inputs, int at) {
            inputs[at] = values[row];
        }
    }

    /** @param codes what was learnt of each category of the column, or, of a column of numbers, of each row */
    private record CategoryCells(Column column, int[] codes, int fill, int width) implements Cells {
        int code(int row) {
            if (column.isMissing(row)) {
                return fill;
            }
            return codes[column instanceof Column.Categories categories ? categories.code(row) : row];
        }

        @Override
        public void write(int row, float[] inputs, int at) {
            Arrays.fill(inputs, at, at + width, 0f);
            int code = code(row);
            if (code != UNSEEN) {
                inputs[at + code] = 1f;
            }
        }
    }
}
