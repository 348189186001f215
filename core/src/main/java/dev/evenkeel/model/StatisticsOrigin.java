package dev.evenkeel.model;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.PopulationStatistics;
import dev.evenkeel.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which statistics a model's normalization layers hold, and how far the running averages of training and the statistics
 * of the population lie apart. Layers whose statistics are frozen are not among them.
 *
 * @param kind what the layers hold
 * @param examples how many examples the population's statistics were pooled over
 * @param of how many there were
 * @param dropout whether dropout before a layer dropped while its statistics were gathered
 * @param layers for each layer the distance between the two, by the layer's name, in the network's order
 */
@CheckReturnValue
public record StatisticsOrigin(
        Kind kind, long examples, long of, Pooling.DropoutRule dropout, Map<String, Distance> layers) {
    /** The attachment that holds these texts, as JSON. */
    public static final String ATTACHMENT = "statistics";

    /** Which statistics they are. */
    public enum Kind {
        /** Pooled exactly over the training examples, or a sample of them, with the final weights. */
        POPULATION,
        /** Averages over the batches of training, the latest weighing most. */
        RUNNING
    }

    /**
     * How far a layer's running statistics lie from its population's, in the channel where that is farthest.
     *
     * @param mean {@code max |running mean - mean| / sqrt(variance + epsilon)}, in deviations of the population
     * @param logVariance {@code max |ln((running variance + epsilon) / (variance + epsilon))|}
     */
    public record Distance(double mean, double logVariance) {
        private static final String MEAN = "running_mean";
        private static final String VARIANCE = "running_var";

        /** From where on predictions differ for most inputs: half a deviation. */
        public static final double FAR_MEAN = 0.5;

        /** From where on predictions differ for most inputs: a factor of 2. */
        public static final double FAR_LOG_VARIANCE = Math.log(2);

        /** Whether predictions with the one and with the other statistics differ for most inputs. */
        public boolean isFar() {
            return mean > FAR_MEAN || logVariance > FAR_LOG_VARIANCE;
        }

        /** Between the running statistics of a layer in one model and its population's in another. */
        static Distance between(Model running, Model population, Node node) {
            if (!(node.layer() instanceof PopulationStatistics layer)
                    || node.statistics().stream()
                            .noneMatch(statistic -> statistic.name().equals(VARIANCE))) {
                return new Distance(0, 0);
            }
            Tensor mean = running.tensor(node.name() + "." + MEAN);
            Tensor variance = running.tensor(node.name() + "." + VARIANCE);
            Tensor trueMean = population.tensor(node.name() + "." + MEAN);
            Tensor trueVariance = population.tensor(node.name() + "." + VARIANCE);
            double farthest = 0;
            double scaled = 0;
            for (int channel = 0; channel < mean.shape().size(); channel++) {
                double spread = (double) trueVariance.at(channel) + layer.epsilon();
                double shift = (double) mean.at(channel) - trueMean.at(channel);
                farthest = Math.max(farthest, Math.abs(shift) / Math.sqrt(spread));
                scaled = Math.max(
                        scaled, Math.abs(Math.log(((double) variance.at(channel) + layer.epsilon()) / spread)));
            }
            return new Distance(farthest, scaled);
        }

        /** As {@code 0.03 deviations in the mean, a factor of 1.2 in the variance}. */
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%.2g deviations in the mean, a factor of %.2f in the variance",
                    mean,
                    Math.exp(logVariance));
        }
    }

    public StatisticsOrigin {
        layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
    }

    /** The same distances told of a model that holds the running averages. */
    public StatisticsOrigin ofRunning() {
        return new StatisticsOrigin(Kind.RUNNING, examples, of, dropout, layers);
    }

    /** Whether the layer holds statistics of the population. */
    public boolean isPopulation(String layer) {
        return kind == Kind.POPULATION && layers.containsKey(layer);
    }

    /** The layer whose running statistics lie farthest away, by the mean; empty if there is no layer. */
    public Optional<Map.Entry<String, Distance>> farthest() {
        return layers.entrySet().stream()
                .reduce((first, second) -> weight(second.getValue()) > weight(first.getValue()) ? second : first);
    }

    private static double weight(Distance distance) {
        return Math.max(distance.mean / Distance.FAR_MEAN, distance.logVariance / Distance.FAR_LOG_VARIANCE);
    }

    /** As {@code population: pooled over all 1,352 examples}. */
    @Override
    public String toString() {
        String pooled = examples == of
                ? String.format(Locale.ROOT, "all %,d examples", examples)
                : String.format(Locale.ROOT, "%,d of %,d examples", examples, of);
        return kind == Kind.POPULATION ? "population, pooled over " + pooled : "running averages of training";
    }

    public JsonObject toJson() {
        JsonObject distances = JsonObject.of();
        for (Map.Entry<String, Distance> layer : layers.entrySet()) {
            distances = distances.with(
                    layer.getKey(),
                    JsonObject.of()
                            .with("mean", rounded(layer.getValue().mean))
                            .with("logVariance", rounded(layer.getValue().logVariance)));
        }
        return JsonObject.of()
                .with("are", Settings.wordOf(kind))
                .with("examples", examples)
                .with("of", of)
                .with("dropout", Settings.wordOf(dropout))
                .with("distance", distances);
    }

    /** @throws JsonException if it is not what {@link #toJson} gives */
    public static StatisticsOrigin fromJson(JsonObject json) {
        Map<String, Distance> layers = new LinkedHashMap<>();
        JsonObject distances = json.object("distance");
        for (String layer : distances.members().keySet()) {
            JsonObject distance = distances.object(layer);
            layers.put(layer, new Distance(distance.number("mean"), distance.number("logVariance")));
        }
        return new StatisticsOrigin(
                Kind.valueOf(json.string("are").toUpperCase(Locale.ROOT)),
                json.longInteger("examples"),
                json.longInteger("of"),
                Pooling.DropoutRule.valueOf(json.string("dropout").toUpperCase(Locale.ROOT)),
                layers);
    }

    /** What a model says of its statistics; empty if it says nothing that can be read. */
    static Optional<StatisticsOrigin> of(Map<String, String> attachments) {
        String text = attachments.get(ATTACHMENT);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(fromJson(Json.parse(text).asObject()));
        } catch (JsonException | IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    /** To four digits: enough to judge by. */
    private static double rounded(double value) {
        return Double.isFinite(value)
                ? new java.math.BigDecimal(value)
                        .round(new java.math.MathContext(4))
                        .doubleValue()
                : Double.MAX_VALUE;
    }
}
