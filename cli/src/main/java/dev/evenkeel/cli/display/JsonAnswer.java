package dev.evenkeel.cli.display;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonNull;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Pieces of the objects that {@code --json} prints. */
public final class JsonAnswer {
    private JsonAnswer() {}

    public static JsonObject failure(String message) {
        return JsonObject.of().with("error", message);
    }

    /** A number, or null where it is none that JSON can hold. */
    public static JsonValue number(double value) {
        return Double.isFinite(value) ? JsonValue.of(value) : JsonNull.NULL;
    }

    /** {@code json} with the metrics as {@code testAccuracy}, {@code testLogLoss}, ... for prefix {@code test}. */
    public static JsonObject withMetrics(JsonObject json, String prefix, Map<String, Double> metrics) {
        JsonObject all = json;
        for (Map.Entry<String, Double> metric : metrics.entrySet()) {
            all = all.with(key(prefix, metric.getKey()), number(metric.getValue()));
        }
        return all;
    }

    /** {@code json} with more {@code warnings}; as it is without. */
    public static JsonObject withWarnings(JsonObject json, List<String> more) {
        if (more.isEmpty()) {
            return json;
        }
        List<String> all = new ArrayList<>(more);
        json.find("warnings", JsonValue::asArray).ifPresent(own -> all.addAll(own.toStrings()));
        return json.with("warnings", JsonArray.ofStrings(all));
    }

    public static JsonArray array(Iterable<? extends JsonValue> values) {
        List<JsonValue> list = new ArrayList<>();
        values.forEach(list::add);
        return new JsonArray(list);
    }

    private static String key(String prefix, String name) {
        return prefix.isEmpty() ? name : prefix + Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
