package dev.evenkeel.formats.onnx.file;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a NodeProto. */
final class NodeDecoder {
    private final ExternalData external;
    private final List<String> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final Map<String, AttributeProto> attributes = new LinkedHashMap<>();
    private String name = "";
    private String domain = "";
    private String operator = "";

    private NodeDecoder(ExternalData external) {
        this.external = external;
    }

    static NodeProto decode(WireReader reader, ExternalData external) {
        NodeDecoder decoder = new NodeDecoder(external);
        try {
            while (reader.next()) {
                decoder.read(reader);
            }
        } catch (OnnxException wrong) {
            throw new OnnxException(
                    "node " + quoted(decoder.name) + " (" + decoder.operator + "): " + wrong.getMessage(), wrong);
        }
        return new NodeProto(
                decoder.name, decoder.domain, decoder.operator, decoder.inputs, decoder.outputs, decoder.attributes);
    }

    private void read(WireReader reader) {
        switch (reader.field()) {
            case 1 -> inputs.add(reader.text());
            case 2 -> outputs.add(reader.text());
            case 3 -> name = reader.text();
            case 4 -> operator = reader.text();
            case 5 -> add(AttributeDecoder.decode(reader.message("AttributeProto"), external));
            case 7 -> domain = reader.text();
            default -> reader.skip();
        }
    }

    private void add(Map.Entry<String, AttributeProto> attribute) {
        if (attributes.putIfAbsent(attribute.getKey(), attribute.getValue()) != null) {
            throw new OnnxException("it has two attributes " + quoted(attribute.getKey())
                    + ", but their names must differ. Export the file again");
        }
    }
}
