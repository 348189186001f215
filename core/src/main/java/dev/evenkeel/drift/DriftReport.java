package dev.evenkeel.drift;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether what a model is fed still looks like what it was trained on.
 *
 * @param verdict of the model: drifting if one of its layers is, steady if all are
 * @param predicted how many examples came by
 * @param examples how many of them were looked at
 * @param notFinite how many of those were left out, since they are not finite
 * @param layers that store statistics of their input, in the network's order; none if the model has no such layer
 */
public record DriftReport(Verdict verdict, long predicted, long examples, long notFinite, List<LayerDrift> layers) {
    /** What a model or a layer does. */
    public enum Verdict {
        /** A shift of half a deviation or more would have been found, and no drift was. */
        STEADY,
        /** More than chance and the least effect that counts. */
        DRIFTING,
        /** Not enough examples were looked at, or nothing is stored to compare them with. */
        TOO_FEW_TO_TELL;

        /** As {@code too few to tell}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    public DriftReport {
        layers = List.copyOf(layers);
    }

    /** The layers that drift, in the network's order. */
    public List<LayerDrift> drifting() {
        return layers.stream()
                .filter(layer -> layer.verdict() == Verdict.DRIFTING)
                .toList();
    }

    public JsonObject toJson() {
        List<JsonValue> list = new ArrayList<>();
        layers.forEach(layer -> list.add(layer.toJson()));
        return JsonObject.of()
                .with("verdict", verdict.word())
                .with("predicted", predicted)
                .with("examples", examples)
                .with("notFinite", notFinite)
                .with("layers", new JsonArray(list));
    }
}
