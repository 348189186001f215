package dev.evenkeel.observe;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonNull;
import dev.evenkeel.json.JsonNumber;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Observations as JSON, with the names of the records' components as keys. What is absent and numbers that are not finite
 * are left out; a number that is there but not finite is null where its presence says something. Distributions are kept in
 * 6 significant digits.
 */
final class ObservationJson {
    private static final int DIGITS = 6;

    private ObservationJson() {}

    static JsonObject write(Observation observation) {
        JsonObject json = JsonObject.of()
                .with("step", observation.step())
                .withFinite("loss", observation.loss())
                .withFinite("rate", observation.learningRate());
        return with(json, "inferenceGap", observation.inferenceGap())
                .with("layers", array(observation.layers().stream().map(ObservationJson::write)));
    }

    static Observation read(JsonObject json) {
        return new Observation(
                json.longInteger("step"),
                number(json, "loss"),
                number(json, "rate"),
                optional(json, "inferenceGap"),
                json.read("layers", layers -> objects(layers, ObservationJson::readLayer)));
    }

    private static JsonObject write(LayerObservation layer) {
        JsonObject json = JsonObject.of().with("layer", layer.layer()).with("output", write(layer.output()));
        json = with(with(json, "dead", layer.dead()), "saturated", layer.saturated());
        if (layer.normalization().isPresent()) {
            json = json.with("normalization", write(layer.normalization().get()));
        }
        return layer.parameters().isEmpty()
                ? json
                : json.with("parameters", array(layer.parameters().stream().map(ObservationJson::write)));
    }

    private static LayerObservation readLayer(JsonObject json) {
        return new LayerObservation(
                json.string("layer"),
                json.read("output", ObservationJson::readDistribution),
                optional(json, "dead"),
                optional(json, "saturated"),
                json.find("normalization", ObservationJson::readNormalization),
                json.find("parameters", parameters -> objects(parameters, ObservationJson::readParameter))
                        .orElse(List.of()));
    }

    private static JsonObject write(NormalizationObservation normalization) {
        return JsonObject.of()
                .with("values", normalization.values())
                .with("meanShift", write(normalization.meanShift()))
                .with("deviationRatio", write(normalization.deviationRatio()))
                .with("varianceShare", write(normalization.varianceShare()));
    }

    private static NormalizationObservation readNormalization(JsonValue value) {
        JsonObject json = value.asObject();
        return new NormalizationObservation(
                json.longInteger("values"),
                json.read("meanShift", ObservationJson::readDistribution),
                json.read("deviationRatio", ObservationJson::readDistribution),
                json.read("varianceShare", ObservationJson::readDistribution));
    }

    private static JsonObject write(ParameterObservation parameter) {
        JsonObject json = JsonObject.of()
                .with("parameter", parameter.parameter())
                .with("values", write(parameter.values()))
                .with("gradient", write(parameter.gradient()))
                .withFinite("norm", parameter.norm())
                .withFinite("gradientNorm", parameter.gradientNorm())
                .withFinite("updateNorm", parameter.updateNorm());
        return with(json, "effectiveRate", parameter.effectiveRate());
    }

    private static ParameterObservation readParameter(JsonObject json) {
        return new ParameterObservation(
                json.string("parameter"),
                json.read("values", ObservationJson::readDistribution),
                json.read("gradient", ObservationJson::readDistribution),
                number(json, "norm"),
                number(json, "gradientNorm"),
                number(json, "updateNorm"),
                optional(json, "effectiveRate"));
    }

    private static JsonObject write(Distribution distribution) {
        JsonObject json = JsonObject.of().with("count", distribution.count());
        if (Double.isFinite(distribution.mean())) {
            json = json.with("mean", brief(distribution.mean()));
        }
        if (Double.isFinite(distribution.deviation())) {
            json = json.with("deviation", brief(distribution.deviation()));
        }
        return json.with("quantiles", array(distribution.quantiles().stream().map(ObservationJson::brief)));
    }

    private static Distribution readDistribution(JsonValue value) {
        JsonObject json = value.asObject();
        List<Double> quantiles = json.read(
                "quantiles",
                list -> list.asArray().elements().stream()
                        .map(ObservationJson::numberOf)
                        .toList());
        return new Distribution(json.longInteger("count"), number(json, "mean"), number(json, "deviation"), quantiles);
    }

    private static JsonValue brief(double value) {
        return Double.isFinite(value) ? JsonNumber.rounded(value, DIGITS) : JsonNull.NULL;
    }

    private static JsonObject with(JsonObject json, String key, OptionalDouble value) {
        if (value.isEmpty()) {
            return json;
        }
        return json.with(
                key, Double.isFinite(value.getAsDouble()) ? JsonNumber.of(value.getAsDouble()) : JsonNull.NULL);
    }

    private static double number(JsonObject json, String key) {
        return json.has(key) ? json.read(key, ObservationJson::numberOf) : Double.NaN;
    }

    private static OptionalDouble optional(JsonObject json, String key) {
        return json.has(key) ? OptionalDouble.of(number(json, key)) : OptionalDouble.empty();
    }

    private static double numberOf(JsonValue value) {
        return value instanceof JsonNull ? Double.NaN : value.asDouble();
    }

    private static <T> List<T> objects(JsonValue list, Function<JsonObject, T> reader) {
        return list.asArray().elements().stream()
                .map(value -> reader.apply(value.asObject()))
                .toList();
    }

    private static JsonArray array(Stream<? extends JsonValue> values) {
        return new JsonArray(values.<JsonValue>map(value -> value).toList());
    }
}
