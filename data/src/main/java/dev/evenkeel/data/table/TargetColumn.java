package dev.evenkeel.data.table;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Target;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** The column that is predicted: a class, one of {@code labels}, or, without labels, a number. */
record TargetColumn(String name, List<String> labels) {
    private static final List<String> USUAL = List.of("class", "target", "label");
    private static final int FEW = 10;

    TargetColumn {
        labels = List.copyOf(labels);
        if (labels.size() == 1 || new HashSet<>(labels).size() < labels.size()) {
            throw new EvenkeelException("Target '" + name + "' needs at least 2 classes, each once, but it has "
                    + ColumnBuilder.shown(labels));
        }
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
        for (String usual : USUAL) {
            for (Column column : table.columns()) {
                if (column.name().equalsIgnoreCase(usual)) {
                    return column;
                }
            }
        }
        boolean hasX = table.columnNames().stream().anyMatch("x"::equalsIgnoreCase);
        return table.columns().stream()
                .filter(column -> !hasX && column.name().equalsIgnoreCase("y"))
                .findFirst()
                .orElse(table.columns().get(table.columns().size() - 1));
    }

    boolean isClass() {
        return !labels.isEmpty();
    }

    Target target() {
        return isClass() ? Target.classes(labels) : Target.values(1);
    }

    /** Each row's class index, or number. */
    float[] values(Table table) {
        Column column = table.column(name);
        Map<String, Integer> classOf = new HashMap<>();
        labels.forEach(label -> classOf.put(label, classOf.size()));
        float[] values = new float[table.rows()];
        for (int row = 0; row < values.length; row++) {
            if (column.isMissing(row)) {
                throw missing(table, name, row);
            }
            values[row] = isClass() ? classIndex(table, column, row, classOf) : number(table, column, row);
        }
        return values;
    }

    /** @throws EvenkeelException that names the first row without a target */
    static void requireValues(Table table, Column column) {
        for (int row = 0; row < table.rows(); row++) {
            if (column.isMissing(row)) {
                throw missing(table, column.name(), row);
            }
        }
    }

    private static EvenkeelException missing(Table table, String name, int row) {
        for (RowProblem problem : table.problems()) {
            if (problem.row() == row && problem.column().filter(name::equals).isPresent()) {
                return new EvenkeelException(problem.toString());
            }
        }
        Optional<String> word = table.written(name, row);
        return new EvenkeelException(table.place(row) + ": target '" + name + "' is missing" + table.said(name, row)
                + ", and nothing can be learnt or tested without it: remove the row"
                + (word.isPresent()
                        ? ", or correct it; if '" + word.get()
                                + "' is a value, put it in quotes or say --missing-words with the words that are not"
                        : ""));
    }

    private float classIndex(Table table, Column column, int row, Map<String, Integer> classOf) {
        Integer index = Truths.find(classOf, column.text(row));
        if (index == null) {
            throw new EvenkeelException(table.place(row) + ": target '" + name + "' is '" + column.text(row)
                    + "', but the classes learnt are " + ColumnBuilder.shown(labels));
        }
        return index;
    }

    private float number(Table table, Column column, int row) {
        double value =
                column instanceof Column.Numbers numbers ? numbers.values()[row] : Decimal.parse(column.text(row));
        if (Double.isNaN(value)) {
            throw new EvenkeelException(
                    table.place(row) + ": target '" + name + "' is '" + column.text(row) + "', but a number is needed");
        }
        return (float) value;
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
                DoubleStream.of(column.values())
                        .filter(value -> !Double.isNaN(value))
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
