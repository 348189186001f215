package dev.evenkeel.data.table.encoding;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.Column;
import dev.evenkeel.data.table.ColumnBuilder;
import dev.evenkeel.data.table.Decimal;
import dev.evenkeel.data.table.RowProblem;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.dataset.Target;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The column that is predicted: a class, one of {@code labels}, or, without labels, a number.
 *
 * @param written how a file writes each class
 */
record TargetColumn(String name, List<String> labels, List<String> written) {
    /** Nothing is known to be predicted: each row's target is the number 0. */
    static final TargetColumn NONE = new TargetColumn("", List.of());

    private static final List<String> USUAL = List.of("class", "target", "label");
    private static final int FEW = 10;

    TargetColumn {
        labels = List.copyOf(labels);
        written = List.copyOf(written);
        if (labels.size() == 1 || new HashSet<>(labels).size() < labels.size()) {
            throw new EvenkeelException("Target '" + name + "' needs at least 2 classes, each once, but it has "
                    + ColumnBuilder.shown(labels));
        }
    }

    TargetColumn(String name, List<String> labels) {
        this(name, labels, labels);
    }

    static TargetColumn of(Table training, EncodingRules rules) {
        Column column = choose(training, rules.target());
        if (column instanceof Column.Categories categories) {
            return new TargetColumn(column.name(), labels(training, categories, rules.task()));
        }
        Column.Numbers numbers = (Column.Numbers) column;
        return new TargetColumn(
                column.name(), rules.task() == Task.CLASSIFICATION ? distinct(training, numbers) : List.of());
    }

    static Column choose(Table table, Optional<String> named) {
        if (named.isPresent()) {
            return table.column(named.get());
        }
        return usual(table).orElse(table.columns().get(table.columns().size() - 1));
    }

    /** The column that is called as targets usually are. */
    static Optional<Column> usual(Table table) {
        for (String usual : USUAL) {
            for (Column column : table.columns()) {
                if (column.name().equalsIgnoreCase(usual)) {
                    return Optional.of(column);
                }
            }
        }
        boolean hasX = table.columnNames().stream().anyMatch("x"::equalsIgnoreCase);
        return table.columns().stream()
                .filter(column -> !hasX && column.name().equalsIgnoreCase("y"))
                .findFirst();
    }

    /** Whether there is a target at all. */
    boolean isThere() {
        return !name.isEmpty();
    }

    boolean isClass() {
        return !labels.isEmpty();
    }

    Target target() {
        return isClass() ? Target.classes(labels) : Target.values(1);
    }

    /** Each row's class index, or number; 0 where there is no target. */
    float[] values(Table table) {
        return values(table, problem -> {
            throw new EvenkeelException(problem.toString());
        });
    }

    /** As {@link #values(Table)}, {@code NaN} in the rows whose target cannot be read, which are told. */
    float[] values(Table table, Consumer<? super RowProblem> unfit) {
        float[] values = new float[table.rows()];
        if (!isThere()) {
            return values;
        }
        Column column = table.column(name);
        Map<String, Integer> classOf = new HashMap<>();
        written.forEach(label -> classOf.put(label, classOf.size()));
        Map<Integer, RowProblem> unreadable = new HashMap<>();
        table.problems().stream()
                .filter(problem -> problem.column().filter(name::equals).isPresent())
                .forEach(problem -> unreadable.put(problem.row(), problem));
        for (int row = 0; row < values.length; row++) {
            double value = column.isMissing(row) ? Double.NaN : value(column, row, classOf);
            values[row] = (float) value;
            if (Double.isNaN(value)) {
                RowProblem known = unreadable.get(row);
                unfit.accept(known == null ? problem(table, column, row) : known);
            }
        }
        return values;
    }

    private double value(Column column, int row, Map<String, Integer> classOf) {
        if (isClass()) {
            Integer index = Truths.find(classOf, column.text(row));
            return index == null ? Double.NaN : index;
        }
        return column instanceof Column.Numbers numbers ? numbers.value(row) : Decimal.parse(column.text(row));
    }

    private RowProblem problem(Table table, Column column, int row) {
        if (column.isMissing(row)) {
            return missing(table, name, row);
        }
        String text = column.text(row);
        return new RowProblem(
                row,
                table.place(row),
                Optional.of(name),
                Optional.of(text),
                "target '" + name + "' is '" + text + "'" + LookAlikes.hint(text, written) + ", but "
                        + (isClass()
                                ? "the classes learnt are " + ColumnBuilder.shown(written)
                                : "a number is needed"));
    }

    /** @throws EvenkeelException that names the first row without a target */
    static void requireValues(Table table, Column column) {
        for (int row = 0; row < table.rows(); row++) {
            if (column.isMissing(row)) {
                throw new EvenkeelException(unreadable(table, column.name(), row)
                        .orElse(missing(table, column.name(), row))
                        .toString());
            }
        }
    }

    private static Optional<RowProblem> unreadable(Table table, String name, int row) {
        return table.problems().stream()
                .filter(problem -> problem.row() == row
                        && problem.column().filter(name::equals).isPresent())
                .findFirst();
    }

    private static RowProblem missing(Table table, String name, int row) {
        Optional<String> word = table.written(name, row);
        return new RowProblem(
                row,
                table.place(row),
                Optional.of(name),
                word,
                "target '" + name + "' is missing" + table.said(name, row)
                        + ", and nothing can be learnt or tested without it: remove the row"
                        + (word.isPresent() ? ", or correct it" + RowProblems.asValue(word.get()) : ""));
    }

    private static List<String> labels(Table table, Column.Categories column, Task task) {
        if (task == Task.REGRESSION) {
            throw new EvenkeelException(table.name() + ": target '" + column.name()
                    + "' holds categories, as '" + column.categories().get(0)
                    + "', but regression needs numbers: name another target, or ask for "
                    + "classification: --task classification (Task.CLASSIFICATION)");
        }
        if (column.origin() == Column.Origin.DECLARED) {
            return column.categories();
        }
        return requireFew(table, column.name(), column.seen(), "name another target");
    }

    private static List<String> distinct(Table table, Column.Numbers column) {
        return requireFew(
                table,
                column.name(),
                column.known()
                        .map(value -> value + 0.0)
                        .sorted()
                        .distinct()
                        .mapToObj(Decimal::text)
                        .toList(),
                "ask for regression (--task regression, Task.REGRESSION), or name another target");
    }

    private static List<String> requireFew(Table table, String column, List<String> labels, String remedy) {
        if (labels.size() > FEW && labels.size() > table.rows() / 2) {
            throw new EvenkeelException(table.name() + ": target '" + column + "' has " + labels.size() + " classes in "
                    + table.rows() + " rows, too many to learn: " + remedy);
        }
        if (labels.isEmpty()) {
            throw new EvenkeelException(table.name() + ": target '" + column + "' has no value at all");
        }
        return labels;
    }
}
