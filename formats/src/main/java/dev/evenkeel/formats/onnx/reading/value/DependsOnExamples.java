package dev.evenkeel.formats.onnx.reading.value;

import dev.evenkeel.formats.onnx.problem.OnnxException;

/** A constant comes out differently for different numbers of examples, and no formula in their number says how. */
public final class DependsOnExamples extends OnnxException {
    private static final long serialVersionUID = 1L;

    /** @param node as messages call it */
    public DependsOnExamples(String node) {
        super(node);
    }
}
