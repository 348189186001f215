package dev.evenkeel.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxTest {
    private static final int IMAGES = 0x803;
    private static final int LABELS = 0x801;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-idx%d-ubyte", "-idx%d-ubyte.gz", ".idx%d-ubyte", ".idx%d-ubyte.gz"})
    void aFolderIsReadUnderEachOfItsUsualNames(String ending) throws IOException {
        writeFolder(ending);

        DataSplit split = Idx.folder(folder);

        assertThat(split.training().size()).isEqualTo(3);
        assertThat(split.test().size()).isEqualTo(2);
        assertThat(split.training().inputShape()).isEqualTo(Shape.of(2, 2, 1));
        assertThat(split.training().target()).isEqualTo(Target.classes(3));
        assertThat(split.training().name()).isEqualTo(folder.getFileName() + " (training)");
        assertThat(Idx.isFolder(folder)).isTrue();
    }

    @Test
    void theTestFilesAloneMakeATestPart() throws IOException {
        write("t10k-images-idx3-ubyte", idx(IMAGES, new int[] {2, 1, 1}, 1, 2));
        write("t10k-labels-idx1-ubyte", idx(LABELS, new int[] {2}, 0, 4));

        DataSplit split = Idx.folder(folder);

        assertThat(split.training().size()).isZero();
        assertThat(split.test().size()).isEqualTo(2);
        assertThat(split.test().target()).isEqualTo(Target.classes(5));
    }

    @Test
    void pixelsAreDeliveredAsAShareOf255() throws IOException {
        writeFolder("-idx%d-ubyte");
        Batch batch = new Batch(2, Shape.of(2, 2, 1), Target.classes(3));

        Idx.folder(folder).training().read(1, batch, 1);

        assertThat(Arrays.copyOfRange(batch.inputs(), 4, 8)).containsExactly(4 / 255f, 5 / 255f, 6 / 255f, 1f);
        assertThat(batch.targets()[1]).isEqualTo(2f);
    }

    @Test
    void aFileWithoutItsGzipEndingIsStillUnpacked() throws IOException {
        Path images = write("images", gzip(idx(IMAGES, new int[] {1, 1, 2}, 7, 8)));
        Path labels = write("labels.gz", idx(LABELS, new int[] {1}, 1));

        ImageDataset one = Idx.read(images, labels, "one", Target.classes(2));

        assertThat(one.value(0, 1)).isEqualTo(8);
        assertThat(one.classOf(0)).isEqualTo(1);
    }

    @Test
    void anotherMagicNumberIsRefused() throws IOException {
        Path images = write("a", idx(0x804, new int[] {1, 1, 1}, 7));

        assertRefused(
                () -> read(images, "b"),
                images + " is no IDX file of images: it begins with 00000804, but 00000803 is needed");
    }

    @Test
    void aHeaderThatIsCutShortIsRefused() throws IOException {
        Path images = write("a", new byte[] {0, 0, 8, 3, 0});

        assertRefused(
                () -> read(images, "b"),
                images + " is no IDX file of images: its header needs 16 bytes, but the file has 5");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Path images = write("a", new byte[0]);

        assertRefused(
                () -> read(images, "b"),
                images + " is no IDX file of images: its header needs 16 bytes, but the file has 0");
    }

    @Test
    void valuesThatAreCutShortAreRefused() throws IOException {
        Path images = write("a", idx(IMAGES, new int[] {2, 2, 2}, 1, 2, 3));

        assertRefused(
                () -> read(images, "b"), images + " is cut short: its header announces 8 values, but 3 are there");
    }

    @Test
    void aHugeClaimTakesNoMemory() throws IOException {
        Path images = write("a", idx(IMAGES, new int[] {2_000_000, 32, 32}, 1, 2, 3));

        assertRefused(
                () -> read(images, "b"),
                images + " is cut short: its header announces 2048000000 values, but 3 are there");
    }

    @Test
    void valuesAfterTheLastAreRefused() throws IOException {
        Path images = write("a", idx(IMAGES, new int[] {1, 1, 1}, 1, 2));

        assertRefused(
                () -> read(images, "b"), images + " is longer than its header says: after 1 values more bytes follow");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void extentsThatAreZeroOrOverflowAreRefused(int extent) throws IOException {
        Path images = write("a", idx(IMAGES, new int[] {65_536, extent, 3}, 1));

        assertRefused(
                () -> read(images, "b"),
                images + " claims an extent of " + Integer.toUnsignedString(extent)
                        + " on axis 1: from 1 on, and at most 2^31 - 1 values in all, can be read");
    }

    @Test
    void aDamagedGzipFileIsRefused() throws IOException {
        byte[] whole = gzip(idx(IMAGES, new int[] {1, 28, 28}, new int[784]));
        Path images = write("a", Arrays.copyOf(whole, whole.length - 9));

        assertThatThrownBy(() -> read(images, "b"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith(images + " is a damaged gzip file (")
                .hasMessageEndingWith("); get it again");
    }

    @Test
    void countsThatDoNotMatchAreRefused() throws IOException {
        Path images = write("a", idx(IMAGES, new int[] {2, 1, 1}, 1, 2));
        Path labels = write("b", idx(LABELS, new int[] {1}, 0));

        assertRefused(
                () -> Idx.read(images, labels, "one", Target.classes(2)),
                images + " has 2 images, but " + labels + " has 1 labels: they do not belong together");
    }

    @Test
    void aLabelWithoutAClassIsRefused() throws IOException {
        Path images = write("a", idx(IMAGES, new int[] {2, 1, 1}, 1, 2));
        Path labels = write("b", idx(LABELS, new int[] {2}, 0, 7));

        assertRefused(
                () -> Idx.read(images, labels, "one", Target.classes(2)),
                labels + ": label 1 is 7, but one has the classes 0 to 1");
    }

    @Test
    void aMissingFileOfTheFourIsNamed() throws IOException {
        writeFolder("-idx%d-ubyte");
        Files.delete(folder.resolve("t10k-images-idx3-ubyte"));

        assertRefused(
                () -> Idx.folder(folder),
                folder + " has no t10k-images-idx3-ubyte (or .gz): a folder of IDX files needs train-images, "
                        + "train-labels, t10k-images and t10k-labels under their usual names");
    }

    @Test
    void imagesOfTwoSizesAreRefused() throws IOException {
        writeFolder("-idx%d-ubyte");
        Path test = write("t10k-images-idx3-ubyte", idx(IMAGES, new int[] {2, 1, 1}, 1, 2));

        assertRefused(
                () -> Idx.folder(folder),
                test + " has images of [1, 1, 1], but " + folder.resolve("train-images-idx3-ubyte")
                        + " has [2, 2, 1]: both need the same size");
    }

    @Test
    void aFileThatDoesNotExistIsNamed() {
        assertRefused(() -> read(folder.resolve("none"), "b"), folder.resolve("none") + " does not exist");
    }

    @Test
    void theOfficialFilesAreRead() {
        Path data = Path.of(System.getenv().getOrDefault("EVENKEEL_DATA", "absent"));
        assumeTrue(Files.isDirectory(data), "EVENKEEL_DATA names no folder");

        for (String name : List.of("mnist", "fashion-mnist")) {
            DataSplit split = Idx.folder(data.resolve(name));
            ImageDataset training = (ImageDataset) split.training();
            assertThat(training.size()).isEqualTo(60_000);
            assertThat(split.test().size()).isEqualTo(10_000);
            assertThat(training.target().count()).isEqualTo(10);
            assertThat(training.classOf(0)).isEqualTo(name.equals("mnist") ? 5 : 9);
        }
    }

    private void read(Path images, String labels) {
        Idx.read(images, folder.resolve(labels), "one", Target.classes(2));
    }

    private void writeFolder(String ending) throws IOException {
        write("train-images" + ending, 3, idx(IMAGES, new int[] {3, 2, 2}, 0, 1, 2, 3, 4, 5, 6, 255, 8, 9, 10, 11));
        write("train-labels" + ending, 1, idx(LABELS, new int[] {3}, 0, 2, 1));
        write("t10k-images" + ending, 3, idx(IMAGES, new int[] {2, 2, 2}, 0, 1, 2, 3, 4, 5, 6, 7));
        write("t10k-labels" + ending, 1, idx(LABELS, new int[] {2}, 1, 1));
    }

    private void write(String name, int rank, byte[] bytes) throws IOException {
        write(name.formatted(rank), name.endsWith(".gz") ? gzip(bytes) : bytes);
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static byte[] idx(int magic, int[] extents, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * extents.length + values.length);
        bytes.putInt(magic);
        Arrays.stream(extents).forEach(bytes::putInt);
        Arrays.stream(values).forEach(value -> bytes.put((byte) value));
        return bytes.array();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private static void assertRefused(ThrowingCallable reading, String message) {
        assertThatThrownBy(reading).isInstanceOf(EvenkeelException.class).hasMessage(message);
    }
}
