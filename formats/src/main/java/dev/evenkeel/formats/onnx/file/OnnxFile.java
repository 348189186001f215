package dev.evenkeel.formats.onnx.file;

import dev.evenkeel.formats.onnx.OnnxException;
import java.nio.file.Path;

/** ONNX files in protobuf's wire format. */
public final class OnnxFile {
    private OnnxFile() {}

    /**
     * Reads a file that need not be trusted, with the external data beside it.
     *
     * @throws OnnxException that names the file and what is wrong with it
     */
    public static ModelProto read(Path file) {
        throw new OnnxException("not yet");
    }

    /** Writes atomically. */
    public static void write(ModelProto model, Path file) {
        throw new OnnxException("not yet");
    }
}
