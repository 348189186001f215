package dev.evenkeel.formats.onnx.file;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a ModelProto, the message that an ONNX file is. */
final class ModelDecoder {
    private final ExternalData external;
    private final List<ModelProto.OperatorSet> operatorSets = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private long irVersion;
    private String producer = "";
    private String producerVersion = "";
    private Optional<GraphProto> graph = Optional.empty();

    private ModelDecoder(ExternalData external) {
        this.external = external;
    }

    static ModelProto decode(WireReader reader, ExternalData external) {
        ModelDecoder decoder = new ModelDecoder(external);
        while (reader.next()) {
            decoder.read(reader);
        }
        return decoder.model();
    }

    private void read(WireReader reader) {
        switch (reader.field()) {
            case 1 -> irVersion = reader.whole();
            case 2 -> producer = reader.text();
            case 3 -> producerVersion = reader.text();
            case 7 -> readGraph(reader);
            case 8 -> operatorSets.add(operatorSet(reader.message("OperatorSetIdProto")));
            case 14 -> EntryDecoder.decode(reader.message("StringStringEntryProto"), metadata);
            default -> reader.skip();
        }
    }

    private void readGraph(WireReader reader) {
        if (graph.isPresent()) {
            throw new OnnxException("it needs one graph, but it holds two. Export the file again");
        }
        graph = Optional.of(GraphDecoder.decode(reader.message("GraphProto"), external));
    }

    private static ModelProto.OperatorSet operatorSet(WireReader reader) {
        String domain = "";
        long version = 0;
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> domain = reader.text();
                case 2 -> version = reader.whole();
                default -> reader.skip();
            }
        }
        return new ModelProto.OperatorSet(domain, version);
    }

    private ModelProto model() {
        GraphProto present = graph.orElseThrow(
                () -> new OnnxException("it needs a graph, but it holds none. Check that it is an ONNX model at all"));
        String program = (producer + " " + producerVersion).strip();
        return new ModelProto(irVersion, program, operatorSets, present, metadata);
    }
}
