package dev.evenkeel.formats.onnx.file;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.formats.protobuf.WireWriter;

/** Writes a TensorProto with its elements as raw data. */
final class TensorEncoder {
    private TensorEncoder() {}

    static void encode(TensorProto tensor, WireWriter writer) {
        if (tensor.type().bytes() == 0) {
            throw new OnnxException("tensor " + quoted(tensor.name()) + " holds " + tensor.type()
                    + ", which cannot be written. Leave it out or give it numbers");
        }
        writer.wholes(1, tensor.extents());
        writer.whole(2, tensor.type().code());
        writer.text(8, tensor.name());
        writer.bytes(9, tensor.elements());
    }
}
