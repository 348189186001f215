package dev.evenkeel.formats.onnx.file;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One operator at work.
 *
 * @param name may be empty
 * @param domain of the operator; empty for ONNX's own
 * @param operator as {@code Conv}
 * @param inputs names of values; an empty name stands for an input left out
 * @param outputs names of values; an empty name stands for an output nobody wants
 * @param attributes by name, in the order of the file
 */
public record NodeProto(
        String name,
        String domain,
        String operator,
        List<String> inputs,
        List<String> outputs,
        Map<String, AttributeProto> attributes) {
    public NodeProto {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }
}
