package dev.evenkeel.data.table.encoding;

import dev.evenkeel.data.table.GivenColumns;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.drift.ColumnFigures;
import dev.evenkeel.data.table.drift.ColumnPlace;
import dev.evenkeel.data.table.drift.ColumnWatch;
import dev.evenkeel.data.table.drift.StoredColumns;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.drift.DriftReport;
import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.drift.DriftSettings;
import dev.evenkeel.drift.stream.ExampleSampling;
import dev.evenkeel.drift.stream.Windows;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.tensor.Randomness;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.IntFunction;

/**
 * Drift of tables, column by column: the mean and the variance of numbers, the shares of categories, how many were not learnt, and
 * how many values are missing, beside those of the training rows. Safe for any number of threads.
 *
 * <p>A column drifts if, beyond what chance may do, one of its inputs shifted by more than a tenth of a deviation, the share of
 * missing values moved by more than 2 %, or more rows than 1 % beyond what is to be expected hold categories that were not learnt.
 * What chance may do holds however often somebody looks, and for all columns together, as with {@link dev.evenkeel.drift.DriftMonitor};
 * see {@code docs/drift.md}.
 */
public final class TableDrift {
    /** The attachment that holds what {@link #stored} tells. */
    public static final String KEPT = "columns";

    private final TableEncoding encoding;
    private final StoredColumns stored;
    private final ColumnWatch watch;
    private final ExampleSampling sampling;

    /**
     * How a column, now, differs from the training's.
     *
     * @param name of the column
     * @param rows that the figures are of
     * @param input the one of its inputs that shifted most, as {@code age} or {@code sex=F}
     * @param shift of that input's mean, in deviations; empty if nothing is known of it in training
     * @param error of the shift, its standard error
     * @param ratio of variances, now over then, of a column of numbers
     * @param unseen share of rows with a category that was not learnt, of a column of categories
     * @param missing share of rows without a value, where it is known
     * @param missingBefore that of the training rows, where it is known
     * @param verdict whether the column drifts
     * @param since how many rows had been looked at when it was first found to drift, if it does
     */
    public record Column(
            String name,
            long rows,
            String input,
            OptionalDouble shift,
            OptionalDouble error,
            OptionalDouble ratio,
            OptionalDouble unseen,
            OptionalDouble missing,
            OptionalDouble missingBefore,
            Verdict verdict,
            OptionalLong since) {
        public JsonObject toJson() {
            JsonObject json = JsonObject.of()
                    .with("column", name)
                    .with("rows", rows)
                    .with("input", input)
                    .with("verdict", verdict.word());
            json = with(json, "shift", shift);
            json = with(json, "shiftError", error);
            json = with(json, "ratio", ratio);
            json = with(json, "unseen", unseen);
            json = with(json, "missing", missing);
            json = with(json, "missingBefore", missingBefore);
            return since.isPresent() ? json.with("since", since.getAsLong()) : json;
        }

        private static JsonObject with(JsonObject json, String key, OptionalDouble value) {
            return value.isPresent() ? json.withFinite(key, value.getAsDouble()) : json;
        }
    }

    private TableDrift(TableEncoding encoding, Model model, DriftSettings settings, int levels) {
        this.encoding = encoding;
        stored = StoredColumns.of(model, KEPT, encoding.inputShape().size());
        sampling = new ExampleSampling(settings.every(), Randomness.key(0, "drift"));
        List<ColumnPlace> places = new ArrayList<>();
        for (InputColumn column : encoding.inputColumns()) {
            boolean isNumber = encoding.features().get(places.size()) instanceof Feature.Numeric;
            places.add(new ColumnPlace(column.first(), column.width(), isNumber));
        }
        watch = new ColumnWatch(stored, places, levels, settings.falseAlarms());
    }

    /** Compares all rows with what a model keeps of its training's table. */
    public static TableDrift of(TableEncoding encoding, Model model) {
        return new TableDrift(encoding, model, DriftSettings.standard().every(1), Windows.ALL_LEVELS);
    }

    /** As {@link #of(TableEncoding, Model)} of rows without an end, one of so many, with so many false alarms. */
    public static TableDrift of(TableEncoding encoding, Model model, DriftSettings settings) {
        return new TableDrift(encoding, model, settings, Windows.LEVELS);
    }

    /** What is to be kept of training rows, for the attachment {@link #KEPT}: moments of the inputs, shares of missing values. */
    public static JsonObject stored(TableEncoding encoding, Dataset training) {
        long[] missing = missing(training);
        double[] shares = new double[missing.length];
        for (int column = 0; column < shares.length; column++) {
            shares[column] = (double) missing[column] / Math.max(1, training.size());
        }
        return StoredColumns.of(training, shares);
    }

    private static long[] missing(Dataset data) {
        return data instanceof TableDataset table
                ? table.rows().missing().stream().mapToLong(Integer::longValue).toArray()
                : new long[0];
    }

    /** Whether something is known of the training's columns. */
    public boolean watchesAnything() {
        return stored.isKnown();
    }

    /** Takes in encoded rows, {@code [examples, features]} from {@code offset} on. */
    public void observe(float[] inputs, int offset, int examples) {
        sampling.choose(examples, row -> {
            int at = offset + row * encoding.inputShape().size();
            if (isFinite(inputs, at)) {
                watch.add(inputs, at);
            }
        });
    }

    /**
     * As {@link #observe(float[], int, int)}, with gaps.
     *
     * @param given the columns of a row by its place, as they were before they were encoded; asked for those that are looked at
     */
    public void observe(float[] inputs, int offset, int examples, IntFunction<GivenColumns> given) {
        sampling.choose(examples, row -> {
            int at = offset + row * encoding.inputShape().size();
            if (isFinite(inputs, at)) {
                watch.add(inputs, at, gaps(given.apply(row)));
            }
        });
    }

    private boolean isFinite(float[] inputs, int at) {
        for (int input = at; input < at + encoding.inputShape().size(); input++) {
            if (!Float.isFinite(inputs[input])) {
                return false;
            }
        }
        return true;
    }

    private boolean[] gaps(GivenColumns given) {
        Table row = given.read(encoding.format());
        List<String> columns = encoding.columns();
        boolean[] gaps = new boolean[columns.size()];
        for (int column = 0; column < gaps.length; column++) {
            gaps[column] = row.column(columns.get(column)).isMissing(0);
        }
        return gaps;
    }

    /** What came so far. */
    public List<Column> columns() {
        return columns(watch.figures());
    }

    /** The columns of a table, after all its rows. */
    public List<Column> columns(Dataset data) {
        data.forEachBatch(256, batch -> observe(batch.inputs(), 0, batch.examples()));
        return columns(watch.conclude(missing(data)));
    }

    private List<Column> columns(List<ColumnFigures> found) {
        List<String> inputs = encoding.featureNames();
        List<String> names = encoding.columns();
        List<Column> columns = new ArrayList<>();
        for (int index = 0; index < found.size(); index++) {
            ColumnFigures figures = found.get(index);
            OptionalDouble before = index < stored.missing().length
                    ? OptionalDouble.of(stored.missing()[index])
                    : OptionalDouble.empty();
            columns.add(new Column(
                    names.get(index),
                    figures.rows(),
                    inputs.get(figures.input()),
                    figures.shift(),
                    figures.error(),
                    figures.ratio(),
                    figures.unseen(),
                    figures.missing(),
                    before,
                    figures.verdict(),
                    figures.since()));
        }
        return List.copyOf(columns);
    }

    /** That of a model: drifting if a layer or a column is, else that of the layers, or, where no layer tells, of the columns. */
    public static Verdict verdict(DriftReport layers, List<Column> columns) {
        boolean drifting = layers.verdict() == Verdict.DRIFTING
                || columns.stream().anyMatch(column -> column.verdict() == Verdict.DRIFTING);
        if (drifting || !layers.layers().isEmpty()) {
            return drifting ? Verdict.DRIFTING : layers.verdict();
        }
        boolean steady = !columns.isEmpty() && columns.stream().allMatch(column -> column.verdict() == Verdict.STEADY);
        return steady ? Verdict.STEADY : Verdict.TOO_FEW_TO_TELL;
    }
}
