package dev.evenkeel.network;

import dev.evenkeel.layer.Frozen;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.SharedParameter;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * A named layer in a network.
 *
 * @param name unique in the network, as {@code layer1.0.bn1}
 * @param layer what stands here
 * @param inputs the names of the nodes it reads, {@link Network#INPUT} for the network's input; none for a constant
 * @param inputShapes the shape of one example of each input
 * @param outputShape the shape of one example of the output
 * @param frozen what stays as it is in training
 */
public record Node(
        String name, Layer layer, List<String> inputs, List<Shape> inputShapes, Shape outputShape, Frozen frozen) {
    public List<Parameter> parameters() {
        return layer.parameters(inputShapes);
    }

    /** The parameters of nodes before this one that it reads as its own. */
    public List<SharedParameter> shared() {
        return layer.shared(inputShapes);
    }

    /**
     * The name in the network of a tensor that the layer calls {@code tensor}: as {@code head.weight}, or that of another
     * layer's tensor which it shares.
     */
    public String tensorName(String tensor) {
        return shared().stream()
                .filter(parameter -> parameter.name().equals(tensor))
                .map(SharedParameter::fullName)
                .findFirst()
                .orElse(name + "." + tensor);
    }

    public List<Statistic> statistics() {
        return layer.statistics(inputShapes);
    }

    /** How many numbers training learns here. */
    public long parameterCount() {
        return parameters().stream()
                .mapToLong(parameter -> parameter.shape().size())
                .sum();
    }

    /** How many numbers are kept here that gradients do not change. */
    public long statisticCount() {
        return statistics().stream()
                .mapToLong(statistic -> statistic.shape().size())
                .sum();
    }

    /** Whether data stand behind statistics that are kept here, so that a model keeps evidence of them. */
    public boolean gathersStatistics() {
        return statistics().stream().anyMatch(statistic -> statistic.origin() == Statistic.Origin.GATHERED);
    }

    /** The same layer with more of it frozen; one that neither learns nor keeps statistics stays as it is. */
    Node freeze(Frozen more) {
        boolean any = !parameters().isEmpty() || !statistics().isEmpty();
        return any ? with(frozen.and(more)) : this;
    }

    Node with(Frozen other) {
        return new Node(name, layer, inputs, inputShapes, outputShape, other);
    }

    /** As {@code linear '3'}. */
    public String title() {
        return layer.typeName() + " '" + name + "'";
    }
}
