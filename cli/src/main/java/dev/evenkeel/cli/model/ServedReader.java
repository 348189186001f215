package dev.evenkeel.cli.model;

import dev.evenkeel.cli.display.Console;
import dev.evenkeel.model.Model;
import dev.evenkeel.serve.ModelReader;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the models that a server answers for: files that hold their network. */
public record ServedReader(Console console) implements ModelReader {
    @Override
    public Model read(Path file) {
        Model model = new StoredModel(file, Optional.empty(), new ForeignOptions(), new OnnxOptions()).read(console);
        OriginWarnings.tell(model, console);
        return model;
    }
}
