package dev.evenkeel.formats.onnx.reading.value;

import dev.evenkeel.formats.onnx.problem.OnnxException;

/** The file leaves the number of examples open, but its shapes hold for one number only. */
public final class AnotherBatch extends OnnxException {
    private static final long serialVersionUID = 1L;

    private final long examples;

    public AnotherBatch(long examples) {
        super("The graph's shapes are made for " + examples + " examples");
        this.examples = examples;
    }

    public long examples() {
        return examples;
    }
}
