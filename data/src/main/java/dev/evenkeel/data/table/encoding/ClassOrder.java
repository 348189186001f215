package dev.evenkeel.data.table.encoding;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.Column;
import dev.evenkeel.data.table.ColumnBuilder;
import dev.evenkeel.data.table.Decimal;
import dev.evenkeel.data.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Which output stands for which value of a target, of a model that keeps no encoding: its own classes by their names; whole
 * numbers from 0, or from 1 to as many as there are outputs, by themselves; else as many values as there are outputs, sorted.
 */
final class ClassOrder {
    private final Table table;
    private final int outputs;
    private final List<String> labels;
    private final List<String> notes = new ArrayList<>();

    ClassOrder(Table table, int outputs, List<String> labels) {
        this.table = table;
        this.outputs = outputs;
        this.labels = labels;
    }

    List<String> notes() {
        return notes;
    }

    TargetColumn target(Column column) {
        List<String> values = values(column);
        if (!labels.isEmpty()) {
            return named(column, values);
        }
        if (outputs == 1) {
            if (column instanceof Column.Categories) {
                throw new EvenkeelException("The model gives one number, but target '" + column.name() + "' of "
                        + table.name() + " holds texts, as '" + values.get(0) + "': name another --target");
            }
            return new TargetColumn(column.name(), List.of());
        }
        if (areWhole(values, 0)) {
            if (!values.contains("0")) {
                notes.add("Target '" + column.name()
                        + "' lacks 0: the first output is taken to stand for it all the same");
            }
            return new TargetColumn(column.name(), numbers(0));
        }
        if (areWhole(values, 1)) {
            notes.add("Target '" + column.name() + "' holds the whole numbers 1 to " + outputs
                    + ": the first output is taken to stand for 1");
            return new TargetColumn(column.name(), numbers(1));
        }
        if (values.size() != outputs) {
            throw new EvenkeelException("The model has " + outputs + " outputs and names no classes, but target '"
                    + column.name() + "' of " + table.name() + " has " + values.size() + " different values, "
                    + ColumnBuilder.shown(values) + ". Name the classes in the order of the outputs (--classes), or "
                    + "another target (--target)");
        }
        notes.add("The outputs are taken to stand for the values of '" + column.name() + "' in sorted order, "
                + ColumnBuilder.shown(values) + ". If their order is another, say --classes");
        return new TargetColumn(column.name(), values);
    }

    private TargetColumn named(Column column, List<String> values) {
        boolean isByNumber = values.stream().noneMatch(labels::contains) && areWhole(values, 0);
        if (isByNumber) {
            notes.add("Target '" + column.name()
                    + "' holds numbers, which are taken as the places of the model's classes, " + "0 for '"
                    + labels.get(0) + "'");
        }
        return isByNumber
                ? new TargetColumn(column.name(), labels, numbers(0))
                : new TargetColumn(column.name(), labels);
    }

    private boolean areWhole(List<String> values, int first) {
        List<String> possible = numbers(first);
        return possible.containsAll(values);
    }

    private List<String> numbers(int first) {
        IntFunction<String> text = number -> Decimal.text(number);
        return IntStream.range(first, first + Math.max(outputs, labels.size()))
                .mapToObj(text)
                .toList();
    }

    /** The different values, sorted. */
    private static List<String> values(Column column) {
        if (column instanceof Column.Categories categories) {
            return categories.seen();
        }
        return ((Column.Numbers) column)
                .known()
                .map(value -> value + 0.0)
                .sorted()
                .distinct()
                .mapToObj(Decimal::text)
                .toList();
    }
}
