package dev.evenkeel.formats.onnx.file;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.nio.file.Path;

/** Files that hold one TensorProto, as the inputs and outputs of ONNX's conformance cases. */
public final class TensorFile {
    private TensorFile() {}

    /**
     * Reads a file of at most 2 GB that need not be trusted.
     *
     * @throws OnnxException that begins with the file's name and says what is wrong with it
     */
    public static TensorProto read(Path file) {
        WireReader reader = WireReader.of("TensorProto", FileBytes.of(file));
        try {
            return TensorDecoder.decode(reader, ExternalData.beside(file));
        } catch (OnnxException wrong) {
            throw new OnnxException(file + ": " + wrong.getMessage(), wrong);
        }
    }
}
