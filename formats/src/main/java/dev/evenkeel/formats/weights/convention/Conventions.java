package dev.evenkeel.formats.weights.convention;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.norm.BatchRenorm;
import dev.evenkeel.norm.setting.Averaging;
import dev.evenkeel.norm.setting.VarianceEstimator;
import java.util.ArrayList;
import java.util.List;

/**
 * What batch normalization means in a framework unless a layer says otherwise. State dicts do not hold these settings, so
 * they are declared: a model keeps those of its origin in its provenance.
 *
 * @param framework its name
 * @param momentum what it calls momentum
 * @param usualMomentum its default, in its own meaning
 * @param epsilon its default
 * @param estimator which variance its running statistics keep
 */
public record Conventions(
        String framework, Momentum momentum, double usualMomentum, float epsilon, VarianceEstimator estimator) {
    public static final Conventions PYTORCH =
            new Conventions("PyTorch", Momentum.WEIGHT_OF_NEW_BATCH, 0.1, 1e-5f, VarianceEstimator.UNBIASED);
    public static final Conventions KERAS =
            new Conventions("Keras", Momentum.WEIGHT_OF_OLD_AVERAGE, 0.99, 1e-3f, VarianceEstimator.BIASED);
    public static final Conventions FLAX =
            new Conventions("Flax", Momentum.WEIGHT_OF_OLD_AVERAGE, 0.99, 1e-5f, VarianceEstimator.BIASED);
    public static final Conventions BURN =
            new Conventions("Burn", Momentum.WEIGHT_OF_NEW_BATCH, 0.1, 1e-5f, VarianceEstimator.BIASED);
    public static final Conventions ONNX =
            new Conventions("ONNX", Momentum.WEIGHT_OF_OLD_AVERAGE, 0.9, 1e-5f, VarianceEstimator.BIASED);

    /** The layer that computes as the framework's does by default, for the network's description. */
    public BatchNorm batchNorm() {
        return BatchNorm.standard()
                .epsilon(epsilon)
                .newBatchWeight(momentum.newBatchWeight(usualMomentum))
                .estimator(estimator);
    }

    /** Where a network's batch normalizations are set otherwise than the framework's defaults, in words. */
    public List<String> differences(Network network) {
        List<String> differences = new ArrayList<>();
        for (Node node : network.nodes()) {
            if (node.layer() instanceof BatchNorm layer) {
                compare(node, layer.epsilon(), layer.averaging(), layer.estimator(), differences);
            } else if (node.layer() instanceof BatchRenorm layer) {
                compare(node, layer.epsilon(), layer.averaging(), layer.estimator(), differences);
            }
        }
        return differences;
    }

    private void compare(
            Node node,
            float itsEpsilon,
            Averaging averaging,
            VarianceEstimator itsEstimator,
            List<String> differences) {
        BatchNorm usual = batchNorm();
        List<String> found = new ArrayList<>();
        if (itsEpsilon != usual.epsilon()) {
            found.add("epsilon " + itsEpsilon + " (" + framework + ": " + usual.epsilon() + ")");
        }
        if (!averaging.equals(usual.averaging())) {
            found.add(words(averaging) + " (" + framework + ": " + words(usual.averaging()) + ")");
        }
        if (itsEstimator != usual.estimator()) {
            found.add("estimator " + Settings.wordOf(itsEstimator) + " (" + framework + ": "
                    + Settings.wordOf(usual.estimator()) + ")");
        }
        if (!found.isEmpty()) {
            differences.add(node.title() + " has " + String.join(", ", found));
        }
    }

    private static String words(Averaging averaging) {
        return averaging instanceof Averaging.Exponential exponential
                ? "newBatchWeight " + exponential.newBatchWeight()
                : "a cumulative average";
    }

    /** As provenance keeps it. */
    public JsonObject toJson() {
        return JsonObject.of()
                .with("momentum", Settings.wordOf(momentum))
                .with("newBatchWeight", momentum.newBatchWeight(usualMomentum))
                .with("epsilon", epsilon)
                .with("estimator", Settings.wordOf(estimator));
    }

    /** In a sentence. */
    @Override
    public String toString() {
        return framework + ": momentum " + usualMomentum
                + (momentum == Momentum.WEIGHT_OF_NEW_BATCH
                        ? " is the weight of the new batch"
                        : " is the weight of the old average, so the new batch weighs "
                                + momentum.newBatchWeight(usualMomentum))
                + ", running variance " + Settings.wordOf(estimator) + ", epsilon " + epsilon;
    }
}
