package dev.evenkeel.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CifarTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"some.bin", "some.bin.gz", "plain.bin.gz", "packed.bin"})
    void aFileIsReadChannelsLastGzippedOrPlainWhateverItsName(String name) throws IOException {
        byte[] bytes = CifarBytes.records(3, 0, 9, 3, 1);
        boolean packed = name.equals("some.bin.gz") || name.equals("packed.bin");
        Path file = Files.write(folder.resolve(name), packed ? CifarBytes.gzip(bytes) : bytes);

        ImageDataset images = Cifar.file(file, "some");

        assertThat(images.name()).isEqualTo("some");
        assertThat(images.inputShape()).isEqualTo(Shape.of(32, 32, 3));
        assertThat(images.target().labels()).isEqualTo(Cifar.LABELS);
        assertThat(Cifar.LABELS).hasSize(10).startsWith("airplane").endsWith("truck");
        assertImages(images, 3, 0, 9, 3, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cifar-10-batches-bin"})
    void theSixFilesOfAFolderAreReadInTheirOrder(String within) throws IOException {
        writeSixFiles(folder.resolve(within));

        DataSplit split = Cifar.folder(folder, "cifar10");

        assertThat(Cifar.isFolder(folder)).isTrue();
        assertThat(split.training().name()).isEqualTo("cifar10 (training)");
        assertThat(split.test().name()).isEqualTo("cifar10 (test)");
        assertImages((ImageDataset) split.training(), 0, 5, 1, 6, 2, 7, 3, 8, 4, 9);
        assertImages((ImageDataset) split.test(), 7, 0, 9);
    }

    @Test
    void theArchiveIsReadInTheOrderOfTheFilesNotOfTheArchive() throws IOException {
        Path archive = Files.write(folder.resolve("a.tar.gz"), CifarBytes.archive());

        DataSplit split = Cifar.archive(archive, "cifar10");

        assertImages((ImageDataset) split.training(), 0, 5, 1, 6, 2, 7, 3, 8, 4, 9);
        assertImages((ImageDataset) split.test(), 7, 0, 9);
    }

    @Test
    void aMissingFileOfTheSixIsNamed() throws IOException {
        writeSixFiles(folder);
        Files.move(folder.resolve("data_batch_4.bin"), folder.resolve("data_batch_4.bak"));

        assertRefused(
                () -> Cifar.folder(folder, "cifar10"),
                folder + " has no data_batch_4.bin (or .gz): CIFAR-10 has the files data_batch_1.bin to "
                        + "data_batch_5.bin and test_batch.bin");
    }

    @Test
    void anArchiveWithoutOneOfTheSixIsRefused() throws IOException {
        List<byte[]> entries = new ArrayList<>();
        CifarBytes.sixFiles().forEach((name, bytes) -> {
            if (!name.equals("test_batch.bin")) {
                entries.add(CifarBytes.entry(CifarBytes.FOLDER + name, '0', bytes));
            }
        });
        Path archive = Files.write(folder.resolve("a.tar"), CifarBytes.tar(entries));

        assertRefused(
                () -> Cifar.archive(archive, "cifar10"),
                archive + " holds no cifar-10-batches-bin/test_batch.bin: get it again");
    }

    @Test
    void aFileThatIsCutShortSaysWhere() throws IOException {
        Path file = write(Arrays.copyOf(CifarBytes.records(1, 2), 3073 + 100));

        assertRefused(
                () -> Cifar.file(file, "some"),
                file + " ends within record 1: of its 3073 bytes 100 are there. It is cut short, or no CIFAR-10 file");
    }

    @Test
    void aClassBeyondTheTenSaysWhere() throws IOException {
        Path ten = write(CifarBytes.records(1, 9, 10));
        assertRefused(
                () -> Cifar.file(ten, "some"),
                ten
                        + ": record 2 has class 10, but CIFAR-10 has the classes 0 to 9. It is damaged, or no CIFAR-10 file");
        Path high = write(CifarBytes.records(255));
        assertRefused(
                () -> Cifar.file(high, "some"),
                high
                        + ": record 0 has class 255, but CIFAR-10 has the classes 0 to 9. It is damaged, or no CIFAR-10 file");
    }

    @Test
    void anEmptyAMissingAndADamagedFileAreRefused() throws IOException {
        Path empty = write(new byte[0]);
        assertRefused(() -> Cifar.file(empty, "some"), empty + " is empty, but CIFAR-10 has 3073 bytes for each image");

        Path none = folder.resolve("none.bin");
        assertRefused(() -> Cifar.file(none, "some"), none + " does not exist");

        byte[] whole = CifarBytes.gzip(CifarBytes.records(1, 2, 3));
        Path damaged = write(Arrays.copyOf(whole, whole.length - 9));
        assertThatThrownBy(() -> Cifar.file(damaged, "some"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith(damaged + " is a damaged gzip file (");
    }

    @Test
    void endingsAndFoldersAreTold() throws IOException {
        assertThat(List.of("a.bin", "a.BIN", "a.bin.gz")).allMatch(name -> Cifar.isFile(Path.of(name)));
        assertThat(List.of("a.csv.gz", "abin", "bin", "a.bin.zip")).noneMatch(name -> Cifar.isFile(Path.of(name)));
        assertThat(Cifar.isFolder(folder)).isFalse();
        Files.write(folder.resolve("test_batch.bin.gz"), new byte[0]);
        assertThat(Cifar.isFolder(folder)).isTrue();
    }

    @Test
    void aPartIsACopyOfSomeImages() throws IOException {
        ImageDataset images = Cifar.file(write(CifarBytes.records(3, 0, 9, 3, 1)), "some");

        ImageDataset part = images.part("part", new int[] {4, 1});

        assertThat(part.name()).isEqualTo("part");
        assertImages(part, 1, 0);
        assertThat(part.fingerprint())
                .isEqualTo(Cifar.file(write(CifarBytes.records(1, 0)), "same").fingerprint());
    }

    @Test
    void theRealImagesHaveTheirKnownMeans() {
        Path data = Path.of(System.getenv().getOrDefault("EVENKEEL_DATA", "absent"));
        assumeTrue(Files.isDirectory(data), "EVENKEEL_DATA names no folder");

        ImageDataset images = Cifar.file(data.resolve("cifar10/cifar10-exact-train-first4000.bin.gz"), "first 4,000");

        int[] counts = new int[10];
        long[] sums = new long[3];
        for (int image = 0; image < images.size(); image++) {
            counts[images.classOf(image)]++;
            for (int position = 0; position < 32 * 32 * 3; position++) {
                sums[position % 3] += images.value(image, position);
            }
        }
        assertThat(images.size()).isEqualTo(4000);
        assertThat(counts).containsExactly(396, 366, 420, 384, 422, 393, 414, 385, 407, 413);
        double[] known = {0.4914, 0.4822, 0.4465};
        for (int channel = 0; channel < 3; channel++) {
            assertThat(sums[channel] / (4000 * 1024 * 255.0)).isCloseTo(known[channel], within(0.005));
        }
    }

    private static void assertImages(ImageDataset images, int... labels) {
        assertThat(images.size()).isEqualTo(labels.length);
        for (int image = 0; image < labels.length; image++) {
            assertThat(images.classOf(image)).isEqualTo(labels[image]);
            for (int position = 0; position < 1024; position++) {
                for (int channel = 0; channel < 3; channel++) {
                    if (images.value(image, position * 3 + channel)
                            != CifarBytes.value(labels[image], position, channel)) {
                        throw new AssertionError("image " + image + " differs at " + position + ", " + channel);
                    }
                }
            }
        }
    }

    private static void writeSixFiles(Path into) throws IOException {
        Files.createDirectories(into);
        for (Map.Entry<String, byte[]> file : CifarBytes.sixFiles().entrySet()) {
            boolean pack = file.getKey().startsWith("data_batch_2");
            Files.write(
                    into.resolve(file.getKey() + (pack ? ".gz" : "")),
                    pack ? CifarBytes.gzip(file.getValue()) : file.getValue());
        }
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("some.bin"), bytes);
    }

    private static void assertRefused(ThrowingCallable reading, String message) {
        assertThatThrownBy(reading).isInstanceOf(EvenkeelException.class).hasMessage(message);
    }
}
