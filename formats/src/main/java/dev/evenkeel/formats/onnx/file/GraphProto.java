package dev.evenkeel.formats.onnx.file;

import java.util.List;

/**
 * Nodes and the values they pass on.
 *
 * @param name of the graph
 * @param nodes in an order in which each reads only what stands before it
 * @param initializers constants, each under a name of its own
 * @param inputs what a caller gives; in old files the initializers stand here too
 * @param outputs what a caller gets
 */
public record GraphProto(
        String name,
        List<NodeProto> nodes,
        List<TensorProto> initializers,
        List<ValueProto> inputs,
        List<ValueProto> outputs) {
    public GraphProto {
        nodes = List.copyOf(nodes);
        initializers = List.copyOf(initializers);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
