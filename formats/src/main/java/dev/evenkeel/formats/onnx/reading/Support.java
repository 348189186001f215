package dev.evenkeel.formats.onnx.reading;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.file.GraphProto;
import dev.evenkeel.formats.onnx.file.ModelProto;
import dev.evenkeel.formats.onnx.file.NodeProto;
import dev.evenkeel.formats.onnx.file.ValueProto;
import dev.evenkeel.formats.onnx.problem.UnsupportedOperatorException;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.network.NetworkJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether all that some outputs of a graph need is computed here, by operators, versions, attributes and types alone. All
 * that is not is told at once.
 */
final class Support {
    private static final int MAX_TOLD = 12;

    private final long operatorSet;
    private final Map<String, ValueProto> whole = new LinkedHashMap<>();
    private final Set<String> wanted = new HashSet<>();
    private final List<NodeProto> needed = new ArrayList<>();

    private Support(GraphProto graph, Collection<String> outputs, long operatorSet) {
        this.operatorSet = operatorSet;
        graph.inputs().stream().filter(input -> isWhole(input.type())).forEach(input -> whole.put(input.name(), input));
        wanted.addAll(outputs);
        for (int index = graph.nodes().size() - 1; index >= 0; index--) {
            NodeProto node = graph.nodes().get(index);
            if (node.outputs().stream().anyMatch(name -> !name.isEmpty() && wanted.contains(name))) {
                wanted.addAll(node.inputs());
                needed.add(0, node);
            }
        }
    }

    /** @throws UnsupportedOperatorException that names what is not supported */
    static void require(ModelProto file, Collection<String> outputs, long operatorSet) {
        GraphProto graph = file.graph();
        if (graph.nodes().size() > NetworkJson.MAX_LAYERS) {
            throw new UnsupportedOperatorException("Graphs of up to " + NetworkJson.MAX_LAYERS
                    + " nodes are supported, but this has " + graph.nodes().size());
        }
        new Support(graph, outputs, operatorSet).require();
        for (ValueProto output : graph.outputs()) {
            if (outputs.contains(output.name()) && isWhole(output.type())) {
                throw new UnsupportedOperatorException(
                        "The output " + quoted(output.name()) + " of type " + output.type()
                                + " is not supported: values here are single-precision floating-point numbers"
                                + (graph.outputs().size() > 1
                                        ? ". Choose another: --output NAME at the command line, output(NAME) of OnnxImport in"
                                                + " Java"
                                        : ""));
            }
        }
    }

    private static boolean isWhole(ElementType type) {
        return !type.fitsFloat() && type != ElementType.DOUBLE;
    }

    private void require() {
        Map<String, List<NodeReader>> unknown = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (NodeProto node : needed) {
            NodeReader reader = new NodeReader(node, operatorSet);
            if (!Operators.isKnown(reader)) {
                unknown.computeIfAbsent(title(node), kind -> new ArrayList<>()).add(reader);
                continue;
            }
            try {
                Operator operator = Operators.of(reader);
                requireTypes(reader, operator);
                requireOutputs(reader, operator);
            } catch (UnsupportedOperatorException problem) {
                problems.add(String.valueOf(problem.getMessage()));
            }
        }
        if (unknown.keySet().stream().anyMatch(Operators::isQuantised)) {
            throw new UnsupportedOperatorException("The network is quantised ("
                    + String.join(
                            ", ",
                            unknown.keySet().stream()
                                    .filter(Operators::isQuantised)
                                    .toList())
                    + "), which is not supported: take the float model that it was made of");
        }
        if (!unknown.isEmpty()) {
            problems.add(0, told(unknown));
        }
        if (!problems.isEmpty()) {
            int more = problems.size() - MAX_TOLD;
            throw new UnsupportedOperatorException(String.join(
                            "\n", problems.subList(0, Math.min(MAX_TOLD, problems.size())))
                    + (more > 0 ? "\nand " + more + " more" : ""));
        }
    }

    private static String title(NodeProto node) {
        return node.domain().isEmpty() || node.domain().equals("ai.onnx")
                ? node.operator()
                : node.operator() + " of the domain " + quoted(node.domain());
    }

    /** As {@code RNN 'cell' is not supported: there is no such operator here}. */
    private static String told(Map<String, List<NodeReader>> unknown) {
        if (unknown.size() == 1) {
            Map.Entry<String, List<NodeReader>> only =
                    unknown.entrySet().iterator().next();
            List<NodeReader> nodes = only.getValue();
            return only.getKey() + " " + nodes.get(0).called() + more(nodes) + (nodes.size() == 1 ? " is" : " are")
                    + " not supported: there is no such operator here. " + Operators.LIST;
        }
        List<String> kinds = unknown.entrySet().stream()
                .limit(MAX_TOLD)
                .map(kind -> kind.getKey() + " (" + kind.getValue().get(0).called() + more(kind.getValue()) + ")")
                .toList();
        int rest = unknown.size() - kinds.size();
        return unknown.size() + " operators are not supported: " + String.join(", ", kinds)
                + (rest > 0 ? " and " + rest + " more" : "") + ". " + Operators.LIST;
    }

    private static String more(List<NodeReader> nodes) {
        return nodes.size() == 1 ? "" : " and " + (nodes.size() - 1) + " more";
    }

    /** Whole numbers of more bits than a float holds are read as indices, axes and shapes only. */
    private void requireTypes(NodeReader node, Operator operator) {
        List<String> names = node.node().inputs();
        for (int index = 0; index < names.size(); index++) {
            ValueProto input = whole.get(names.get(index));
            if (input != null && !operator.wholeInputs().contains(index)) {
                throw node.unsupported("its input " + quoted(input.name()) + " is of type " + input.type()
                        + ", but it computes with single-precision floating-point numbers");
            }
        }
    }

    /** Outputs that nobody reads need not be computed. */
    private void requireOutputs(NodeReader node, Operator operator) {
        operator.computed().ifPresent(computed -> {
            for (int index = computed.outputs(); index < node.node().outputs().size(); index++) {
                if (node.output(index).filter(wanted::contains).isPresent()) {
                    throw node.unsupported(computed.words() + ", but its output "
                            + quoted(node.node().outputs().get(index)) + " is read");
                }
            }
        });
    }
}
