package dev.evenkeel.formats.onnx.file;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.formats.protobuf.WireWriter;

/** Writes a NodeProto and its attributes. */
final class NodeEncoder {
    private NodeEncoder() {}

    static void encode(NodeProto node, WireWriter writer) {
        try {
            encodeFields(node, writer);
        } catch (EvenkeelException wrong) {
            throw new OnnxException(
                    "node " + quoted(node.name()) + " (" + node.operator() + "): " + wrong.getMessage(), wrong);
        }
    }

    private static void encodeFields(NodeProto node, WireWriter writer) {
        node.inputs().forEach(input -> writer.text(1, input));
        node.outputs().forEach(output -> writer.text(2, output));
        writer.text(3, node.name());
        writer.text(4, node.operator());
        node.attributes()
                .forEach((name, value) -> writer.message(5, attribute -> {
                    attribute.text(1, name);
                    attribute.whole(20, encode(name, value, attribute).code());
                }));
        writer.text(7, node.domain());
    }

    private static AttributeKind encode(String name, AttributeProto value, WireWriter writer) {
        if (value instanceof AttributeProto.Real real) {
            writer.real(AttributeKind.REAL.field(), real.value());
            return AttributeKind.REAL;
        }
        if (value instanceof AttributeProto.Whole whole) {
            writer.whole(AttributeKind.WHOLE.field(), whole.value());
            return AttributeKind.WHOLE;
        }
        if (value instanceof AttributeProto.Text text) {
            writer.text(AttributeKind.TEXT.field(), text.value());
            return AttributeKind.TEXT;
        }
        if (value instanceof AttributeProto.OneTensor tensor) {
            writer.message(AttributeKind.TENSOR.field(), encoded -> TensorEncoder.encode(tensor.value(), encoded));
            return AttributeKind.TENSOR;
        }
        if (value instanceof AttributeProto.Reals reals) {
            writer.reals(AttributeKind.REALS.field(), reals.values());
            return AttributeKind.REALS;
        }
        if (value instanceof AttributeProto.Wholes wholes) {
            writer.wholes(AttributeKind.WHOLES.field(), wholes.values());
            return AttributeKind.WHOLES;
        }
        if (value instanceof AttributeProto.Texts texts) {
            texts.values().forEach(text -> writer.text(AttributeKind.TEXTS.field(), text));
            return AttributeKind.TEXTS;
        }
        throw new OnnxException("attribute " + quoted(name) + " is " + ((AttributeProto.Other) value).kind()
                + ", which cannot be written. Leave the node out");
    }
}
