package dev.evenkeel.formats.onnx.file;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.formats.protobuf.WireWriter;

/** Writes a ModelProto, its graph and the types of the graph's inputs and outputs. */
final class ModelEncoder {
    private ModelEncoder() {}

    static void encode(ModelProto model, WireWriter writer) {
        writer.whole(1, model.irVersion());
        writer.text(2, model.producer());
        writer.message(7, graph -> encode(model.graph(), graph));
        for (ModelProto.OperatorSet operatorSet : model.operatorSets()) {
            writer.message(8, encoded -> {
                encoded.text(1, operatorSet.domain());
                encoded.whole(2, operatorSet.version());
            });
        }
        model.metadata()
                .forEach((key, value) -> writer.message(14, entry -> {
                    entry.text(1, key);
                    entry.text(2, value);
                }));
    }

    private static void encode(GraphProto graph, WireWriter writer) {
        graph.nodes().forEach(node -> writer.message(1, encoded -> NodeEncoder.encode(node, encoded)));
        writer.text(2, graph.name());
        graph.initializers().forEach(tensor -> writer.message(5, encoded -> TensorEncoder.encode(tensor, encoded)));
        graph.inputs().forEach(value -> writer.message(11, encoded -> encode(value, encoded)));
        graph.outputs().forEach(value -> writer.message(12, encoded -> encode(value, encoded)));
    }

    private static void encode(ValueProto value, WireWriter writer) {
        if (value.type() == ElementType.OTHER) {
            throw new OnnxException("value " + quoted(value.name()) + " has a type that cannot be written. Change it");
        }
        writer.text(1, value.name());
        if (value.type() != ElementType.UNDEFINED || value.extents().isPresent()) {
            writer.message(2, type -> type.message(1, tensor -> encodeType(value, tensor)));
        }
    }

    private static void encodeType(ValueProto value, WireWriter tensor) {
        tensor.whole(1, value.type().code());
        value.extents()
                .ifPresent(extents -> tensor.message(2, shape -> extents.forEach(extent -> encode(extent, shape))));
    }

    private static void encode(ValueProto.Extent extent, WireWriter shape) {
        shape.message(1, encoded -> {
            if (extent.size().isPresent()) {
                encoded.whole(1, extent.size().getAsLong());
            } else {
                encoded.text(2, extent.symbol());
            }
        });
    }
}
