package dev.evenkeel.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders that hold a part to learn from and a part to test on. */
class ImageFolderPartsTest {
    @TempDir
    private Path temporary;

    private Path folder;

    @BeforeEach
    void name() {
        folder = temporary.resolve("flowers");
    }

    @Test
    void trainAndTestAreParts() throws IOException {
        write("train/a/1.png", 1, 1, 0);
        write("train/b/1.png", 1, 1, 0);
        write("train/c/1.png", 1, 1, 0);
        write("test/b/1.png", 1, 1, 0x010203);

        ImageFolder.Images images = read();

        assertThat(images.training().name()).isEqualTo("flowers (training)");
        assertThat(images.training().size()).isEqualTo(3);
        ImageDataset test = images.test().orElseThrow();
        assertThat(test.name()).isEqualTo("flowers (test)");
        assertThat(test.classOf(0)).isEqualTo(1);
        assertThat(test.target()).isEqualTo(images.training().target());
        assertThat(images.training().inputShape()).isEqualTo(test.inputShape()).isEqualTo(Shape.of(1, 1, 3));
    }

    @Test
    void valIsTheTestPartUnlessThereIsATest() throws IOException {
        write("train/a/1.png", 1, 1, 0);
        write("train/b/1.png", 1, 1, 0);
        assertThat(read().test()).isEmpty();

        write("val/b/1.png", 1, 1, 0);
        write("val/b/2.png", 1, 1, 0);
        assertThat(read().test().orElseThrow().size()).isEqualTo(2);

        write("test/a/1.png", 1, 1, 0);
        ImageFolder.Images images = read();
        assertThat(images.test().orElseThrow().size()).isEqualTo(1);
        assertThat(images.notes())
                .containsExactly(
                        folder.resolve("val") + " is not read: " + folder.resolve("test") + " is the test part");
    }

    @ParameterizedTest
    @CsvSource({"Train, Test", "training, testing", "TRAIN, val", "train, Valid", "Training, Validation"})
    void partsMayHaveCapitalsOrBeSpelledOut(String training, String test) throws IOException {
        write(training + "/a/1.png", 1, 1, 0);
        write(training + "/b/1.png", 1, 1, 0);
        write(test + "/b/1.png", 1, 1, 0);

        ImageFolder.Images images = read();

        assertThat(images.training().target().labels()).containsExactly("a", "b");
        assertThat(images.test().orElseThrow().size()).isEqualTo(1);
        assertThat(images.notes())
                .isEqualTo(Stream.of(training + " is taken for the training", test + " is taken for the test")
                        .map(words -> folder.resolve(words) + " part, not for a class")
                        .filter(note -> !note.contains("/train ") && !note.contains("/val "))
                        .toList());
        assertThat(ImageFolder.files(folder, ImageRules.defaults()).files())
                .containsExactly(folder.resolve(test).resolve("b/1.png"));
    }

    @Test
    void twoFoldersForOnePartAreRefused() throws IOException {
        write("train/a/1.png", 1, 1, 0);
        write("training/b/1.png", 1, 1, 0);

        assertRefused(
                this::read,
                folder + " has two folders for its train part, train and training. Put their images together, or take"
                        + " one away");
    }

    @Test
    void trainBesideOtherFoldersIsAClass() throws IOException {
        write("train/1.png", 1, 1, 0);
        write("plane/1.png", 1, 1, 0);

        assertThat(read().training().target().labels()).containsExactly("plane", "train");
    }

    @Test
    void aClassThatTrainingHasNotIsRefusedInTheTest() throws IOException {
        write("train/daisy/1.png", 1, 1, 0);
        write("train/rose/1.png", 1, 1, 0);
        write("test/dasy/1.png", 1, 1, 0);

        assertRefused(
                this::read,
                folder.resolve("test/dasy")
                        + " is none of the classes that are learnt; did you mean 'daisy'? Classes: daisy, rose");
    }

    private ImageFolder.Images read() {
        return ImageFolder.read(folder, "flowers", ImageRules.defaults());
    }

    private void write(String name, int height, int width, int colour) throws IOException {
        PlainImages.write(folder.resolve(name), height, width, colour);
    }

    private static void assertRefused(ThrowingCallable reading, String message) {
        assertThatThrownBy(reading).isInstanceOf(EvenkeelException.class).hasMessage(message);
    }
}
