package dev.evenkeel.data.table.drift;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import java.util.Arrays;
import java.util.List;

/**
 * What is known of the training rows.
 *
 * @param mean of each input
 * @param deviation of each input; 0 if it was the same in all rows
 * @param missing share of rows without a value, of each column; none if that is unknown
 * @param rows how many there were; infinite if that is unknown
 */
public record StoredColumns(double[] mean, double[] deviation, double[] missing, double rows) {
    private static final StoredColumns NOTHING =
            new StoredColumns(new double[0], new double[0], new double[0], Double.POSITIVE_INFINITY);
    /** From how many rows on a category did not come once alone. */
    private static final double MORE_THAN_ONCE = 1.5;

    /** What is to be kept of training rows. */
    public static JsonObject of(Dataset training, double[] missing) {
        int width = training.inputShape().size();
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
                .with("missing", JsonArray.ofNumbers(missing));
    }

    /** What a model keeps under a name, or what its first layer standardises by; not trusted. */
    public static StoredColumns of(Model model, String kept, int width) {
        String text = model.attachments().get(kept);
        if (text != null) {
            try {
                JsonObject json = Json.parse(text).asObject();
                StoredColumns stored = new StoredColumns(
                        numbers(json, "mean"),
                        numbers(json, "deviation"),
                        numbers(json, "missing"),
                        json.number("rows"));
                return stored.fits(width) ? stored : NOTHING;
            } catch (JsonException damaged) {
                return NOTHING;
            }
        }
        return model.network().nodes().stream()
                .filter(node -> node.inputs().equals(List.of(Network.INPUT))
                        && node.layer() instanceof InputStandardization layer
                        && layer.equals(new InputStandardization(InputStandardization.Scope.PER_CHANNEL)))
                .findFirst()
                .map(node -> standardization(model, node, width))
                .orElse(NOTHING);
    }

    private boolean fits(int width) {
        return mean.length == width
                && deviation.length == width
                && rows >= 1
                && Arrays.stream(deviation).allMatch(value -> value >= 0)
                && Arrays.stream(missing).allMatch(share -> share >= 0 && share <= 1);
    }

    private static StoredColumns standardization(Model model, Node node, int width) {
        double[] mean = new double[width];
        double[] deviation = new double[width];
        for (int input = 0; input < width; input++) {
            float held = model.tensor(node.name() + "." + InputStandardization.DEVIATION)
                    .at(input);
            mean[input] =
                    model.tensor(node.name() + "." + InputStandardization.MEAN).at(input);
            deviation[input] = held == InputStandardization.HELD ? 0 : held;
        }
        return new StoredColumns(mean, deviation, new double[0], Double.POSITIVE_INFINITY);
    }

    private static double[] numbers(JsonObject json, String key) {
        return json.array(key).elements().stream()
                .mapToDouble(value -> value.asDouble())
                .toArray();
    }

    public boolean isKnown() {
        return mean.length > 0;
    }

    /**
     * The share of rows whose category no other row has, which is about that of further rows whose category no training row has
     * (Good 1953).
     */
    double singles(ColumnPlace place) {
        if (!isKnown() || Double.isInfinite(rows)) {
            return 0;
        }
        int singles = 0;
        for (int input = place.first(); input < place.end(); input++) {
            singles += mean[input] > 0 && mean[input] * rows < MORE_THAN_ONCE ? 1 : 0;
        }
        return Math.min(1, singles / rows);
    }

    /** The standard error that so many rows of the training's variance leave in a shift. */
    double error(long now) {
        return Math.sqrt(1.0 / now + 1 / rows);
    }
}
