package dev.evenkeel.formats.onnx;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.export.ExportedModel;
import dev.evenkeel.formats.onnx.export.OnnxExport;
import dev.evenkeel.formats.onnx.file.OnnxFile;
import dev.evenkeel.formats.onnx.graph.Imported;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.safetensors.StreamContent;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Models from ONNX files and into them. */
public final class Onnx {
    private Onnx() {}

    /**
     * The network of a file with its weights: channels last, to be inspected, trained further, recalibrated, frozen and
     * served like one that was trained here. A file that {@link #write} made gives the very model again, with its
     * sample counts and provenance. {@link OnnxImport} has more to say and to ask.
     *
     * @throws OnnxException that names the file and what is wrong with it, or not supported
     */
    public static Model read(Path file) {
        return read(file, remark -> {});
    }

    /** As {@link #read(Path)}, telling what a reader should know, as that the file was exported in training mode. */
    public static Model read(Path file, Consumer<String> remarks) {
        return read(OnnxImport.of(file), remarks);
    }

    /**
     * As {@link #read(Path)}, of a file's bytes, as those of a resource in a jar; {@code name} stands in messages. Tensors must
     * stand in it, not in other files.
     */
    public static Model read(String name, byte[] content) {
        return read(OnnxImport.of(name, OnnxFile.parse(name, content)), remark -> {});
    }

    /**
     * As {@link #read(String, byte[])}, of a stream to its end, which stays open.
     *
     * @throws dev.evenkeel.EvenkeelException also if the stream cannot be read or is too long for Java's memory
     */
    public static Model read(String name, InputStream content) {
        return read(name, StreamContent.read(name, content));
    }

    private static Model read(OnnxImport reading, Consumer<String> remarks) {
        Optional<Model> exported = ExportedModel.of(reading.file());
        if (exported.isPresent()) {
            remarks(exported.get()).forEach(remarks);
            return exported.get();
        }
        Imported imported = reading.read();
        imported.remarks().forEach(remarks);
        return imported.model();
    }

    /**
     * What a reader should know of a model that came from an ONNX file, whatever file it stands in now: that some of its
     * layers normalise there by the statistics of each batch. It ends when their statistics are gathered anew.
     */
    public static List<String> remarks(Model model) {
        List<String> layers = model
                .provenance()
                .find("origin")
                .filter(JsonObject.class::isInstance)
                .flatMap(origin -> origin.asObject().find("batchStatistics"))
                .filter(JsonArray.class::isInstance)
                .map(array -> array.asArray().toStrings())
                .orElse(List.of())
                .stream()
                .filter(layer -> model.sampleCounts(layer).equals(SampleCounts.UNKNOWN))
                .toList();
        if (layers.isEmpty()) {
            return List.of();
        }
        boolean one = layers.size() == 1;
        String more = one ? "" : " and " + (layers.size() - 1) + " more";
        return List.of("The ONNX file was exported in training mode: the layer" + (one ? " " : "s ")
                + quoted(layers.get(0)) + more + (one ? " normalises" : " normalise")
                + " there by the statistics of each batch, so that one example's output depends on the others. Here "
                + (one ? "it uses" : "they use")
                + " the running statistics in the file. Export the network in inference mode, or recalibrate the model, if"
                + " they were never gathered");
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
