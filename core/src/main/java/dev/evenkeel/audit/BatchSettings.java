package dev.evenkeel.audit;

import dev.evenkeel.network.Node;
import dev.evenkeel.norm.BatchNormalization;
import dev.evenkeel.norm.setting.Averaging;
import dev.evenkeel.norm.setting.VarianceEstimator;
import java.util.Optional;

/** What the layers that normalise by a batch have in common. */
record BatchSettings(float epsilon, Averaging averaging, VarianceEstimator estimator) {
    static Optional<BatchSettings> of(Node node) {
        return node.layer() instanceof BatchNormalization<?> layer
                ? Optional.of(new BatchSettings(layer.epsilon(), layer.averaging(), layer.estimator()))
                : Optional.empty();
    }
}
