package dev.evenkeel.cli;

import dev.evenkeel.model.Model;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The model that a command works with. */
final class ModelFileArgument {
    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description =
                    "The model.safetensors that training wrote, or its folder; an .onnx file; or weights alone in a "
                            + ".safetensors, with --network.")
    private Path given = Path.of("");

    @Option(
            names = "--network",
            paramLabel = "FILE.yaml",
            description = "The network that weights belong to, its input normalisation too.")
    private Optional<Path> network = Optional.empty();

    @Option(
            names = "--origin",
            paramLabel = "WORD",
            description = "Whose names and layouts weights have: pytorch (the default), keras, flax or burn.")
    private Optional<Words.Origin> origin = Optional.empty();

    StoredModel stored() {
        return new StoredModel(given, network, origin);
    }

    Path file() {
        return stored().file();
    }

    /** @param console for what a reader should know about the file */
    Model read(Console console) {
        return stored().read(console);
    }
}
