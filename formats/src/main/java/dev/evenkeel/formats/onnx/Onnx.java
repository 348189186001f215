package dev.evenkeel.formats.onnx;

import dev.evenkeel.formats.onnx.export.OnnxExport;
import dev.evenkeel.model.Model;
import java.nio.file.Path;

/** Models from ONNX files and into them. */
public final class Onnx {
    private Onnx() {}

    /**
     * The network of a file with its weights: channels last, to be inspected, trained further, recalibrated, frozen and
     * served like one that was trained here. {@link OnnxImport} has more to say and to ask.
     *
     * @throws OnnxException that names the file and what is wrong with it, or not supported
     */
    public static Model read(Path file) {
        return OnnxImport.of(file).read().model();
    }

    /**
     * Writes a model, layer by layer, atomically; {@link OnnxExport} has more to choose.
     *
     * @throws dev.evenkeel.EvenkeelException naming the first layer that ONNX has no operators for
     */
    public static void write(Model model, Path file) {
        OnnxExport.of(model).write(file);
    }
}
