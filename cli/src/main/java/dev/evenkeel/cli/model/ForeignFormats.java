package dev.evenkeel.cli.model;

import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.option.Words;
import dev.evenkeel.formats.onnx.Onnx;
import dev.evenkeel.formats.onnx.export.OnnxExport;
import dev.evenkeel.formats.onnx.file.OnnxFile;
import dev.evenkeel.formats.onnx.graph.FileInterface;
import dev.evenkeel.formats.onnx.graph.Imported;
import dev.evenkeel.formats.weights.Burn;
import dev.evenkeel.formats.weights.Flax;
import dev.evenkeel.formats.weights.Keras;
import dev.evenkeel.formats.weights.PyTorch;
import dev.evenkeel.formats.weights.WeightsImport;
import dev.evenkeel.model.Model;
import java.nio.file.Path;
import java.util.List;

/** Where models of other libraries come in and go out. */
public final class ForeignFormats {
    /** The version of ONNX's operators that is written unless another is asked for. */
    public static final int USUAL_OPSET = OnnxExport.USUAL_OPSET;

    private ForeignFormats() {}

    /** Weights alone that another library wrote. */
    static WeightsImport weights(Words.Origin origin, Path file) {
        return switch (origin) {
            case PYTORCH -> PyTorch.open(file);
            case KERAS -> Keras.open(file);
            case FLAX -> Flax.open(file);
            case BURN -> Burn.open(file);
        };
    }

    /** @param console for what a reader should know about the file */
    static Model readOnnx(Path file, OnnxOptions options, Console console) {
        if (!options.isSaid()) {
            return Onnx.read(file, console::warn);
        }
        Imported imported = options.importing(file).read();
        imported.remarks().forEach(console::warn);
        return imported.model();
    }

    /** A model of ours, which may have come from a file of others. */
    static Model readOwn(Path file, Console console) {
        Model model = Model.read(file);
        Onnx.remarks(model).forEach(console::warn);
        return model;
    }

    /** What callers of an ONNX file must change to call the one that was made of it. */
    public static List<String> changes(Path before, Path after) {
        return FileInterface.changes(
                OnnxFile.readGraph(before).graph(), OnnxFile.readGraph(after).graph());
    }

    public static void writeOnnx(Model model, Path file, int opset) {
        OnnxExport.of(model).opset(opset).write(file);
    }

    /** Writes the operations of the frozen model, normalization folded into its neighbours. */
    public static void writeFoldedOnnx(Model model, Path file, int opset) {
        OnnxExport.of(model).opset(opset).folded().write(file);
    }
}
