package dev.evenkeel.serve.repository;

import dev.evenkeel.EvenkeelException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model that a server is started with.
 *
 * @param name under which it is served
 */
public record GivenModel(String name, Path file) {
    private static final String OF_RUN = "model.safetensors";

    /** @throws EvenkeelException if it cannot be a name */
    public GivenModel {
        ModelNames.require(name);
    }

    /**
     * A model by {@code FILE} or {@code NAME=FILE}, where a file may be the folder of a run. Without a name it is called as its file
     * without the ending, or, if that is {@code model}, as the folder it lies in.
     *
     * @throws EvenkeelException if that cannot be a name
     */
    public static GivenModel of(String word) {
        int mark = word.indexOf('=');
        boolean isNamed = mark > 0 && !Files.exists(Path.of(word));
        Path given = Path.of(isNamed ? word.substring(mark + 1) : word);
        Path file = Files.isDirectory(given) ? given.resolve(OF_RUN) : given;
        return new GivenModel(isNamed ? word.substring(0, mark) : nameOf(file), file);
    }

    private static String nameOf(Path file) {
        String stem = ModelNames.stem(file);
        Path folder = file.toAbsolutePath().normalize().getParent();
        return stem.equals(ModelNames.MODEL) && folder != null && folder.getFileName() != null
                ? folder.getFileName().toString()
                : stem;
    }
}
