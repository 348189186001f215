package dev.evenkeel.cli.model;

import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.cli.option.Words;
import dev.evenkeel.formats.onnx.OnnxImport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What of an ONNX file is read, where it leaves a choice. */
final class OnnxOptions {
    @Option(
            names = "--output",
            paramLabel = "NAME",
            description = "The output that the network computes, of an .onnx file with several.")
    private Optional<String> output = Optional.empty();

    @Option(
            names = "--extent",
            paramLabel = "NAME=N",
            description =
                    "The extent of an axis that an .onnx file leaves open, by the axis's name or its number from 0 on, as"
                            + " height=224; again for each such axis.")
    private Map<String, Integer> extents = new LinkedHashMap<>();

    @Option(
            names = "--input-layout",
            paramLabel = "WORD",
            description = "Where an .onnx file's input has its channels: channels-first or channels-last"
                    + " (default: told by its operators).")
    private Optional<Words.Layout> layout = Optional.empty();

    /** Whether one of them was given. */
    boolean isSaid() {
        return !said().isEmpty();
    }

    private List<String> said() {
        List<String> said = new ArrayList<>();
        output.ifPresent(name -> said.add("--output"));
        if (!extents.isEmpty()) {
            said.add("--extent");
        }
        layout.ifPresent(word -> said.add("--input-layout"));
        return said;
    }

    /** A file, to be read as they say. */
    OnnxImport importing(Path file) {
        OnnxImport reading = OnnxImport.of(file);
        reading = output.map(reading::output).orElse(reading);
        for (Map.Entry<String, Integer> extent : extents.entrySet()) {
            reading = reading.extent(extent.getKey(), extent.getValue());
        }
        return layout.map(Words.Layout::ofInput).map(reading::inputLayout).orElse(reading);
    }

    /** What is wrong with giving them for another kind of file. */
    UsageException misplaced(Path file) {
        return new UsageException(listed("chooses how an .onnx file is read", "choose how an .onnx file is read")
                + ", but " + file + " is another kind of file: leave " + (said().size() == 1 ? "it" : "them") + " out");
    }

    /** What is wrong with giving them without a model to go on from. */
    UsageException withoutModel() {
        return new UsageException(
                listed("speaks", "speak") + " of the model that training goes on from: say --from MODEL too");
    }

    private String listed(String one, String several) {
        return String.join(", ", said()) + " " + (said().size() == 1 ? one : several);
    }
}
