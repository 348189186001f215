package dev.evenkeel.cli;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.model.Model;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The model that a command works with. */
final class ModelFileArgument {
    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "The model.safetensors that training wrote, or its folder.")
    private Path given = Path.of("");

    Path file() {
        return Files.isDirectory(given) ? given.resolve("model.safetensors") : given;
    }

    Model read() {
        Path file = file();
        if (!Files.exists(file)) {
            throw new EvenkeelException(
                    file.equals(given)
                            ? "There is no model " + given
                            : given + " is a folder without a model.safetensors: the run in it has not ended");
        }
        return Model.read(file);
    }
}
