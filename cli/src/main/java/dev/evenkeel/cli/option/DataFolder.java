package dev.evenkeel.cli.option;

import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.run.FileKind;
import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.image.ImageRules;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Where named sets come from. */
public final class DataFolder {
    @Option(
            names = "--data-dir",
            paramLabel = "D",
            description = "Folder with mnist, fashion-mnist or cifar10; else $EVENKEEL_DATA, else the cache, filled by "
                    + "download.")
    private Optional<Path> directory = Optional.empty();

    @Option(names = "--grey", description = "Reads the images of files as grey, as a model of grey images needs them.")
    private boolean grey;

    public DataSource source(String word, Console console) {
        FileKind.requireData(word);
        Set<String> announced = new HashSet<>();
        DataSource source = DataSource.of(word).progress((file, received, total) -> {
            if (announced.add(file)) {
                console.note("Downloading " + file
                        + (total > 0 ? String.format(Locale.ROOT, " (%.1f MB)", total / 1e6) : "") + " ...");
            }
        });
        DataSource read = grey ? source.images(ImageRules::grey) : source;
        return directory.map(read::directory).orElse(read);
    }
}
