package dev.evenkeel.data.table.encoding;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Drift of tables, column by column: the mean and the variance of numbers, the shares of categories, how many were not learnt, and
 * how many values are missing, beside those of the training rows. Safe for any number of threads.
 *
 * <p>A column drifts if one of its inputs shifted by more than a tenth of a deviation and four standard errors, if the share of
 * missing values moved by more than 2 % and four standard errors, or if more than 1 % of the rows, and 5 of them, hold categories
 * that were not learnt.
 */
public final class TableDrift {
    /** The attachment that holds what {@link #stored} tells. */
    public static final String KEPT = "columns";

    private static final double LEAST_SHIFT = 0.1;
    private static final double LEAST_MISSING = 0.02;
    /** With 1,000 inputs still a chance below 1 in 10 that one passes. */
    private static final double ERRORS = 4;

    private static final double LEAST_UNSEEN = 0.01;
    private static final int FEW_UNSEEN = 5;
    /** Up to which standard error a shift of half a deviation would be seen. */
    private static final double SEEN = 0.1;

    private final TableEncoding encoding;
    private final Stored stored;
    private final double[] sums;
    private final double[] squares;
    private final long[] unseen;
    private long rows;

    /**
     * What is known of the training rows.
     *
     * @param mean of each input
     * @param deviation of each input; 0 if it was the same in all rows
     * @param missing share of rows without a value, of each column; none if that is unknown
     * @param rows how many there were; infinite if that is unknown
     */
    private record Stored(double[] mean, double[] deviation, double[] missing, double rows) {
        static final Stored NOTHING = new Stored(new double[0], new double[0], new double[0], 0);
    }

    /**
     * How a column, now, differs from the training's.
     *
     * @param name of the column
     * @param input the one of its inputs that shifted most, as {@code age} or {@code sex=F}
     * @param shift of that input's mean, in deviations; empty if nothing is known of it in training
     * @param error of the shift, its standard error
     * @param ratio of variances, now over then, of a column of numbers
     * @param unseen share of rows with a category that was not learnt, of a column of categories
     * @param missing share of rows without a value, where it is known
     * @param missingBefore that of the training rows, where it is known
     * @param verdict whether the column drifts
     */
    public record Column(
            String name,
            String input,
            OptionalDouble shift,
            OptionalDouble error,
            OptionalDouble ratio,
            OptionalDouble unseen,
            OptionalDouble missing,
            OptionalDouble missingBefore,
            Verdict verdict) {
        public JsonObject toJson() {
            JsonObject json =
                    JsonObject.of().with("column", name).with("input", input).with("verdict", verdict.word());
            json = with(json, "shift", shift);
            json = with(json, "shiftError", error);
            json = with(json, "ratio", ratio);
            json = with(json, "unseen", unseen);
            json = with(json, "missing", missing);
            return with(json, "missingBefore", missingBefore);
        }

        private static JsonObject with(JsonObject json, String key, OptionalDouble value) {
            return value.isPresent() ? json.withFinite(key, value.getAsDouble()) : json;
        }
    }

    private TableDrift(TableEncoding encoding, Stored stored) {
        this.encoding = encoding;
        this.stored = stored;
        int width = encoding.inputShape().size();
        sums = new double[width];
        squares = new double[width];
        unseen = new long[encoding.columns().size()];
    }

    /** Compares with what a model keeps of its training's table. */
    public static TableDrift of(TableEncoding encoding, Model model) {
        return new TableDrift(encoding, known(encoding, model));
    }

    /** What is to be kept of training rows, for the attachment {@link #KEPT}: moments of the inputs, shares of missing values. */
    public static JsonObject stored(TableEncoding encoding, Dataset training) {
        int width = encoding.inputShape().size();
        double[] mean = new double[width];
        double[] square = new double[width];
        long[] count = {0};
        training.forEachBatch(256, batch -> {
            for (int row = 0; row < batch.examples(); row++) {
                count[0]++;
                for (int input = 0; input < width; input++) {
                    double away = batch.inputs()[batch.inputOffset(row) + input] - mean[input];
                    mean[input] += away / count[0];
                    square[input] += away * (batch.inputs()[batch.inputOffset(row) + input] - mean[input]);
                }
            }
        });
        double[] deviation =
                Arrays.stream(square).map(sum -> Math.sqrt(sum / count[0])).toArray();
        for (int input = 0; input < width; input++) {
            deviation[input] = InputStandardization.isConstant(mean[input], deviation[input]) ? 0 : deviation[input];
        }
        return JsonObject.of()
                .with("rows", count[0])
                .with("mean", JsonArray.ofNumbers(mean))
                .with("deviation", JsonArray.ofNumbers(deviation))
                .with("missing", JsonArray.ofNumbers(missing(training)));
    }

    private static double[] missing(Dataset data) {
        return data instanceof TableDataset table
                ? table.rows().missing().stream()
                        .mapToDouble(missing -> (double) missing / Math.max(1, data.size()))
                        .toArray()
                : new double[0];
    }

    private static Stored known(TableEncoding encoding, Model model) {
        String text = model.attachments().get(KEPT);
        int width = encoding.inputShape().size();
        if (text != null) {
            try {
                JsonObject json = Json.parse(text).asObject();
                Stored kept = new Stored(
                        numbers(json, "mean"),
                        numbers(json, "deviation"),
                        numbers(json, "missing"),
                        json.number("rows"));
                return kept.mean().length == width && kept.deviation().length == width ? kept : Stored.NOTHING;
            } catch (JsonException damaged) {
                return Stored.NOTHING;
            }
        }
        return model.network().nodes().stream()
                .filter(node -> node.inputs().equals(List.of(Network.INPUT))
                        && node.layer() instanceof InputStandardization layer
                        && layer.equals(new InputStandardization(InputStandardization.Scope.PER_CHANNEL)))
                .findFirst()
                .map(node -> standardization(model, node, width))
                .orElse(Stored.NOTHING);
    }

    private static Stored standardization(Model model, Node node, int width) {
        double[] mean = new double[width];
        double[] deviation = new double[width];
        for (int input = 0; input < width; input++) {
            float held = model.tensor(node.name() + "." + InputStandardization.DEVIATION)
                    .at(input);
            mean[input] =
                    model.tensor(node.name() + "." + InputStandardization.MEAN).at(input);
            deviation[input] = held == InputStandardization.HELD ? 0 : held;
        }
        return new Stored(mean, deviation, new double[0], Double.POSITIVE_INFINITY);
    }

    private static double[] numbers(JsonObject json, String key) {
        return json.array(key).elements().stream()
                .mapToDouble(value -> value.asDouble())
                .toArray();
    }

    /** Takes in encoded rows, {@code [examples, features]} from {@code offset} on. */
    public synchronized void observe(float[] inputs, int offset, int examples) {
        List<InputColumn> columns = encoding.inputColumns();
        for (int example = 0; example < examples; example++) {
            int at = offset + example * sums.length;
            rows++;
            for (int input = 0; input < sums.length && stored.mean().length > 0; input++) {
                double deviation = stored.deviation()[input];
                double away = deviation == 0 ? 0 : (inputs[at + input] - stored.mean()[input]) / deviation;
                sums[input] += away;
                squares[input] += away * away;
            }
            for (int index = 0; index < unseen.length; index++) {
                unseen[index] += isEmpty(inputs, at, columns.get(index)) ? 1 : 0;
            }
        }
    }

    private static boolean isEmpty(float[] inputs, int at, InputColumn column) {
        for (int input = at + column.first(); input < at + column.first() + column.width(); input++) {
            if (inputs[input] != 0) {
                return false;
            }
        }
        return true;
    }

    /** What came so far. */
    public synchronized List<Column> columns() {
        return columns(new double[0]);
    }

    /** The columns of a table, after all its rows. */
    public synchronized List<Column> columns(Dataset data) {
        data.forEachBatch(256, batch -> observe(batch.inputs(), 0, batch.examples()));
        return columns(missing(data));
    }

    private List<Column> columns(double[] missing) {
        List<Column> columns = new ArrayList<>();
        for (int index = 0; index < unseen.length; index++) {
            columns.add(column(index, missing));
        }
        return List.copyOf(columns);
    }

    private Column column(int index, double[] missing) {
        InputColumn column = encoding.inputColumns().get(index);
        boolean number = encoding.features().get(index) instanceof Feature.Numeric;
        int farthest = column.first();
        for (int input = column.first(); input < column.first() + column.width(); input++) {
            farthest = Math.abs(shift(input)) > Math.abs(shift(farthest)) ? input : farthest;
        }
        boolean known = stored.mean().length > 0 && rows > 0;
        double strange = (double) unseen[index] / Math.max(1, rows);
        Optional<Double> before =
                index < stored.missing().length ? Optional.of(stored.missing()[index]) : Optional.empty();
        Verdict verdict = known && error(farthest) <= SEEN ? Verdict.STEADY : Verdict.TOO_FEW_TO_TELL;
        if (known && isOff(shift(farthest), LEAST_SHIFT, error(farthest))
                || !number && unseen[index] >= FEW_UNSEEN && strange > LEAST_UNSEEN
                || index < missing.length
                        && before.filter(then -> isMissingOff(missing[index], then))
                                .isPresent()) {
            verdict = Verdict.DRIFTING;
        }
        return new Column(
                column.name(),
                encoding.featureNames().get(farthest),
                known ? OptionalDouble.of(shift(farthest)) : OptionalDouble.empty(),
                known ? OptionalDouble.of(error(farthest)) : OptionalDouble.empty(),
                known && number ? OptionalDouble.of(ratio(farthest)) : OptionalDouble.empty(),
                number ? OptionalDouble.empty() : OptionalDouble.of(strange),
                index < missing.length ? OptionalDouble.of(missing[index]) : OptionalDouble.empty(),
                before.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
                verdict);
    }

    private static boolean isOff(double away, double least, double error) {
        return Math.abs(away) > least + ERRORS * error;
    }

    private boolean isMissingOff(double now, double before) {
        double pooled = (now * rows + before * stored.rows()) / (rows + stored.rows());
        return isOff(now - before, LEAST_MISSING, Math.sqrt(pooled * (1 - pooled) * (1.0 / rows + 1 / stored.rows())));
    }

    private double shift(int input) {
        return sums[input] / Math.max(1, rows);
    }

    private double ratio(int input) {
        return stored.deviation()[input] == 0 ? 1 : squares[input] / rows - shift(input) * shift(input);
    }

    /** At least that of values as in training, so that rare ones which did not come up count. */
    private double error(int input) {
        return Math.sqrt(Math.max(1, ratio(input)) * (1.0 / rows + 1 / stored.rows()));
    }
}
