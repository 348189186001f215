package dev.evenkeel.formats.onnx.problem;

import dev.evenkeel.EvenkeelException;

/** What is wrong with an ONNX file, or which part of it this library does not support. */
public class OnnxException extends EvenkeelException {
    private static final long serialVersionUID = 1L;

    public OnnxException(String message) {
        super(message);
    }

    public OnnxException(String message, Throwable cause) {
        super(message, cause);
    }
}
