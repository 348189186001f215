package dev.evenkeel.formats.onnx.file;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.util.ArrayList;
import java.util.List;

/** Reads a GraphProto. */
final class GraphDecoder {
    private GraphDecoder() {}

    static GraphProto decode(WireReader reader, ExternalData external) {
        String name = "";
        List<NodeProto> nodes = new ArrayList<>();
        List<TensorProto> initializers = new ArrayList<>();
        List<ValueProto> inputs = new ArrayList<>();
        List<ValueProto> outputs = new ArrayList<>();
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> nodes.add(NodeDecoder.decode(reader.message("NodeProto"), external));
                case 2 -> name = reader.text();
                case 5 -> initializers.add(TensorDecoder.decode(reader.message("TensorProto"), external));
                case 11 -> inputs.add(ValueDecoder.decode(reader.message("ValueInfoProto")));
                case 12 -> outputs.add(ValueDecoder.decode(reader.message("ValueInfoProto")));
                case 15 ->
                    throw new OnnxException(
                            "its graph holds sparse initializers, which are not read. " + "Export it with dense ones");
                default -> reader.skip();
            }
        }
        return new GraphProto(name, nodes, initializers, inputs, outputs);
    }
}
