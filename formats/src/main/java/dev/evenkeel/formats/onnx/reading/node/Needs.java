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

    /** Besides the indifferent ones, those that leave leading axes as they are. */
    private static final Set<String> ROWS =
            Set.of("MatMul", "LayerNormalization", "RMSNormalization", "Gelu", "Erf", "Abs", "Floor", "Ceil", "Round");

    private static final Set<String> RECURRENT = Set.of("LSTM", "GRU");

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

    /** The axis of an input that counts examples: the second where a recurrent layer reads positions first, else the first. */
    public int batchAxis(String input, int rank) {
        return rank > 1 && meetsPositionsFirst(input) ? 1 : 0;
    }

    /** Whether a recurrent layer reads the value, as it is or row by row, with positions before examples. */
    private boolean meetsPositionsFirst(String input) {
        Set<String> followed = new HashSet<>(Set.of(input));
        for (NodeReader node : nodes) {
            boolean data = node.hasInput(0) && followed.contains(node.input(0));
            if (data && RECURRENT.contains(node.operator())) {
                return node.whole("layout", 0) == 0;
            }
            boolean looksUp = node.operator().equals("Gather")
                    && node.whole("axis", 0) == 0
                    && node.hasInput(1)
                    && followed.contains(node.input(1));
            boolean keeps = INDIFFERENT.contains(node.operator())
                    && node.node().inputs().stream().anyMatch(followed::contains);
            if (keeps || looksUp || (data && ROWS.contains(node.operator()))) {
                followed.addAll(node.node().outputs());
            }
        }
        return false;
    }
}
