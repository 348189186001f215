package dev.evenkeel.formats.onnx.file;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether a graph's wiring holds: each value has one name and one origin, nodes read only what stands before them, and the
 * outputs are defined.
 */
final class GraphCheck {
    private final GraphProto graph;
    private final Set<String> defined = new HashSet<>();

    private GraphCheck(GraphProto graph) {
        this.graph = graph;
    }

    /** @throws OnnxException that names the value or node whose wiring is wrong */
    static void check(GraphProto graph) {
        new GraphCheck(graph).check();
    }

    private void check() {
        Set<String> initializers = new HashSet<>();
        graph.initializers().forEach(tensor -> requireNew("initializer", tensor.name(), initializers));
        Set<String> inputs = new HashSet<>();
        graph.inputs().forEach(value -> requireNew("input", value.name(), inputs));
        defined.addAll(initializers);
        defined.addAll(inputs);
        for (int index = 0; index < graph.nodes().size(); index++) {
            checkNode(index);
        }
        Set<String> outputs = new HashSet<>();
        for (ValueProto output : graph.outputs()) {
            requireNew("output", output.name(), outputs);
            if (!defined.contains(output.name())) {
                throw wrong(
                        "its graph's output " + quoted(output.name()) + " needs a node that makes it, but none does");
            }
        }
    }

    private static void requireNew(String what, String name, Set<String> names) {
        if (name.isEmpty()) {
            throw wrong("each " + what + " of its graph needs a name, but one has none");
        }
        if (!names.add(name)) {
            throw wrong("its graph has two " + what + "s " + quoted(name) + ", but their names must differ");
        }
    }

    private void checkNode(int index) {
        NodeProto node = graph.nodes().get(index);
        if (node.operator().isEmpty()) {
            throw wrong(said(node) + " needs an operator, but has none");
        }
        for (String input : node.inputs()) {
            if (!input.isEmpty() && !defined.contains(input)) {
                throw wrong(said(node) + " reads " + quoted(input)
                        + (madeFrom(index, input)
                                ? ", which only stands after it: the graph is cyclic or unordered"
                                : ", but no input, initializer or node has that name"));
            }
        }
        for (String output : node.outputs()) {
            if (!output.isEmpty() && !defined.add(output)) {
                throw wrong(said(node) + " makes " + quoted(output) + ", but that value is there already");
            }
        }
    }

    private boolean madeFrom(int index, String value) {
        return graph.nodes().subList(index, graph.nodes().size()).stream()
                .anyMatch(node -> node.outputs().contains(value));
    }

    private static String said(NodeProto node) {
        return "node " + quoted(node.name()) + " (" + node.operator() + ")";
    }

    private static OnnxException wrong(String what) {
        return new OnnxException(what + ". Export the file again");
    }
}
