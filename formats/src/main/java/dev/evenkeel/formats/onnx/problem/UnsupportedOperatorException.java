package dev.evenkeel.formats.onnx.problem;

/** A sound ONNX file with something in it that this library does not compute. */
public final class UnsupportedOperatorException extends OnnxException {
    private static final long serialVersionUID = 1L;

    public UnsupportedOperatorException(String message) {
        super(message);
    }
}
