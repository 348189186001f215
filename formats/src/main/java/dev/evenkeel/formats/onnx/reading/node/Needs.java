package dev.evenkeel.formats.onnx.reading.node;

import dev.evenkeel.formats.onnx.file.NodeProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The nodes that one output of a graph needs, and who reads what among them. */
public final class Needs {
    private static final Set<String> CHANNELS_FIRST = Set.of(
            "Conv",
            "ConvTranspose",
            "MaxPool",
            "AveragePool",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "BatchNormalization",
            "InstanceNormalization",
            "GroupNormalization",
            "LRN",
            "Resize",
            "Upsample");

    private static final Set<String> INDIFFERENT = Set.of(
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Pow",
            "Max",
            "Min",
            "Sum",
            "Identity",
            "Cast",
            "Pad",
            "Slice",
            "Split",
            "Concat",
            "Relu",
            "LeakyRelu",
            "Sigmoid",
            "Tanh",
            "Dropout",
            "Clip",
            "Neg",
            "Sqrt",
            "Exp",
            "PRelu",
            "Elu",
            "Selu",
            "HardSwish");

    private final String output;
    private final List<NodeReader> nodes = new ArrayList<>();
    private final Map<String, List<NodeReader>> readers = new LinkedHashMap<>();
    private final Map<String, NodeReader> producers = new HashMap<>();

    public Needs(List<NodeProto> graph, String output, long operatorSet) {
        this.output = output;
        Set<String> wanted = new HashSet<>(Set.of(output));
        for (int index = graph.size() - 1; index >= 0; index--) {
            NodeProto node = graph.get(index);
            if (node.outputs().stream().anyMatch(name -> !name.isEmpty() && wanted.contains(name))) {
                wanted.addAll(node.inputs());
                nodes.add(new NodeReader(node, operatorSet));
            }
        }
        Collections.reverse(nodes);
        for (NodeReader node : nodes) {
            for (String input : node.node().inputs()) {
                readers.computeIfAbsent(input, name -> new ArrayList<>()).add(node);
            }
            node.node().outputs().forEach(name -> producers.put(name, node));
        }
    }

    /** In the order of the graph. */
    public List<NodeReader> nodes() {
        return nodes;
    }

    public boolean isWanted(String name) {
        return name.equals(output) || readers.containsKey(name);
    }

    public List<NodeReader> readers(String name) {
        return readers.getOrDefault(name, List.of());
    }

    /** The node that computes a value. */
    public Optional<NodeReader> producer(String name) {
        return Optional.ofNullable(producers.get(name));
    }

    public Optional<NodeReader> onlyReader(String name) {
        List<NodeReader> all = readers(name);
        return all.size() == 1 && !name.equals(output) ? Optional.of(all.get(0)) : Optional.empty();
    }

    /** Whether shapes are computed of values, so that a result can depend on the number of examples. */
    public boolean readsShapes() {
        return nodes.stream().anyMatch(node -> node.operator().equals("Shape"));
    }

    /**
     * Whether the value's axes are looked at first by an operator that has channels before positions.
     *
     * @param keepsAxes whether a reshape leaves channels where they are
     */
    public boolean meetsChannelsFirst(String input, Predicate<NodeReader> keepsAxes) {
        Set<String> followed = new HashSet<>(Set.of(input));
        for (NodeReader node : nodes) {
            if (node.node().inputs().stream().anyMatch(followed::contains)) {
                if (CHANNELS_FIRST.contains(node.operator())) {
                    return true;
                }
                if (INDIFFERENT.contains(node.operator())
                        || (node.operator().equals("Reshape") && keepsAxes.test(node))) {
                    followed.addAll(node.node().outputs());
                }
            }
        }
        return false;
    }
}
