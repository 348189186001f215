package dev.evenkeel.train;

import dev.evenkeel.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an epoch brought.
 *
 * @param epoch its number, from 1
 * @param loss the mean training loss over its batches
 * @param accuracy the share classified rightly in training; NaN without classes
 * @param learningRate the learning rate at its end
 * @param validation the metrics on the validation split, by name; empty without one
 */
public record EpochReport(
        int epoch, double loss, double accuracy, double learningRate, Map<String, Double> validation) {
    /** As one JSON object with the keys {@code epoch}, {@code loss}, {@code accuracy}, {@code rate}, {@code validation}. */
    public JsonObject toJson() {
        JsonObject json = JsonObject.of()
                .with("epoch", epoch)
                .withFinite("loss", loss)
                .withFinite("accuracy", accuracy)
                .withFinite("rate", learningRate);
        JsonObject metrics = JsonObject.of();
        for (Map.Entry<String, Double> metric : validation.entrySet()) {
            metrics = metrics.withFinite(metric.getKey(), metric.getValue());
        }
        return validation.isEmpty() ? json : json.with("validation", metrics);
    }

    /** Reads what {@link #toJson} wrote. */
    public static EpochReport fromJson(JsonObject json) {
        Map<String, Double> validation = new LinkedHashMap<>();
        if (json.has("validation")) {
            JsonObject metrics = json.object("validation");
            metrics.members().keySet().forEach(name -> validation.put(name, metrics.number(name)));
        }
        return new EpochReport(
                json.integer("epoch"),
                number(json, "loss"),
                number(json, "accuracy"),
                number(json, "rate"),
                validation);
    }

    private static double number(JsonObject json, String key) {
        return json.has(key) ? json.number(key) : Double.NaN;
    }
}
