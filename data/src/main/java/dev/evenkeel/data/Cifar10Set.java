package dev.evenkeel.data;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.download.RemoteFile;
import dev.evenkeel.data.image.Cifar;
import dev.evenkeel.data.image.ImageDataset;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Small photographs of ten kinds of things (Krizhevsky, 2009): 50,000 to learn from and 10,000 to test with.
 *
 * @param place the address of its archive
 * @param sha256 of the archive
 */
record Cifar10Set(URI place, String sha256) implements NamedSet {
    /** The SHA-256 is that of the archive of 170,052,171 bytes whose published MD5 is c32a1d4ab5d03f1284b67883e8d87530. */
    static final Cifar10Set OFFICIAL = new Cifar10Set(
            URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd");

    @Override
    public String label() {
        return "cifar10";
    }

    @Override
    public String wanted() {
        return "its six files data_batch_1.bin to data_batch_5.bin and test_batch.bin";
    }

    @Override
    public List<RemoteFile> files(Places places) {
        return List.of(new RemoteFile(places.mirror().apply(place), sha256));
    }

    /** The six files; in a folder {@code cifar10} without them also a single file of such images, which is divided. */
    @Override
    public Optional<LoadedData> within(Path folder, HoldOutRule rule) {
        if (Cifar.isFolder(folder)) {
            return Optional.of(LoadedData.given(label(), Cifar.folder(folder, label()), List.of()));
        }
        return single(folder).map(file -> {
            ImageDataset some = Cifar.file(file, label());
            String note = String.format(
                    Locale.ROOT,
                    "%s has not all of CIFAR-10: the %,d images of %s are taken for it",
                    folder,
                    some.size(),
                    file.getFileName());
            return rule.divided(label(), some, List.of(note));
        });
    }

    @Override
    public LoadedData fetched(Path folder) {
        Path archive = folder.resolve(new RemoteFile(place, sha256).name());
        return LoadedData.given(label(), Cifar.archive(archive, label()), List.of());
    }

    private Optional<Path> single(Path folder) {
        if (!folder.endsWith(label()) || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.filter(Cifar::isFile).toList();
            return files.size() == 1 ? Optional.of(files.get(0)) : Optional.empty();
        } catch (IOException failed) {
            throw new EvenkeelException(folder + " cannot be read: " + failed.getMessage(), failed);
        }
    }
}
