package dev.evenkeel.observe;

import dev.evenkeel.json.JsonObject;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a training step looked like inside.
 *
 * @param step its number in the run, from 1
 * @param loss of its last batch, by batch statistics
 * @param learningRate the learning rate
 * @param inferenceGap the loss of the same batch, with the same weights and dropout, by the running statistics from before
 *     the step, minus {@code loss}: in step 1 and in the first observed step at or after every hundredth, where some layer
 *     normalises by the batch. In step 1 of a new network nothing was gathered yet
 * @param layers in the network's order
 */
public record Observation(
        long step, double loss, double learningRate, OptionalDouble inferenceGap, List<LayerObservation> layers) {
    public Observation {
        layers = List.copyOf(layers);
    }

    /**
     * As one JSON object, with the components' names as keys. Numbers that are not finite are left out; distributions are
     * kept in 6 significant digits.
     */
    public JsonObject toJson() {
        return ObservationJson.write(this);
    }

    /**
     * Reads what {@link #toJson} wrote; numbers that were left out are NaN.
     *
     * @throws dev.evenkeel.json.JsonException naming the key, if something is missing or of another kind
     * @throws IllegalArgumentException if a distribution has another number of quantiles
     */
    public static Observation fromJson(JsonObject json) {
        return ObservationJson.read(json);
    }
}
