package dev.evenkeel.drift;

import dev.evenkeel.layer.core.Dropping;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.Pooling;
import dev.evenkeel.model.StatisticsOrigin;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.BatchNormalization;
import dev.evenkeel.norm.PopulationStatistics;
import dev.evenkeel.norm.setting.Averaging;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a model stores of the input of one of its layers: mean and variance of each channel.
 *
 * @param node the layer
 * @param channels how many values share no statistic
 * @param positions of an example, each with a value of every channel
 * @param mean per channel
 * @param inverse {@code 1 / sqrt(variance + epsilon)} per channel; 0 for one that is held constant
 * @param share {@code variance / (variance + epsilon)} per channel
 * @param gathered over how many examples, as far as known; else infinite
 * @param allowance by how much what is stored may be off the training data's
 */
record Reference(
        Node node,
        int channels,
        int positions,
        float[] mean,
        float[] inverse,
        double[] share,
        double gathered,
        Allowance allowance) {
    /** What is allowed for statistics that are no population's, and that nobody compared with it. */
    private static final Allowance UNKNOWN = new Allowance(0.05, 0.1);

    private static final Allowance NONE = new Allowance(0, 0);
    /** Means that are so many times the deviation lose the digits that a shift would show in. */
    private static final double DIGITS = 1e-5;

    /**
     * By how much stored statistics may be off the training data's.
     *
     * @param shift of the mean, in deviations
     * @param scaling of the ratio of variances, from 1
     */
    record Allowance(double shift, double scaling) {}

    /** The layers of a model that store moments of their input in training, in the network's order; frozen ones are other data's. */
    static List<Reference> of(Model model) {
        List<Reference> references = new ArrayList<>();
        for (Node node : model.network().nodes()) {
            if (node.layer() instanceof BatchNormalization<?> layer
                    && !layer.keepsStatistics()
                    && !node.frozen().statistics()) {
                references.add(ofBatchNorm(model, node, layer));
            } else if (node.layer() instanceof InputStandardization layer
                    && layer.fit() == InputStandardization.Fit.MOMENTS) {
                references.add(ofStandardization(model, node, layer));
            }
        }
        return references;
    }

    /** The nodes that drop while the statistics behind them were gathered, and so drop while these are compared. */
    static Set<String> dropping(Model model) {
        boolean off = model.statistics()
                .map(known ->
                        known.kind() == StatisticsOrigin.Kind.POPULATION && known.dropout() == Pooling.DropoutRule.OFF)
                .orElse(model.attachments().containsKey(Model.RECALIBRATION));
        Set<String> names = new HashSet<>();
        if (!off) {
            model.network().nodes().stream()
                    .filter(node -> node.layer() instanceof Dropping)
                    .forEach(node -> names.add(node.name()));
        }
        return names;
    }

    private static Reference ofBatchNorm(Model model, Node node, PopulationStatistics layer) {
        Tensor means = model.tensor(node.name() + ".running_mean");
        Tensor variances = model.tensor(node.name() + ".running_var");
        Shape input = node.inputShapes().get(0);
        int channels = input.channels();
        float[] mean = new float[channels];
        float[] inverse = new float[channels];
        double[] share = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            double rounding = DIGITS * means.at(channel);
            double square = (double) variances.at(channel) + layer.epsilon() + rounding * rounding;
            mean[channel] = means.at(channel);
            inverse[channel] = (float) (1 / Math.sqrt(square));
            share[channel] = variances.at(channel) / square;
        }
        return new Reference(
                node,
                channels,
                input.positions(),
                mean,
                inverse,
                share,
                gathered(model, node, input.positions()),
                allowance(model, node.name()));
    }

    private static Reference ofStandardization(Model model, Node node, InputStandardization layer) {
        Tensor means = model.tensor(node.name() + "." + InputStandardization.MEAN);
        Tensor deviations = model.tensor(node.name() + "." + InputStandardization.DEVIATION);
        Shape input = node.inputShapes().get(0);
        boolean whole = layer.scope() == InputStandardization.Scope.WHOLE;
        int channels = whole ? 1 : input.channels();
        float[] mean = new float[channels];
        float[] inverse = new float[channels];
        double[] share = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            boolean held = deviations.at(channel) == InputStandardization.HELD;
            mean[channel] = held ? 0 : means.at(channel);
            inverse[channel] = held ? 0 : 1 / deviations.at(channel);
            share[channel] = held ? 0 : 1;
        }
        double examples = model.statistics().map(known -> (double) known.of()).orElse(Double.POSITIVE_INFINITY);
        return new Reference(node, channels, input.size() / channels, mean, inverse, share, examples, NONE);
    }

    /** How many examples stand behind a layer's statistics. */
    private static double gathered(Model model, Node node, int positions) {
        Optional<StatisticsOrigin> origin = model.statistics();
        if (origin.isPresent() && origin.get().isPopulation(node.name())) {
            return origin.get().examples();
        }
        if (model.sampleCounts(node.name()).values().isEmpty()) {
            return Double.POSITIVE_INFINITY;
        }
        double examples = (double) model.sampleCounts(node.name()).values().getAsLong() / positions;
        boolean averages = node.layer() instanceof BatchNormalization<?> layer
                && layer.averaging() instanceof Averaging.Exponential
                && !model.attachments().containsKey(Model.RECALIBRATION);
        if (!averages || model.sampleCounts(node.name()).batches().orElse(0) == 0) {
            return examples;
        }
        double weight = ((Averaging.Exponential) ((BatchNormalization<?>) node.layer()).averaging()).newBatchWeight();
        double perBatch = examples / model.sampleCounts(node.name()).batches().getAsLong();
        return Math.min(examples, perBatch * (2 - weight) / weight);
    }

    private static Allowance allowance(Model model, String layer) {
        if (model.holdsPopulation(layer)) {
            return NONE;
        }
        return model.statistics()
                .map(known -> known.layers().get(layer))
                .map(distance -> new Allowance(distance.mean(), Math.expm1(distance.logVariance())))
                .orElse(UNKNOWN);
    }

    /** Whether a channel had one value alone, so that nothing is known of others. */
    boolean isHeld(int channel) {
        return inverse[channel] == 0;
    }

    /**
     * Whether a channel is 0 or 1 in every example, as an input of a category is: its variance is {@code mean (1 - mean)}, and
     * tells nothing that the mean does not.
     */
    boolean isIndicator(int channel) {
        double variance = share[channel] / ((double) inverse[channel] * inverse[channel]);
        double bernoulli = mean[channel] * (1.0 - mean[channel]);
        return positions == 1 && bernoulli > 0 && Math.abs(variance - bernoulli) < 1e-3 * bernoulli;
    }

    String input() {
        return node.inputs().get(0);
    }
}
