package dev.evenkeel.cli.model;

import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.cli.option.Words;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.drift.stream.InputFile;
import dev.evenkeel.model.Model;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Inputs that a server collected as the network read them, as the data of a command that needs no targets. */
public final class CollectedInputs {
    private CollectedInputs() {}

    /** Whether a word is the file of such. */
    public static boolean isOne(String word) {
        try {
            return InputFile.isOne(Path.of(word));
        } catch (InvalidPathException noName) {
            return false;
        }
    }

    /** @throws dev.evenkeel.EvenkeelException if the file is damaged, or of another model */
    public static UnreadableRowsOption.Read read(
            String word,
            Model model,
            UnreadableRowsOption missing,
            NumberColumnOptions numbers,
            Optional<Words.Part> part) {
        missing.requireUnsaid("the rows of a table, but '" + word + "' holds inputs as the network reads them");
        numbers.requireUnsaid("'" + word + "' holds inputs as the network reads them");
        if (part.orElse(Words.Part.ALL) != Words.Part.ALL) {
            throw new UsageException(
                    "--split takes a part of data, but '" + word + "' has none: leave it out to take all inputs");
        }
        Dataset inputs = InputFile.read(Path.of(word), model.network().input());
        return new UnreadableRowsOption.Read(new ModelData.Opened(inputs, inputs.name(), Words.Part.ALL), List.of());
    }
}
