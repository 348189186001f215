package dev.evenkeel.audit;

import dev.evenkeel.model.Model;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.BatchNormalization;
import dev.evenkeel.tensor.Tensor;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What initial values still do to running statistics. After t batches a running mean is {@code (1 - a) m} and a running
 * variance {@code a + (1 - a) v}, where {@code a = (1 - newBatchWeight)^t}, and m and v are what was gathered: so the mean
 * lies {@code a |m| / sqrt(v + epsilon)} deviations off, and the variance is {@code (a + (1 - a) v) / v} times too large. A
 * weight far below 1 % can so count more than one of 30 %.
 */
final class InitialValuesCheck {
    private static final double MOVED = 0.1;
    private static final double WIDENED = 1.5;

    static final Check CHECK = ModelChecks.of(
            "initial-values",
            "Running statistics follow slowly: after t batches their initial values, mean 0 and variance 1, still weigh"
                    + " (1 - newBatchWeight)^t. How much that counts depends on how far they lie from what was gathered",
            "the definition of an exponential average",
            "Train longer, take a larger newBatchWeight or cumulative statistics, or recalibrate",
            InitialValuesCheck::look);

    private InitialValuesCheck() {}

    private static void look(Model model, Node node, Report report) {
        long batches = model.sampleCounts(node.name()).batches().orElse(0);
        if (batches == 0 || model.holdsPopulation(node.name())) {
            return;
        }
        double weight = BatchChecks.initialWeight(node, batches);
        List<String> effects = weight > 0 && weight < 1 ? effects(model, node, weight) : List.of();
        if (weight > BatchChecks.INITIAL_COUNTS || !effects.isEmpty()) {
            String share = shown(100 * weight) + " % of its running statistics are still their initial values";
            String effect = effects.isEmpty() ? "" : ": that " + String.join(", and ", effects);
            if (isOfFile(model, node)) {
                report.note(
                        node,
                        share + ", if they began as mean 0 and variance 1 with the "
                                + (batches == 1 ? "batch" : String.format(Locale.ROOT, "%,d batches", batches))
                                + " that its file counts" + effect);
            } else {
                report.warning(node, share + effect);
            }
        }
    }

    /** Whether others counted the batches: then what the statistics began as is not known. */
    private static boolean isOfFile(Model model, Node node) {
        return model.sampleCounts(node.name()).values().isEmpty();
    }

    private static List<String> effects(Model model, Node node, double weight) {
        double epsilon = LayerKind.batchNormalization(node)
                .map(BatchNormalization::epsilon)
                .orElse(0f);
        Tensor means = ModelChecks.tensor(model, node, "running_mean");
        Tensor variances = ModelChecks.tensor(model, node, "running_var");
        int channels = means.shape().size();
        int moved = 0;
        int widened = 0;
        double furthest = 0;
        double widest = 0;
        for (int channel = 0; channel < channels; channel++) {
            double variance = variances.at(channel);
            double gathered = Math.max(0, (variance - weight) / (1 - weight)) + epsilon;
            double shift = weight / (1 - weight) * Math.abs(means.at(channel)) / Math.sqrt(gathered);
            double widening = (variance + epsilon) / gathered;
            moved += shift > MOVED ? 1 : 0;
            widened += widening > WIDENED ? 1 : 0;
            furthest = Math.max(furthest, shift);
            widest = Math.max(widest, widening);
        }
        List<String> effects = new ArrayList<>();
        if (moved > 0) {
            effects.add("moves the mean of " + ModelChecks.of(moved, channels) + ", by up to " + shown(furthest)
                    + " deviations");
        }
        if (widened > 0) {
            effects.add("makes the variance of " + ModelChecks.of(widened, channels) + " too large, by up to "
                    + shown(widest) + " times");
        }
        return effects;
    }

    /** Two digits that count. */
    private static String shown(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(2));
        return rounded.scale() <= 0 ? String.format(Locale.ROOT, "%,.0f", rounded) : rounded.toPlainString();
    }
}
