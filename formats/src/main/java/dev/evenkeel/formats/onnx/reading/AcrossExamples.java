package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.formats.onnx.OnnxException;

/** An operator works across the first axis, so that axis does not count examples that are independent of each other. */
final class AcrossExamples extends OnnxException {
    private static final long serialVersionUID = 1L;

    AcrossExamples(String message) {
        super(message);
    }
}
