package dev.evenkeel.cli;

import dev.evenkeel.data.DataSource;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Where named sets come from. */
final class DataFolder {
    @Option(
            names = "--data-dir",
            paramLabel = "D",
            description = "Folder with mnist, fashion-mnist or cifar10; else $EVENKEEL_DATA, else the cache, filled by "
                    + "download.")
    private Optional<Path> directory = Optional.empty();

    DataSource source(String word, Console console) {
        Set<String> announced = new HashSet<>();
        DataSource source = DataSource.of(word).progress((file, received, total) -> {
            if (announced.add(file)) {
                console.note("Downloading " + file
                        + (total > 0 ? String.format(Locale.ROOT, " (%.1f MB)", total / 1e6) : "") + " ...");
            }
        });
        return directory.map(source::directory).orElse(source);
    }
}
