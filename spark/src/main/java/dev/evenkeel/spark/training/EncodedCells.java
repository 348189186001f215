package dev.evenkeel.spark.training;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.GivenColumns;
import dev.evenkeel.data.table.RowProblem;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.encoding.EncodedRows;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.spark.spill.RowStore;
import dev.evenkeel.worker.Workers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** Rows of a table whose encoding is known: they are encoded as they come, and their cells are not kept. */
final class EncodedCells implements LearntColumns.Collector {
    private static final int BLOCK = 256;

    private final LearntTable table;
    private final FittedEncoding fitted;
    private final TableEncoding encoding;
    private final List<LearntTable.Source> sources;
    private final List<Row> waiting = new ArrayList<>();
    private final RowStore inputs;
    private final float[] input;

    EncodedCells(LearntTable table, FittedEncoding fitted) {
        this.table = table;
        this.fitted = fitted;
        encoding = fitted.encoding();
        List<String> read = encoding.columns();
        sources = table.sources().stream()
                .filter(source -> read.contains(source.column()))
                .toList();
        input = new float[encoding.inputShape().size()];
        inputs = RowStore.ofTask(input.length);
    }

    @Override
    public void add(Row row) {
        waiting.add(row);
        if (waiting.size() == BLOCK) {
            encode();
        }
    }

    private void encode() {
        Map<String, GivenColumns.Values> columns = new LinkedHashMap<>();
        sources.forEach(source -> columns.put(source.column(), source.form().values(waiting, source.place())));
        Table block = new GivenColumns(Examples.NAME, columns).read(table.format());
        EncodedRows encoded = encoded(block);
        for (int row = 0; row < waiting.size(); row++) {
            encoded.read(row, input, 0);
            inputs.add(input);
        }
        waiting.clear();
    }

    private EncodedRows encoded(Table block) {
        try {
            return encoding.encodeSilently(block);
        } catch (EvenkeelException unfit) {
            RowProblem first = encoding.encodeReadable(block).problems().get(0);
            throw new EvenkeelException("row " + (inputs.size() + first.row() + 1) + ": " + first.reason(), unfit);
        }
    }

    @Override
    public Examples examples(Labels labels, ExampleMarks marks, Workers workers) {
        if (!waiting.isEmpty()) {
            encode();
        }
        int[] training = marks.training();
        Dataset all = new EncodedExamples(inputs, targets(labels), encoding.target(), encoding.featureNames());
        return Examples.of(
                        Optional.of(fitted),
                        training.length == all.size() ? all : all.select(training),
                        marks.holdOut() ? Optional.of(all.select(marks.validation())) : Optional.empty())
                .weighted(marks);
    }

    /** The place of each row's class as the encoding counts classes, or its value. */
    private float[] targets(Labels labels) {
        if (inputs.size() == 0 || encoding.target() instanceof Target.Values) {
            return inputs.size() == 0 ? new float[0] : labels.targets();
        }
        GivenColumns column =
                new GivenColumns(Examples.NAME, Map.of(table.label().name(), labels.column()));
        int[] classes = encoding.strata(column.read(table.format()));
        float[] targets = new float[classes.length];
        for (int row = 0; row < targets.length; row++) {
            targets[row] = classes[row];
        }
        return targets;
    }
}
