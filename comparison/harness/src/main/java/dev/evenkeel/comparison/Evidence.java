package dev.evenkeel.comparison;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Samples of what was computed, by name, in channels-last order: what contenders are compared by. */
public final class Evidence {
    /** The most relative difference, to the largest sample of a part, between contenders that compute the same. */
    public static final double TOLERANCE = 1e-3;

    /**
     * The gradients of whole networks may differ as many times as much as there are of them, at least ten times, and count by
     * their mean square: where the input of a ReLU is within rounding of 0, either side is right, and one such place moves
     * the gradients of a channel and of all layers before it. Those of libtorch's channels_last ResNet-20 are 2 % from
     * those in double, as its statistics are from sums in float.
     */
    private static final int LEAST_SLACK = 10;

    private static final String GRADIENT = "gradient of ";
    private static final int SAMPLES = 400;
    /** Prime, so that samples fall on all rows and columns. */
    private static final long STRIDE = 1_000_003;

    private final Map<String, double[]> parts = new LinkedHashMap<>();

    /** A prediction less its mean, so that outputs and the logarithms of probabilities count the same. */
    public static Evidence ofPrediction(float[] outputs) {
        double mean = 0;
        for (float output : outputs) {
            mean += (double) output / outputs.length;
        }
        double[] centred = new double[outputs.length];
        for (int index = 0; index < outputs.length; index++) {
            centred[index] = outputs[index] - mean;
        }
        return new Evidence().withSamples("prediction", centred);
    }

    /** Adds samples of a whole array. */
    public Evidence with(String part, float[] values) {
        return withSamples(
                part,
                Arrays.stream(places(values.length))
                        .mapToDouble(place -> values[place])
                        .toArray());
    }

    /** Adds the values at {@link #places}. */
    public Evidence withSamples(String part, double... samples) {
        parts.put(part, samples);
        return this;
    }

    /** Where an array of this length is sampled. */
    public static int[] places(int length) {
        return IntStream.range(0, Math.min(length, SAMPLES))
                .map(index -> length <= SAMPLES ? index : (int) (index * STRIDE % length))
                .toArray();
    }

    /** Adds samples of a gradient in a whole network. */
    Evidence withGradient(String parameter, float[] values) {
        return with(GRADIENT + parameter, values);
    }

    /** The largest difference of a part, relative to the part's largest value; only parts that both have count. */
    public double difference(Evidence reference) {
        long gradients = parts.keySet().stream()
                .filter(part -> part.startsWith(GRADIENT))
                .count();
        double worst = 0;
        for (Map.Entry<String, double[]> part : parts.entrySet()) {
            double[] expected = reference.parts.get(part.getKey());
            if (expected != null) {
                double difference = part.getKey().startsWith(GRADIENT)
                        ? squareDifference(part.getValue(), expected) / Math.max(LEAST_SLACK, gradients)
                        : difference(part.getValue(), expected);
                worst = Math.max(worst, difference);
            }
        }
        return worst;
    }

    private static double difference(double[] actual, double[] expected) {
        if (actual.length != expected.length) {
            return Double.POSITIVE_INFINITY;
        }
        double scale = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        double worst = 0;
        for (int i = 0; i < actual.length; i++) {
            double difference = Math.abs(actual[i] - expected[i]);
            worst = Double.isFinite(difference) ? Math.max(worst, difference) : Double.POSITIVE_INFINITY;
        }
        return scale == 0 ? worst : worst / scale;
    }

    private static double squareDifference(double[] actual, double[] expected) {
        if (actual.length != expected.length) {
            return Double.POSITIVE_INFINITY;
        }
        double differences = 0;
        double squares = 0;
        for (int i = 0; i < actual.length; i++) {
            differences += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            squares += expected[i] * expected[i];
        }
        return Math.sqrt(squares == 0 ? differences : differences / squares);
    }

    JsonObject toJson() {
        JsonObject json = JsonObject.of();
        for (Map.Entry<String, double[]> part : parts.entrySet()) {
            double[] finite = Arrays.stream(part.getValue())
                    .map(sample -> Double.isFinite(sample) ? sample : Double.MAX_VALUE)
                    .toArray();
            json = json.with(part.getKey(), JsonArray.ofNumbers(finite));
        }
        return json;
    }

    /** Reads what a contender's process sent. */
    public static Evidence of(JsonObject json) {
        Evidence evidence = new Evidence();
        for (String part : json.members().keySet()) {
            evidence.withSamples(part, json.array(part).toDoubleArray());
        }
        return evidence;
    }
}
