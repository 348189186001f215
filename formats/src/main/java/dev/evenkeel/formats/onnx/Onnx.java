package dev.evenkeel.formats.onnx;

import dev.evenkeel.formats.onnx.export.ExportedModel;
import dev.evenkeel.formats.onnx.export.OnnxExport;
import dev.evenkeel.model.Model;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Models from ONNX files and into them. */
public final class Onnx {
    private Onnx() {}

    /**
     * The network of a file with its weights: channels last, to be inspected, trained further, recalibrated, frozen and
     * served like one that was trained here. A file that {@link #write} made gives the very model again, with its
     * evidence and provenance. {@link OnnxImport} has more to say and to ask.
     *
     * @throws OnnxException that names the file and what is wrong with it, or not supported
     */
    public static Model read(Path file) {
        return read(file, remark -> {});
    }

    /** As {@link #read(Path)}, telling what a reader should know, as that the file was exported in training mode. */
    public static Model read(Path file, Consumer<String> remarks) {
        OnnxImport reading = OnnxImport.of(file);
        return ExportedModel.of(reading.file()).orElseGet(() -> {
            Imported imported = reading.read();
            imported.remarks().forEach(remarks);
            return imported.model();
        });
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
