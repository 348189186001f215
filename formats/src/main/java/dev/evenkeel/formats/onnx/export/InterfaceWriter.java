package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.file.GraphProto;
import dev.evenkeel.formats.onnx.file.NodeProto;
import dev.evenkeel.formats.onnx.file.ValueProto;
import dev.evenkeel.formats.onnx.graph.FileInterface;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Gives a graph the interface of the file that its model was read from: names, types, and where the axes of the input and the
 * output lie. A side whose shape is another now, or whose name is taken, stays as it is.
 */
final class InterfaceWriter {
    private final Network network;
    private GraphProto graph;

    private InterfaceWriter(Network network, GraphProto graph) {
        this.network = network;
        this.graph = graph;
    }

    /**
     * @param inputOrder how the axes of the graph's input lie
     * @param outputOrder how those of its output do
     */
    static GraphProto applied(
            FileInterface sides, Network network, GraphProto graph, Order inputOrder, Order outputOrder) {
        InterfaceWriter writer = new InterfaceWriter(network, graph);
        sides.input()
                .filter(side -> fits(side, network.input()))
                .ifPresent(side -> writer.input(side, places(side, inputOrder)));
        sides.output()
                .filter(side -> fits(side, network.output()))
                .ifPresent(side -> writer.output(side, places(side, outputOrder)));
        return writer.graph;
    }

    private static boolean fits(FileInterface.Side side, Shape shape) {
        return side.order().size() == shape.rank()
                && side.order().stream().sorted().toList().equals(counted(shape.rank()))
                && side.batchAxis() >= 0
                && side.batchAxis() <= shape.rank();
    }

    private static List<Integer> counted(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** For each axis of the graph's value which of the file's it is. */
    private static List<Integer> places(FileInterface.Side side, Order order) {
        List<Integer> axes = new ArrayList<>(side.order());
        if (order.isChannelsFirst()) {
            Collections.rotate(axes, 1);
        }
        List<Integer> places = new ArrayList<>(List.of(side.batchAxis()));
        axes.forEach(axis -> places.add(axis < side.batchAxis() ? axis : axis + 1));
        return places;
    }

    private void input(FileInterface.Side side, List<Integer> places) {
        if (isTaken(side.name(), Network.INPUT)) {
            return;
        }
        List<NodeProto> before = new ArrayList<>();
        String value = side.name();
        boolean moved = !places.equals(counted(places.size()));
        String own = inner(Network.INPUT, "/floats");
        if (side.type() != ElementType.FLOAT) {
            value = add(before, "Cast", value, moved ? own : inner(Network.INPUT, "/own"), cast(ElementType.FLOAT));
        }
        if (moved) {
            value = add(before, "Transpose", value, inner(Network.INPUT, "/order"), transposed(places));
        }
        String name = value;
        List<NodeProto> nodes = new ArrayList<>(before);
        graph.nodes().forEach(node -> nodes.add(renamed(node, Network.INPUT, name)));
        ValueProto described = described(side, network.input());
        graph = new GraphProto(graph.name(), nodes, graph.initializers(), List.of(described), graph.outputs());
    }

    private void output(FileInterface.Side side, List<Integer> places) {
        if (isTaken(side.name(), NetworkWriter.OUTPUT)) {
            return;
        }
        boolean moved = !places.equals(counted(places.size()));
        boolean cast = side.type() != ElementType.FLOAT;
        String computed = moved || cast ? inner(NetworkWriter.OUTPUT, "/own") : side.name();
        List<NodeProto> nodes = new ArrayList<>();
        graph.nodes().forEach(node -> nodes.add(renamed(node, NetworkWriter.OUTPUT, computed)));
        String value = computed;
        if (moved) {
            List<Integer> back =
                    counted(places.size()).stream().map(places::indexOf).toList();
            String target = cast ? inner(NetworkWriter.OUTPUT, "/order") : side.name();
            value = add(nodes, "Transpose", value, target, transposed(back));
        }
        if (cast) {
            add(nodes, "Cast", value, side.name(), cast(side.type()));
        }
        ValueProto described = described(side, network.output());
        graph = new GraphProto(graph.name(), nodes, graph.initializers(), graph.inputs(), List.of(described));
    }

    private boolean isTaken(String name, String own) {
        return !name.equals(own) && names().contains(name);
    }

    private Set<String> names() {
        Set<String> names = new HashSet<>();
        graph.initializers().forEach(tensor -> names.add(tensor.name()));
        graph.inputs().forEach(value -> names.add(value.name()));
        graph.nodes().forEach(node -> names.addAll(node.outputs()));
        return names;
    }

    /** A name that nothing has. */
    private String inner(String side, String ending) {
        Set<String> names = names();
        String name = side + ending;
        while (names.contains(name)) {
            name = name + "_";
        }
        return name;
    }

    private static String add(
            List<NodeProto> nodes, String operator, String from, String to, Map<String, AttributeProto> attributes) {
        nodes.add(new NodeProto(to, "", operator, List.of(from), List.of(to), attributes));
        return to;
    }

    private static Map<String, AttributeProto> cast(ElementType type) {
        return Map.of("to", new AttributeProto.Whole(type.code()));
    }

    private static Map<String, AttributeProto> transposed(List<Integer> places) {
        return Map.of(
                "perm",
                new AttributeProto.Wholes(
                        places.stream().map(Integer::longValue).toList()));
    }

    private static NodeProto renamed(NodeProto node, String from, String to) {
        return new NodeProto(
                node.name(),
                node.domain(),
                node.operator(),
                node.inputs().stream()
                        .map(name -> name.equals(from) ? to : name)
                        .toList(),
                node.outputs().stream()
                        .map(name -> name.equals(from) ? to : name)
                        .toList(),
                node.attributes());
    }

    private static ValueProto described(FileInterface.Side side, Shape shape) {
        ValueProto.Extent[] example = new ValueProto.Extent[shape.rank()];
        for (int axis = 0; axis < example.length; axis++) {
            example[side.order().get(axis)] = ValueProto.Extent.of(shape.extent(axis));
        }
        List<ValueProto.Extent> extents = new ArrayList<>(List.of(example));
        extents.add(side.batchAxis(), side.batch());
        return new ValueProto(side.name(), side.type(), Optional.of(extents));
    }
}
