package dev.evenkeel.cli;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import java.nio.file.Path;

/** Where models of other libraries come in and go out. */
final class ForeignFormats {
    private ForeignFormats() {}

    /** A model of the weights alone that another library wrote. */
    static Model readWeights(Words.Origin origin, Network network, Path file) {
        throw new EvenkeelException(
                file + " holds weights of " + network.nodes().size() + " layers in the names of " + origin
                        + ", which this version cannot read yet. Use a model.safetensors that training wrote");
    }

    static Model readOnnx(Path file) {
        throw new EvenkeelException(
                file + " is an ONNX file, which this version cannot read yet. Use a model.safetensors");
    }

    static void writeOnnx(Model model, Path file, int opset) {
        throw notWritten(model, file, opset);
    }

    /** Writes the operations of the frozen model, normalization folded into its neighbours. */
    static void writeFoldedOnnx(Model model, Path file, int opset) {
        throw notWritten(model, file, opset);
    }

    private static EvenkeelException notWritten(Model model, Path file, int opset) {
        return new EvenkeelException("ONNX of opset " + opset + " cannot be written by this version yet, so " + file
                + " was not made of " + model.network().nodes().size() + " layers. Convert to .safetensors");
    }
}
