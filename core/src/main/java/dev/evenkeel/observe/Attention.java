package dev.evenkeel.observe;

import dev.evenkeel.json.JsonObject;
import java.util.List;
import java.util.Locale;

/**
 * A layer that needs attention, and why.
 *
 * @param layer its name
 * @param kind what was looked for
 * @param figure the measure by which it was found
 * @param sentence what was seen, what is usual, and what to try
 */
public record Attention(String layer, Kind kind, double figure, String sentence) {
    /** What an observation is looked through for, the most urgent first. */
    public enum Kind {
        EXPLODING_GRADIENTS(
                "Gradients that grow towards the input throw the first layers about while the last ones hardly move",
                "Yang et al. 2019, arXiv 1902.08129"),
        VANISHING_GRADIENTS(
                "Gradients that shrink towards the input leave the first layers as they were drawn",
                "Glorot and Bengio 2010, AISTATS; Ioffe and Szegedy 2015, arXiv 1502.03167"),
        INFERENCE_GAP(
                "Predictions are made with running statistics; where the loss by them is far higher, training does not show"
                        + " how good they are",
                "Wu and Johnson 2021, arXiv 2105.07576"),
        LAGGING_STATISTICS(
                "Running statistics that lie far from the batch's describe a network that no longer is",
                "Ioffe 2017, arXiv 1702.03275"),
        DEAD_CHANNELS(
                "A ReLU's channel that is zero for every example passes nothing on and learns nothing",
                "Glorot, Bordes and Bengio 2011, AISTATS"),
        SATURATED_OUTPUTS(
                "Where a sigmoid or tanh is flat hardly any gradient comes through",
                "Glorot and Bengio 2010, AISTATS; Ioffe and Szegedy 2015, arXiv 1502.03167"),
        LARGE_UPDATES(
                "Weights that change by a large part of themselves in each step lose what they learnt before",
                "Smith 2017, arXiv 1506.01186; You et al. 2017, arXiv 1708.03888"),
        NOISY_STATISTICS(
                "Statistics of few values are another normalization in each step, and another one than the predictor's",
                "Ioffe 2017, arXiv 1702.03275; Wu and He 2018, arXiv 1803.08494"),
        HIDDEN_VARIANCE(
                "Where epsilon is not small against the variance a normalization does not bring it to 1",
                "Ioffe and Szegedy 2015, arXiv 1502.03167");

        private final String reason;
        private final String source;

        Kind(String reason, String source) {
            this.reason = reason;
            this.source = source;
        }

        /** Its name for programs, as {@code dead-channels}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Why it matters, in one sentence. */
        public String reason() {
            return reason;
        }

        /** Where that is shown. */
        public String source() {
            return source;
        }
    }

    /**
     * The layers of an observation that need attention, the most urgent first, and then in the network's order. Measures
     * that only settle in the first steps are looked at from step {@value AttentionRules#SETTLED} on.
     */
    public static List<Attention> of(Observation observation) {
        return new AttentionRules(observation).findings();
    }

    /** All parts by their names, the kind by its id. */
    public JsonObject toJson() {
        JsonObject json = JsonObject.of().with("layer", layer).with("kind", kind.id());
        return (Double.isFinite(figure) ? json.with("figure", figure) : json).with("sentence", sentence);
    }

    /** As {@code layer '3': 40 % of its channels ... [dead-channels]}. */
    @Override
    public String toString() {
        return "layer '" + layer + "': " + sentence + " [" + kind.id() + "]";
    }
}
