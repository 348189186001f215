package dev.evenkeel.data;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.download.Downloader;
import dev.evenkeel.data.download.Progress;
import dev.evenkeel.data.download.RemoteFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A public set of images that is known by name: found in a folder, or downloaded and verified once. */
interface NamedSet {
    static List<NamedSet> all() {
        return List.of(IdxSet.MNIST, IdxSet.FASHION_MNIST, Cifar10Set.OFFICIAL);
    }

    static Optional<NamedSet> find(String name) {
        return all().stream().filter(set -> set.label().equals(name)).findFirst();
    }

    /** Its name. */
    String label();

    /** Which files are looked for, as {@code its four IDX files}. */
    String wanted();

    /** What is fetched, and from where. */
    List<RemoteFile> files(Places places);

    /** The set in a folder, if its files are there. @throws EvenkeelException if they are damaged or some are missing */
    Optional<LoadedData> within(Path folder, HoldOutRule rule);

    /** The set from a folder that holds the files that were fetched. */
    LoadedData fetched(Path folder);

    /**
     * Looks in {@code directory} if one is given, else in {@code $EVENKEEL_DATA} and the cache, where it is fetched to.
     *
     * @throws EvenkeelException if it is not in the directory, damaged, or cannot be fetched
     */
    default LoadedData open(Optional<Path> directory, Places places, HoldOutRule rule, Progress progress) {
        if (directory.isPresent()) {
            return nearby(directory.get(), rule)
                    .orElseThrow(() -> new EvenkeelException(directory.get() + " holds no " + label() + ": " + wanted()
                            + ", or a folder " + label() + " with them, are needed"));
        }
        return places.shared().flatMap(shared -> nearby(shared, rule)).orElseGet(() -> {
            Path folder = places.cache().resolve(label());
            Downloader downloader = new Downloader(progress);
            files(places).forEach(file -> downloader.fetch(file, folder));
            return fetched(folder);
        });
    }

    private Optional<LoadedData> nearby(Path directory, HoldOutRule rule) {
        return Stream.of(directory.resolve(label()), directory)
                .flatMap(folder -> within(folder, rule).stream())
                .findFirst();
    }
}
