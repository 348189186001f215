package dev.evenkeel.formats.onnx.reading.value;

import dev.evenkeel.formats.onnx.problem.OnnxException;

/** An operator computes across examples, so the examples of the graph's input are not independent of each other. */
public final class AcrossExamples extends OnnxException {
    private static final long serialVersionUID = 1L;

    /** @param node as messages call it */
    public AcrossExamples(String node) {
        super(node);
    }
}
