package dev.evenkeel.data.table;

import dev.evenkeel.layer.InputStandardization;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of one table, ready to be written as inputs {@code [features]}. Every value has been checked; categories are
 * spread out only when a row is read.
 */
public final class EncodedRows {
    private static final Logger LOGGER = System.getLogger(EncodedRows.class.getName());
    private static final int UNSEEN = -1;

    private final int rows;
    private final int width;
    private final List<Cells> columns;
    private final List<String> warnings;
    private final RowProblems problems;

    private EncodedRows(int rows, int width, List<Cells> columns, List<String> warnings, RowProblems problems) {
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
        return new EncodedRows(table.rows(), encoding.inputShape().size(), columns, warnings, problems);
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
        float[] values = new float[column.size()];
        double fill = imputes ? feature.fill().orElse(Double.NaN) : Double.NaN;
        for (int row = 0; row < values.length; row++) {
            values[row] = (float) (column.isMissing(row) ? fill : number(column, row, problems));
            if (Float.isNaN(values[row]) && column.isMissing(row)) {
                problems.missing(row, column);
            }
        }
        feature.held().ifPresent(value -> hold(values, value, column, table, held));
        return new NumberCells(values);
    }

    private static void hold(float[] values, double held, Column column, Table table, List<String> warnings) {
        int others = 0;
        int first = 0;
        for (int row = 0; row < values.length; row++) {
            double largest = Math.max(Math.abs(values[row]), Math.abs(held));
            if (!Float.isNaN(values[row]) && !InputStandardization.isConstant(largest, Math.abs(values[row] - held))) {
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
        Arrays.fill(values, (float) held);
    }

    private static double number(Column column, int row, RowProblems problems) {
        if (column instanceof Column.Numbers numbers && Math.abs(numbers.values()[row]) <= Float.MAX_VALUE) {
            return numbers.values()[row];
        }
        double parsed = Decimal.parse(column.text(row));
        if (Double.isNaN(parsed)) {
            problems.unfit(row, column, "but it was learnt as numbers");
        }
        return parsed;
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
        int[] codes = new int[column.size()];
        int unseen = 0;
        Optional<String> example = Optional.empty();
        for (int row = 0; row < codes.length; row++) {
            if (column.isMissing(row)) {
                codes[row] = fill;
                if (fill == UNSEEN) {
                    problems.missing(row, column);
                }
                continue;
            }
            String text = column.text(row);
            codes[row] = Truths.find(codeOf, text, UNSEEN);
            if (codes[row] == UNSEEN && encoding.unseen() == Unseen.REFUSE) {
                problems.unfit(row, column, "which was not learnt, only " + ColumnBuilder.shown(feature.categories()));
            } else if (codes[row] == UNSEEN) {
                unseen++;
                example = example.or(() -> Optional.of(text));
            }
        }
        if (unseen > 0) {
            warnings.add(table + ": column '" + column.name() + "' has " + unseen
                    + " values that were not learnt, as '" + example.orElseThrow()
                    + "'; they count as none of its categories");
        }
        return new CategoryCells(codes, feature.width());
    }

    /** One column's values, written into its part of an input. */
    private sealed interface Cells {
        int width();

        void write(int row, float[] inputs, int at);
    }

    private record NumberCells(float[] values) implements Cells {
        @Override
        public int width() {
            return 1;
        }

        @Override
        public void write(int row, float[] inputs, int at) {
            inputs[at] = values[row];
        }
    }

    private record CategoryCells(int[] codes, int width) implements Cells {
        @Override
        public void write(int row, float[] inputs, int at) {
            Arrays.fill(inputs, at, at + width, 0f);
            if (codes[row] != UNSEEN) {
                inputs[at + codes[row]] = 1f;
            }
        }
    }
}
