package dev.evenkeel.data.table.encoding;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.drift.ChannelDrift;
import dev.evenkeel.drift.DriftReport;
import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Drift column by column, of tables. Means and variances are those that the layer keeps which reads the network's inputs: of a
 * category's input the mean is its share. What was missing in training is not kept, so its share is told but not judged.
 *
 * <p>A column drifts if one of its inputs shifted by more than a tenth of a deviation and four standard errors, or more than 1 % of
 * its rows, and 5 of them, hold categories that were not learnt.
 */
public final class TableDrift {
    private static final double LEAST_SHIFT = 0.1;
    /** With 1,000 inputs still a chance below 1 in 10 that one passes. */
    private static final double ERRORS = 4;

    private static final double LEAST_UNSEEN = 0.01;
    private static final int FEW_UNSEEN = 5;
    /** From which standard error on a shift of half a deviation would be seen. */
    private static final double SEEN = 0.1;

    private TableDrift() {}

    /**
     * How a column of a table, now, differs from what a model stores of it.
     *
     * @param column its name
     * @param input the one of its inputs that shifted most, as {@code age} or {@code sex=F}
     * @param shift of that input's mean, in deviations; empty if the model stores none
     * @param shiftError its standard error
     * @param ratio of variances, of a column of numbers
     * @param unseen share of rows with a category that was not learnt, of a column of categories
     * @param missing share of rows without a value, where it is known
     * @param verdict whether the column drifts
     */
    public record Column(
            String column,
            String input,
            OptionalDouble shift,
            OptionalDouble shiftError,
            OptionalDouble ratio,
            OptionalDouble unseen,
            OptionalDouble missing,
            Verdict verdict) {
        public JsonObject toJson() {
            JsonObject json = JsonObject.of()
                    .with("column", column)
                    .with("input", input)
                    .with("verdict", verdict.word());
            json = with(json, "shift", shift);
            json = with(json, "shiftError", shiftError);
            json = with(json, "ratio", ratio);
            json = with(json, "unseen", unseen);
            return with(json, "missing", missing);
        }

        private static JsonObject with(JsonObject json, String key, OptionalDouble value) {
            return value.isPresent() ? json.withFinite(key, value.getAsDouble()) : json;
        }

        /** The share of something as {@code 3.1 %}; empty if it is unknown. */
        static Optional<String> percent(OptionalDouble share) {
            return share.isPresent()
                    ? Optional.of(String.format(Locale.ROOT, "%.1f %%", 100 * share.getAsDouble()))
                    : Optional.empty();
        }

        /** As {@code 3.1 %}, or {@code -}. */
        public String unseenText() {
            return percent(unseen).orElse("-");
        }

        /** As {@code 3.1 %}, or {@code -}. */
        public String missingText() {
            return percent(missing).orElse("-");
        }
    }

    /**
     * The columns of a table, in the order of their inputs.
     *
     * @param report of the model on {@code data}
     * @param data rows as the encoding makes them
     */
    public static List<Column> of(TableEncoding encoding, DriftReport report, Dataset data) {
        List<InputColumn> columns = encoding.inputColumns();
        List<ChannelDrift> channels = report.layers().stream()
                .map(layer -> layer.channels())
                .filter(list -> list.size() == encoding.inputShape().size())
                .findFirst()
                .orElse(List.of());
        long[] unseen = unseen(columns, data);
        List<String> names = encoding.featureNames();
        List<Column> drifts = new ArrayList<>();
        for (int index = 0; index < columns.size(); index++) {
            InputColumn column = columns.get(index);
            boolean number = encoding.features().get(index) instanceof Feature.Numeric;
            OptionalDouble missing = data instanceof TableDataset table
                    ? OptionalDouble.of((double) table.rows().missing().get(index) / Math.max(1, data.size()))
                    : OptionalDouble.empty();
            OptionalDouble strange =
                    number ? OptionalDouble.empty() : OptionalDouble.of((double) unseen[index] / Math.max(1, data.size()));
            drifts.add(drift(column, names, channels, number, strange, missing, unseen[index]));
        }
        return List.copyOf(drifts);
    }

    private static Column drift(
            InputColumn column,
            List<String> names,
            List<ChannelDrift> channels,
            boolean number,
            OptionalDouble unseen,
            OptionalDouble missing,
            long strange) {
        boolean unlearnt = strange >= FEW_UNSEEN && unseen.orElse(0) > LEAST_UNSEEN;
        int farthest = column.first();
        for (int input = column.first(); !channels.isEmpty() && input < column.first() + column.width(); input++) {
            farthest = excess(channels.get(input)) > excess(channels.get(farthest)) ? input : farthest;
        }
        Optional<ChannelDrift> channel =
                channels.isEmpty() ? Optional.empty() : Optional.of(channels.get(farthest));
        Verdict verdict = channel.filter(found -> found.shiftError() <= SEEN).isPresent()
                ? Verdict.STEADY
                : Verdict.TOO_FEW_TO_TELL;
        if (unlearnt || channel.filter(found -> excess(found) > 0).isPresent()) {
            verdict = Verdict.DRIFTING;
        }
        return new Column(
                column.name(),
                names.get(farthest),
                channel.map(found -> OptionalDouble.of(found.shift())).orElse(OptionalDouble.empty()),
                channel.map(found -> OptionalDouble.of(found.shiftError())).orElse(OptionalDouble.empty()),
                channel.filter(found -> number)
                        .map(found -> OptionalDouble.of(found.ratio()))
                        .orElse(OptionalDouble.empty()),
                unseen,
                missing,
                verdict);
    }

    private static double excess(ChannelDrift channel) {
        return Math.abs(channel.shift()) - LEAST_SHIFT - ERRORS * channel.shiftError();
    }

    /** How many rows have none of a column's categories. */
    private static long[] unseen(List<InputColumn> columns, Dataset data) {
        long[] unseen = new long[columns.size()];
        data.forEachBatch(256, batch -> {
            for (int row = 0; row < batch.examples(); row++) {
                for (int index = 0; index < unseen.length; index++) {
                    int from = batch.inputOffset(row) + columns.get(index).first();
                    boolean any = false;
                    for (int at = from; at < from + columns.get(index).width(); at++) {
                        any |= batch.inputs()[at] != 0;
                    }
                    unseen[index] += any ? 0 : 1;
                }
            }
        });
        return unseen;
    }
}
