package dev.evenkeel.data.table.sequence;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.series.Series;
import dev.evenkeel.data.series.SeriesDataset;
import dev.evenkeel.data.table.Column;
import dev.evenkeel.data.table.RowProblem;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A long table, one row for each time step, as sequences {@code [steps, features]} in the order of their first rows. Columns become
 * features as those of other tables do; the column that is predicted has one value for each sequence.
 */
public final class SequenceTable {
    private final Table table;
    private final SequenceColumns columns;
    private final List<String> names;
    private final List<int[]> rows;

    private SequenceTable(Table table, SequenceColumns columns, List<String> names, List<int[]> rows) {
        this.table = table;
        this.columns = columns;
        this.names = names;
        this.rows = rows;
    }

    /** @throws EvenkeelException if a column is missing, a row belongs to no sequence, or two of a sequence have the same time */
    public static SequenceTable of(Table table, SequenceColumns columns) {
        Column sequence = table.column(columns.sequence());
        Map<String, List<Integer>> rowsOf = new LinkedHashMap<>();
        for (int row = 0; row < table.rows(); row++) {
            if (sequence.isMissing(row)) {
                throw new EvenkeelException(table.place(row) + " has no value in column '" + sequence.name()
                        + "', which says what sequence a row belongs to: complete or remove the row");
            }
            rowsOf.computeIfAbsent(sequence.text(row), added -> new ArrayList<>())
                    .add(row);
        }
        Optional<TimeOrder> order = columns.order().map(column -> TimeOrder.of(table, column));
        List<int[]> rows = new ArrayList<>();
        rowsOf.forEach((name, found) -> {
            int[] asTheyStand = found.stream().mapToInt(row -> row).toArray();
            rows.add(order.map(known -> known.sorted(name, asTheyStand)).orElse(asTheyStand));
        });
        return new SequenceTable(table, columns, List.copyOf(rowsOf.keySet()), rows);
    }

    /** How many sequences there are. */
    public int size() {
        return rows.size();
    }

    /** Rules that name the target, chosen by one row of each sequence, and leave out the columns that make sequences. */
    public EncodingRules settled(EncodingRules rules) {
        EncodingRules settled = rules.alsoDrop(columns.all()).settled(firstRows());
        String target = settled.target().orElseThrow();
        if (Arrays.asList(columns.all()).contains(target)) {
            throw new EvenkeelException(
                    "Column '" + target
                            + "' makes the sequences, so it cannot be predicted: name the column to predict, as --target label");
        }
        requireOneTarget(target);
        return settled;
    }

    private void requireOneTarget(String target) {
        otherTargets(target, all()).stream().findFirst().ifPresent(problem -> {
            throw new EvenkeelException(problem.toString());
        });
    }

    /** The first row of each sequence whose target is not that of the sequence's first row. */
    private List<RowProblem> otherTargets(String target, int[] sequences) {
        Column column = table.column(target);
        List<RowProblem> problems = new ArrayList<>();
        for (int sequence : sequences) {
            int first = rows.get(sequence)[0];
            Arrays.stream(rows.get(sequence))
                    .filter(row -> !shown(column, row).equals(shown(column, first)))
                    .findFirst()
                    .ifPresent(row -> problems.add(new RowProblem(
                            sequence,
                            table.place(row),
                            Optional.of(target),
                            column.isMissing(row) ? Optional.empty() : Optional.of(column.text(row)),
                            "sequence '" + names.get(sequence) + "' has " + shown(column, row) + " in column '" + target
                                    + "', but " + shown(column, first) + " on line " + table.lines()[first]
                                    + ": what is predicted needs one value in all rows of a sequence")));
        }
        return problems;
    }

    private static String shown(Column column, int row) {
        return column.isMissing(row) ? "nothing" : "'" + column.text(row) + "'";
    }

    /**
     * Those of some sequences that a model can read.
     *
     * @param encoding of rows
     * @param input what a model reads
     * @param left is told why each of the others cannot be read
     * @throws EvenkeelException if a column is missing or no sequence is left
     */
    public int[] readable(
            int[] sequences, TableEncoding encoding, Optional<Shape> input, Consumer<? super RowProblem> left) {
        Map<Integer, RowProblem> problems = new TreeMap<>();
        if (!encoding.targetName().isEmpty()) {
            otherTargets(encoding.targetName(), sequences).forEach(problem -> problems.put(problem.row(), problem));
        }
        for (int sequence : sequences) {
            tooLong(sequence, input).ifPresent(problem -> problems.putIfAbsent(sequence, problem));
        }
        int[] of = Arrays.stream(sequences)
                .flatMap(sequence -> Arrays.stream(rows.get(sequence)).map(row -> sequence))
                .toArray();
        encoding.problems(table.select(inOrder(sequences)))
                .forEach(problem -> problems.putIfAbsent(
                        of[problem.row()],
                        new RowProblem(
                                of[problem.row()],
                                problem.place(),
                                problem.column(),
                                problem.value(),
                                "sequence '" + names.get(of[problem.row()]) + "': " + problem.reason())));
        if (problems.size() == sequences.length && sequences.length > 0) {
            throw new EvenkeelException("No sequence of " + table.name() + " can be read. The first: "
                    + problems.values().iterator().next());
        }
        problems.values().forEach(left);
        return Arrays.stream(sequences)
                .filter(sequence -> !problems.containsKey(sequence))
                .toArray();
    }

    private Optional<RowProblem> tooLong(int sequence, Optional<Shape> input) {
        int length = rows.get(sequence).length;
        return input.filter(shape -> length > shape.positions())
                .map(shape -> new RowProblem(
                        sequence,
                        table.name(),
                        Optional.empty(),
                        Optional.empty(),
                        "sequence '" + names.get(sequence) + "' has " + length
                                + " rows, but the model reads at most " + shape.positions()
                                + ": cut it, or train on sequences as long"));
    }

    /** A number for each sequence, equal for those of the same class. */
    public int[] strata(EncodingRules rules) {
        return rules.strata(firstRows());
    }

    /** As {@link #strata(EncodingRules)}, by the classes that were learnt. */
    public int[] strata(TableEncoding encoding) {
        return encoding.strata(firstRows());
    }

    private Table firstRows() {
        return table.select(rows.stream().mapToInt(of -> of[0]).toArray());
    }

    /** Fits an encoding on the rows of these sequences. */
    public TableEncoding fit(int[] sequences, EncodingRules rules) {
        return TableEncoding.fit(rowsOf(sequences), rules);
    }

    /** All sequences. */
    public int[] all() {
        return IntStream.range(0, rows.size()).toArray();
    }

    private Table rowsOf(int[] sequences) {
        return table.select(Arrays.stream(sequences)
                .mapToObj(rows::get)
                .flatMapToInt(Arrays::stream)
                .sorted()
                .toArray());
    }

    /**
     * Some of the sequences as examples.
     *
     * @param encoding of rows; without a target, where none is known
     * @param input what a model reads, {@code [positions, features]}; if empty, as many positions as the longest has
     * @throws EvenkeelException if a value is unfit, or a sequence is longer than the model reads
     */
    public SeriesDataset dataset(String name, int[] sequences, TableEncoding encoding, Optional<Shape> input) {
        boolean known = !encoding.targetName().isEmpty();
        if (known) {
            otherTargets(encoding.targetName(), sequences).stream().findFirst().ifPresent(problem -> {
                throw new EvenkeelException(problem.toString());
            });
        }
        int width = encoding.inputShape().size();
        Shape shape = input.orElseGet(() -> Shape.of(longest(), width));
        for (int sequence : sequences) {
            tooLong(sequence, input).ifPresent(problem -> {
                throw new EvenkeelException(problem.toString());
            });
        }
        return new SeriesDataset(
                name, shape, known ? encoding.target() : Target.values(0), series(sequences, encoding, width));
    }

    private List<Series> series(int[] sequences, TableEncoding encoding, int width) {
        Dataset steps = encoding.dataset(table.select(inOrder(sequences)));
        Batch one = new Batch(1, steps.inputShape(), steps.target());
        List<Series> series = new ArrayList<>();
        int at = 0;
        for (int sequence : sequences) {
            float[] values = new float[rows.get(sequence).length * width];
            for (int from = 0; from < values.length; from += width) {
                steps.read(at++, one, 0);
                System.arraycopy(one.inputs(), 0, values, from, width);
            }
            series.add(new Series(values, values.length / width, one.targets()[0], names.get(sequence)));
        }
        return series;
    }

    /** The rows of sequences, one behind the other. */
    private int[] inOrder(int[] sequences) {
        return Arrays.stream(sequences)
                .mapToObj(rows::get)
                .flatMapToInt(Arrays::stream)
                .toArray();
    }

    private int longest() {
        return rows.stream().mapToInt(of -> of.length).max().orElse(1);
    }

    /** As {@code sequences by 'id' in the order of 'time'}. */
    public String note() {
        return "Rows are the time steps of sequences, by column '" + columns.sequence() + "', "
                + columns.order()
                        .map(column -> "in the order of column '" + column + "'")
                        .orElse("in the order in which they stand: --order COLUMN orders them by time");
    }
}
