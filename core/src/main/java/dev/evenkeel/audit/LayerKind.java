package dev.evenkeel.audit;

import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Function;
import dev.evenkeel.arithmetic.MatrixMultiply;
import dev.evenkeel.arithmetic.PRelu;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.layer.core.Dropout;
import dev.evenkeel.layer.core.Flatten;
import dev.evenkeel.layer.core.LogSoftmax;
import dev.evenkeel.layer.core.Softmax;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.BatchNormalization;
import dev.evenkeel.norm.GroupNorm;
import dev.evenkeel.norm.InstanceNorm;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.norm.PopulationStatistics;
import dev.evenkeel.norm.setting.RowAxes;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.spatial.AveragePool;
import dev.evenkeel.spatial.GlobalAveragePool;
import dev.evenkeel.spatial.MaxPool;
import dev.evenkeel.spatial.SpatialDropout;
import dev.evenkeel.tensor.Shape;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What layers are to an audit. */
final class LayerKind {
    private static final Set<Function> ACTIVATIONS = EnumSet.of(
            Function.ELU,
            Function.SELU,
            Function.CELU,
            Function.HARD_SIGMOID,
            Function.HARD_SWISH,
            Function.SOFTPLUS,
            Function.SOFTSIGN,
            Function.THRESHOLDED_RELU,
            Function.SWISH,
            Function.MISH);

    private LayerKind() {}

    /** Whether training normalises by the batch here, and running statistics follow. */
    static boolean normalizesByBatch(Node node) {
        return node.layer() instanceof PopulationStatistics && !keepsStatistics(node);
    }

    /** The layer, if it normalises by a batch in training. */
    static Optional<BatchNormalization<?>> batchNormalization(Node node) {
        return node.layer() instanceof BatchNormalization<?> layer ? Optional.of(layer) : Optional.empty();
    }

    /** Whether running statistics stay as they are in training. */
    static boolean keepsStatistics(Node node) {
        return node.layer() instanceof PopulationStatistics layer
                && (layer.keepsStatistics() || node.frozen().statistics());
    }

    /** Whether positions of a sequence or an image share a mean and a variance, of a batch in training or of an example. */
    static boolean normalizesPositions(Node node) {
        boolean ofExample = node.layer() instanceof GroupNorm
                || node.layer() instanceof InstanceNorm
                || (node.layer() instanceof LayerNorm norm && norm.axes() == RowAxes.ALL);
        return (normalizesByBatch(node) || ofExample)
                && node.inputShapes().get(0).positions() > 1;
    }

    /** Whether a constant that is added to a channel of the input is taken off again. */
    static boolean centresChannels(Node node) {
        return normalizesByBatch(node)
                || node.layer() instanceof InstanceNorm
                || (node.layer() instanceof GroupNorm norm
                        && norm.groups() == node.inputShapes().get(0).channels());
    }

    /** How many values of one example share a mean and a variance; without end, if the layer does not centre examples. */
    static int normalizedTogether(Node node) {
        if (node.inputShapes().isEmpty()) {
            return Integer.MAX_VALUE;
        }
        Shape input = node.inputShapes().get(0);
        if (node.layer() instanceof GroupNorm norm) {
            return input.size() / norm.groups();
        }
        if (node.layer() instanceof LayerNorm norm) {
            return norm.axes() == RowAxes.ALL ? input.size() : input.channels();
        }
        return node.layer() instanceof InstanceNorm ? input.positions() : Integer.MAX_VALUE;
    }

    static boolean isRelu(Layer layer) {
        return layer.equals(Activate.of(Activation.RELU));
    }

    static boolean isActivation(Layer layer) {
        return layer instanceof Activate
                || layer instanceof PRelu
                || (layer instanceof Apply apply && ACTIVATIONS.contains(apply.function()));
    }

    /** Whether the activation is flat at both ends. */
    static boolean saturates(Layer layer) {
        return (layer instanceof Activate activate
                        && (activate.activation() == Activation.SIGMOID || activate.activation() == Activation.TANH))
                || (layer instanceof Apply apply
                        && (apply.function() == Function.HARD_SIGMOID || apply.function() == Function.SOFTSIGN));
    }

    /** The largest slope of an activation that {@link #saturates}. */
    static double steepest(Layer layer) {
        if (layer instanceof Apply apply) {
            return apply.function() == Function.HARD_SIGMOID ? Math.abs(apply.a()) : 1;
        }
        return layer instanceof Activate activate && activate.activation() == Activation.SIGMOID ? 0.25 : 1;
    }

    /** The share of values that training keeps; 1 of a layer that drops none. */
    static double keep(Layer layer) {
        if (layer instanceof Dropout dropout) {
            return 1 - dropout.probability();
        }
        return layer instanceof SpatialDropout dropout ? 1 - dropout.probability() : 1;
    }

    /** Whether the layer only chooses or averages values that its channels hold already. */
    static boolean isPooling(Layer layer) {
        return layer instanceof MaxPool || layer instanceof AveragePool || layer instanceof GlobalAveragePool;
    }

    static boolean isReshaping(Layer layer) {
        return layer instanceof Flatten || layer instanceof Reshape;
    }

    /** Whether the layer turns a last layer's values into outputs. */
    static boolean isLink(Layer layer) {
        return layer instanceof Softmax || layer instanceof LogSoftmax || layer.equals(Activate.of(Activation.SIGMOID));
    }

    /** Whether inputs are multiplied by learned weights, or by each other. */
    static boolean isProduct(Node node) {
        return node.layer() instanceof MatrixMultiply
                || !node.shared().isEmpty()
                || (!isActivation(node.layer())
                        && node.parameters().stream().anyMatch(parameter -> parameter.role() == Parameter.Role.WEIGHT));
    }

    /** Whether a learned constant is added to each channel of the output. */
    static boolean hasBias(Node node) {
        return isProduct(node)
                && node.parameters().stream().anyMatch(parameter -> parameter.role() == Parameter.Role.BIAS);
    }
}
