package dev.evenkeel.formats.weights.dialect;

import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A place for a tensor in a network.
 *
 * @param node the layer it belongs to
 * @param name its name within the layer, as {@code weight}
 * @param kind what it is
 */
public record Slot(Node node, String name, Shape shape, Kind kind) {
    public enum Kind {
        PARAMETER,
        GAMMA_OR_BETA,
        STATISTIC
    }

    /** Every place of a network, in its order. */
    public static List<Slot> of(Network network) {
        List<Slot> slots = new ArrayList<>();
        network.nodes().forEach(node -> slots.addAll(of(node)));
        return slots;
    }

    /** Every place of a layer. */
    public static List<Slot> of(Node node) {
        List<Slot> slots = new ArrayList<>();
        for (Parameter parameter : node.parameters()) {
            slots.add(new Slot(node, parameter.name(), parameter.shape(), kind(parameter)));
        }
        for (Statistic statistic : node.statistics()) {
            slots.add(new Slot(node, statistic.name(), statistic.shape(), Kind.STATISTIC));
        }
        return slots;
    }

    private static Kind kind(Parameter parameter) {
        return parameter.role() == Parameter.Role.NORMALIZATION ? Kind.GAMMA_OR_BETA : Kind.PARAMETER;
    }

    /** Whether it is a bias of an LSTM or a GRU, which PyTorch leaves out with {@code bias=False}. */
    public boolean isRecurrentBias() {
        return node.layer() instanceof Recurrent layer
                && !layer.normalization().isPresent()
                && name.startsWith("bias_");
    }

    /** As {@code layer1.0.bn1.weight}. */
    public String fullName() {
        return node.name() + "." + name;
    }

    /** Whether a layer keeps running statistics of batches. */
    public static boolean countsBatches(Node node) {
        return node.statistics().stream().anyMatch(statistic -> statistic.name().equals("running_mean"));
    }
}
