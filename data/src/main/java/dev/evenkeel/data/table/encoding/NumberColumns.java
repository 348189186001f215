package dev.evenkeel.data.table.encoding;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.csv.number.NumberForm;
import dev.evenkeel.data.table.Column;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableFormat;
import dev.evenkeel.data.table.TableReader;
import dev.evenkeel.data.table.TableSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Reads tables for a network that takes so many numbers, but keeps no encoding of a table's columns, as one from another
 * library. Its inputs are the columns that are named, else all columns of numbers in their order; there must be as many as
 * the network takes, or one more, the last, which is the target then. A column {@code class}, {@code target} or
 * {@code label} is the target wherever it stands. Columns that number or name the rows are left out.
 *
 * <pre>{@code
 * NumberColumns.Read read = NumberColumns.of(4, 3).target("species").read(Path.of("iris.csv"));
 * }</pre>
 */
@CheckReturnValue
public final class NumberColumns {
    private final int inputs;
    private final int outputs;
    private final List<String> columns;
    private final Optional<String> target;
    private final List<String> labels;
    private final TableFormat format;
    private final Purpose purpose;

    private NumberColumns(
            int inputs,
            int outputs,
            List<String> columns,
            Optional<String> target,
            List<String> labels,
            TableFormat format,
            Purpose purpose) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.columns = List.copyOf(columns);
        this.target = target;
        this.labels = List.copyOf(labels);
        this.format = format;
        this.purpose = purpose;
    }

    /**
     * A table that was read, and how its rows become inputs; {@link TableEncoding#notes()} says what was assumed.
     */
    public record Read(Table table, TableEncoding encoding) {}

    /** For a network with this many inputs and outputs; several outputs tell classes apart. */
    public static NumberColumns of(int inputs, int outputs) {
        return new NumberColumns(
                inputs, outputs, List.of(), Optional.empty(), List.of(), TableFormat.automatic(), Purpose.EXAMPLES);
    }

    /** The columns that are the inputs, in their order. */
    public NumberColumns columns(List<String> names) {
        return new NumberColumns(inputs, outputs, names, target, labels, format, purpose);
    }

    /** The column that is predicted. */
    public NumberColumns target(String column) {
        return new NumberColumns(inputs, outputs, columns, Optional.of(column), labels, format, purpose);
    }

    /** The classes in the order of the outputs, where they are known. */
    public NumberColumns classes(List<String> names) {
        return new NumberColumns(inputs, outputs, columns, target, names, format, purpose);
    }

    /** How the file is written, as far as it is not to be found out. */
    public NumberColumns format(TableFormat known) {
        return new NumberColumns(inputs, outputs, columns, target, labels, known, purpose);
    }

    /** No target is looked at; it is known all the same, so as not to be an input. */
    public NumberColumns inputsOnly() {
        return new NumberColumns(inputs, outputs, columns, target, labels, format, Purpose.INPUTS);
    }

    private enum Purpose {
        INPUTS,
        EXAMPLES
    }

    /** @throws EvenkeelException if it is no table, or which of its columns are meant is open */
    public Read read(Path file) {
        return read(TableSource.of(file));
    }

    private static EvenkeelException noTarget(TableSource source) {
        return new EvenkeelException(
                source.name() + " has no column that is known to be the target, as it is needed to "
                        + "measure predictions: name it (--target), or add it as the last column");
    }

    /** @throws EvenkeelException if it is no table, or which of its columns are meant is open */
    public Read read(TableSource source) {
        TableFormat open = format.learnt(Set.of(), Map.of(), Set.of());
        Table table = TableReader.read(source, open);
        NumberChoice.Chosen choice = new NumberChoice(table, inputs, columns, target).choose();
        List<String> numeric = new ArrayList<>(choice.inputs());
        if (purpose == Purpose.EXAMPLES && outputs == 1 && labels.isEmpty()) {
            choice.target().ifPresent(numeric::add);
        }
        Map<String, NumberForm> odd = new HashMap<>();
        for (String name : numeric) {
            if (table.column(name) instanceof Column.Categories categories && NumberChoice.isNumeric(categories)) {
                odd.put(name, NumberForm.PLAIN);
            }
        }
        if (!odd.isEmpty()) {
            table = TableReader.read(source, open.learnt(Set.of(), odd, Set.of()));
        }
        List<String> notes = new ArrayList<>(table.notes());
        notes.addAll(choice.notes());
        TargetColumn predicted = TargetColumn.NONE;
        if (purpose == Purpose.EXAMPLES) {
            Optional<String> name = choice.target();
            ClassOrder order = new ClassOrder(table, outputs, labels);
            predicted = order.target(table.column(name.orElseThrow(() -> noTarget(source))));
            notes.addAll(order.notes());
        }
        List<Feature> features = choice.inputs().stream()
                .<Feature>map(name -> new Feature.Numeric(name, OptionalDouble.empty(), OptionalDouble.empty()))
                .toList();
        return new Read(table, new TableEncoding(features, predicted, Missing.REFUSE, Unseen.REFUSE, notes));
    }
}
