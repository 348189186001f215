package dev.evenkeel.drift;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * How the input of one layer, now, differs from what the model stores of it.
 *
 * @param layer its name
 * @param title as {@code batchNorm 'bn1'}
 * @param verdict whether it drifts
 * @param examples how many were looked at for the figures
 * @param shift of the means: {@code mean over channels |mean now - mean stored| / sqrt(variance + epsilon)}, in deviations. Without
 *     drift chance alone makes it about 0.8 of its error
 * @param shiftError its standard error, from the differences between examples
 * @param ratio of the variances, {@code mean over channels (variance now + epsilon) / (variance stored + epsilon)}
 * @param ratioError its standard error
 * @param farthest the channel whose mean shifted most
 * @param farthestShift how far, in deviations
 * @param resolution the smallest shift that would have been found among so many examples
 * @param since how many examples had been looked at when it was first found to drift, if it does
 * @param history of its figures, oldest first
 */
public record LayerDrift(
        String layer,
        String title,
        DriftReport.Verdict verdict,
        long examples,
        double shift,
        double shiftError,
        double ratio,
        double ratioError,
        int farthest,
        double farthestShift,
        double resolution,
        OptionalLong since,
        List<Point> history) {
    public LayerDrift {
        history = List.copyOf(history);
    }

    /**
     * The figures of a window of examples.
     *
     * @param examples that had been looked at in all at its end
     * @param shift of the means, in deviations
     * @param ratio of the variances
     */
    public record Point(long examples, double shift, double ratio) {}

    /** Without channels; infinite values are left out. */
    public JsonObject toJson() {
        JsonObject json = JsonObject.of()
                .with("layer", layer)
                .with("title", title)
                .with("verdict", verdict.word())
                .with("examples", examples)
                .withFinite("shift", shift)
                .withFinite("shiftError", shiftError)
                .withFinite("ratio", ratio)
                .withFinite("ratioError", ratioError)
                .with("farthest", farthest)
                .withFinite("farthestShift", farthestShift)
                .withFinite("resolution", resolution);
        if (since.isPresent()) {
            json = json.with("since", since.getAsLong());
        }
        List<JsonValue> points = new ArrayList<>();
        history.forEach(point -> points.add(JsonObject.of()
                .with("examples", point.examples())
                .withFinite("shift", point.shift())
                .withFinite("ratio", point.ratio())));
        return json.with("history", new JsonArray(points));
    }

    /** As {@code batchNorm 'bn1': steady, 0.021 deviations off (error 0.018), variance x 1.02}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: %s, %.3f deviations off (error %.3f), variance x %.2f",
                title,
                verdict.word(),
                shift,
                shiftError,
                ratio);
    }
}
