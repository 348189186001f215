package dev.evenkeel.cli;

import dev.evenkeel.formats.onnx.OnnxImport;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What of an ONNX file is read, where it leaves a choice. */
final class OnnxOptions {
    @Option(
            names = "--output",
            paramLabel = "NAME",
            description = "The output that the network computes, of an .onnx file with several.")
    private Optional<String> output = Optional.empty();

    /** Whether one of them was given. */
    boolean isSaid() {
        return output.isPresent();
    }

    /** A file, to be read as they say. */
    OnnxImport importing(Path file) {
        OnnxImport reading = OnnxImport.of(file);
        return output.map(reading::output).orElse(reading);
    }

    /** What is wrong with giving them for another kind of file. */
    UsageException misplaced(Path file) {
        return new UsageException("--output chooses among the outputs of an .onnx file, but " + file
                + " is another kind of file: leave it out");
    }
}
