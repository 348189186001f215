package dev.evenkeel.lab.comparison;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.train.metric.Direction;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One training of one configuration with one seed.
 *
 * @param curve the metric on the test examples after each epoch, up to where it diverged
 * @param losses the mean training loss of each epoch
 * @param stepsPerEpoch of the optimizer
 * @param stepSeconds how long a step took
 * @param seconds how long all of it took, measuring included
 * @param divergence what was not finite any more, if it came to that
 */
record Trial(
        List<Double> curve,
        List<Double> losses,
        int stepsPerEpoch,
        double stepSeconds,
        double seconds,
        Optional<String> divergence) {
    Trial {
        curve = List.copyOf(curve);
        losses = List.copyOf(losses);
    }

    /** What counts: the metric after the last epoch, or {@code guess} where it diverged. */
    double value(double guess) {
        return divergence.isPresent() ? guess : curve.get(curve.size() - 1);
    }

    /** Steps until the metric was as good as {@code target} after an epoch; infinite if it never was. */
    double stepsTo(double target, Direction better) {
        for (int epoch = 0; epoch < curve.size(); epoch++) {
            if (!better.isBetter(target, curve.get(epoch), 0)) {
                return (double) (epoch + 1) * stepsPerEpoch;
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    JsonObject toJson() {
        JsonObject json = JsonObject.of()
                .with("curve", numbers(curve))
                .with("losses", numbers(losses))
                .with("stepsPerEpoch", stepsPerEpoch)
                .with("stepSeconds", stepSeconds)
                .with("seconds", seconds);
        return divergence.map(message -> json.with("divergence", message)).orElse(json);
    }

    static Trial fromJson(JsonObject json) {
        return new Trial(
                numbers(json.array("curve")),
                numbers(json.array("losses")),
                json.integer("stepsPerEpoch"),
                json.number("stepSeconds"),
                json.number("seconds"),
                json.find("divergence", JsonValue::asString));
    }

    private static JsonArray numbers(List<Double> values) {
        return JsonArray.ofNumbers(
                values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static List<Double> numbers(JsonArray array) {
        return Arrays.stream(array.toDoubleArray()).boxed().toList();
    }
}
