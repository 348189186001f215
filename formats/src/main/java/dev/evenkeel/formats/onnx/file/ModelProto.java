package dev.evenkeel.formats.onnx.file;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An ONNX file.
 *
 * @param irVersion of the format itself, as 8
 * @param producer the program that wrote it, as {@code pytorch 2.4}
 * @param operatorSets which operators its nodes mean, by domain
 * @param graph what is computed
 * @param metadata names and values that say nothing about the computation, in the order of the file
 */
public record ModelProto(
        long irVersion,
        String producer,
        List<OperatorSet> operatorSets,
        GraphProto graph,
        Map<String, String> metadata) {
    public ModelProto {
        operatorSets = List.copyOf(operatorSets);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * The operators of one domain.
     *
     * @param domain empty for ONNX's own
     * @param version as 17
     */
    public record OperatorSet(String domain, long version) {}
}
