package dev.evenkeel.formats.onnx.file;

import dev.evenkeel.formats.protobuf.WireWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;

/** Writes files that no model stands for. */
final class RawModel {
    private RawModel() {}

    /** Any message. */
    static byte[] message(Consumer<WireWriter> content) {
        WireWriter writer = new WireWriter();
        content.accept(writer);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writer.writeTo(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** A model of one operator set and this graph. */
    static byte[] graph(Consumer<WireWriter> graph) {
        return message(model -> {
            model.message(7, graph);
            model.message(8, set -> set.whole(2, 17));
        });
    }

    /** A model of one tensor. */
    static byte[] tensor(Consumer<WireWriter> tensor) {
        return graph(graph -> graph.message(5, tensor));
    }

    /** A model of one tensor {@code w} of a type and extents, with further fields. */
    static byte[] tensor(ElementType type, List<Long> extents, Consumer<WireWriter> fields) {
        return tensor(tensor -> {
            tensor.wholes(1, extents);
            tensor.whole(2, type.code());
            tensor.text(8, "w");
            fields.accept(tensor);
        });
    }

    /** A model of one node {@code n} with one attribute. */
    static byte[] attribute(Consumer<WireWriter> attribute) {
        return graph(graph -> graph.message(1, node -> {
            node.text(3, "n");
            node.text(4, "Odd");
            node.message(5, attribute);
        }));
    }

    /** Adds a node to a graph. */
    static void node(WireWriter graph, String name, List<String> inputs, List<String> outputs) {
        graph.message(1, node -> {
            inputs.forEach(input -> node.text(1, input));
            outputs.forEach(output -> node.text(2, output));
            node.text(3, name);
            node.text(4, "Add");
        });
    }
}
