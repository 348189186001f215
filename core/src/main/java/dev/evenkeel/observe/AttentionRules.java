package dev.evenkeel.observe;

import dev.evenkeel.observe.Attention.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Looks through one observation for layers that need attention. */
final class AttentionRules {
    /** From this step on initial values weigh little in running statistics, at the usual weight of the new batch. */
    static final long SETTLED = 100;

    private static final double GRADIENT_RANGE = 1000;
    private static final double LEAST_GAP = 0.1;
    private static final double FAR_MEAN = 1;
    private static final double FAR_DEVIATION = 3;
    private static final double FAR_CHANNELS = 0.2;
    private static final double NOISY_CHANNELS = 1.0 / 3;
    /** Behind a statistic: with fewer values chance alone puts it far from the running one. */
    private static final long FEW_VALUES = 16;

    private static final double DEAD = 0.5;
    private static final double SATURATED = 0.5;
    private static final double LARGE_UPDATE = 0.1;
    private static final double VARIANCE_SHARE = 0.9;
    private static final double HIDDEN_CHANNELS = 0.05;

    private final Observation observation;
    private final boolean settled;
    private final boolean fewExamples;
    private final List<Attention> findings = new ArrayList<>();

    AttentionRules(Observation observation) {
        this.observation = observation;
        this.settled = observation.step() >= SETTLED;
        this.fewExamples = observation.layers().stream()
                .flatMap(layer -> layer.normalization().stream())
                .anyMatch(normalization -> normalization.values() < FEW_VALUES);
    }

    List<Attention> findings() {
        gradients();
        gap();
        for (LayerObservation layer : observation.layers()) {
            layer.normalization().ifPresent(normalization -> statistics(layer.layer(), normalization));
            outputs(layer);
            if (layer.normalization().isEmpty()) {
                updates(layer);
            }
        }
        findings.sort(Comparator.comparing(Attention::kind));
        return List.copyOf(findings);
    }

    private void gradients() {
        List<LayerObservation> learning = observation.layers().stream()
                .filter(layer ->
                        layer.normalization().isEmpty() && layer.weights().isPresent())
                .toList();
        if (learning.size() < 2) {
            return;
        }
        LayerObservation first = learning.get(0);
        LayerObservation last = learning.get(learning.size() - 1);
        double ratio = first.weights().orElseThrow().gradientNorm()
                / last.weights().orElseThrow().gradientNorm();
        if (ratio > GRADIENT_RANGE) {
            add(
                    first.layer(),
                    Kind.EXPLODING_GRADIENTS,
                    ratio,
                    "its gradient is " + shown(ratio) + " times that of '" + last.layer()
                            + "', the last one; up to 1000 times is usual. Try residuals around the layers, fewer"
                            + " layers, or clipped gradients");
        } else if (ratio < 1 / GRADIENT_RANGE) {
            add(
                    first.layer(),
                    Kind.VANISHING_GRADIENTS,
                    ratio,
                    "its gradient is " + shown(ratio) + " times that of '" + last.layer()
                            + "', the last one; from a thousandth on is usual. Try ReLUs, a normalization before"
                            + " each activation, or residuals around the layers");
        }
    }

    private void gap() {
        double gap = observation.inferenceGap().orElse(0);
        if (!settled || !(gap > LEAST_GAP + observation.loss())) {
            return;
        }
        Optional<LayerObservation> farthest = observation.layers().stream()
                .filter(layer -> layer.normalization().isPresent())
                .max(Comparator.comparingDouble(
                        layer -> distance(layer.normalization().orElseThrow())));
        farthest.ifPresent(layer -> add(
                layer.layer(),
                Kind.INFERENCE_GAP,
                gap,
                "by running statistics the loss is " + shown(observation.loss() + gap) + ", by the batch's "
                        + shown(observation.loss())
                        + "; the two lie farthest apart here. About the same is usual. Try a larger weight of the new"
                        + " batch, larger batches, or recalibrate"));
    }

    /** How far the channels lie from their running statistics at the middle, in running deviations. */
    private static double distance(NormalizationObservation normalization) {
        Distribution shift = normalization.meanShift();
        return Math.max(
                Math.max(Math.abs(shift.lower()), Math.abs(shift.upper())),
                Math.abs(Math.log(normalization.deviationRatio().median())));
    }

    private void statistics(String layer, NormalizationObservation normalization) {
        Distribution shift = normalization.meanShift();
        Distribution ratio = normalization.deviationRatio();
        double shifted = shift.shareBelow(-FAR_MEAN) + 1 - shift.shareBelow(FAR_MEAN);
        double wide = 1 - ratio.shareBelow(FAR_DEVIATION);
        double narrow = ratio.shareBelow(1 / FAR_DEVIATION);
        double far = Math.max(shifted, wide + narrow);
        String what = shifted >= wide + narrow
                ? "the batch's mean lies more than one running deviation from the running mean"
                : "the batch's deviation is more than 3 times the running one, or less than a third";
        boolean few = normalization.values() < FEW_VALUES;
        if (settled && few && far > NOISY_CHANNELS) {
            add(
                    layer,
                    Kind.NOISY_STATISTICS,
                    far,
                    "in " + percent(far) + " of its channels " + what + ", as only " + normalization.values()
                            + " values stand behind it; hardly any is usual. Try larger batches, no dropout before"
                            + " it, layerNorm or groupNorm");
        } else if (settled && !few && far > FAR_CHANNELS) {
            add(
                    layer,
                    Kind.LAGGING_STATISTICS,
                    far,
                    "in " + percent(far) + " of its channels " + what
                            + "; hardly any is usual. Try a larger weight of the new batch, or a smaller rate");
        }
        double hidden = normalization.varianceShare().shareBelow(VARIANCE_SHARE);
        if (hidden > HIDDEN_CHANNELS) {
            add(
                    layer,
                    Kind.HIDDEN_VARIANCE,
                    hidden,
                    "in " + percent(hidden)
                            + " of its channels epsilon is more than a tenth of variance and epsilon together;"
                            + " hardly any is usual. Try inputs that vary, larger batches, or a smaller epsilon");
        }
    }

    private void outputs(LayerObservation layer) {
        double dead = layer.dead().orElse(0);
        if (dead > DEAD && !fewExamples) {
            add(
                    layer.layer(),
                    Kind.DEAD_CHANNELS,
                    dead,
                    percent(dead)
                            + " of its channels are zero for the whole batch; hardly any is usual. Try a smaller"
                            + " rate, a normalization before it, or leakyRelu");
        }
        double saturated = layer.saturated().orElse(0);
        if (saturated > SATURATED) {
            add(
                    layer.layer(),
                    Kind.SATURATED_OUTPUTS,
                    saturated,
                    percent(saturated)
                            + " of its outputs lie where it is flat; few is usual. Try a normalization before it,"
                            + " smaller initial weights, or relu");
        }
    }

    private void updates(LayerObservation layer) {
        double ratio = layer.weights().map(ParameterObservation::updateRatio).orElse(0.0);
        if (settled && ratio > LARGE_UPDATE) {
            add(
                    layer.layer(),
                    Kind.LARGE_UPDATES,
                    ratio,
                    "a step changes its weights by " + percent(ratio)
                            + " of their norm; about 0.1 % is usual. Try a smaller rate");
        }
    }

    private void add(String layer, Kind kind, double figure, String sentence) {
        findings.add(new Attention(layer, kind, figure, sentence));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, share < 0.1 ? "%.1f %%" : "%.0f %%", 100 * share);
    }

    private static String shown(double value) {
        double size = Math.abs(value);
        if (size == 0) {
            return "0";
        }
        return String.format(Locale.ROOT, size >= 0.001 && size < 10_000 ? "%.3f" : "%.1e", value);
    }
}
