package dev.evenkeel.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
    @TempDir
    private Path temporary;

    private Path folder;

    @BeforeEach
    void name() {
        folder = temporary.resolve("flowers");
    }

    @Test
    void aFolderPerClassIsReadInTheOrderOfNames() throws IOException {
        write("rose/b.png", 3, 2, 0x030303);
        write("rose/a.bmp", 3, 2, 0x020202);
        write("daisy/2.gif", 3, 2, 0x000000);
        write("daisy/10.PNG", 3, 2, 0x010101);

        ImageFolder.Images images = read();

        assertThat(images.test()).isEmpty();
        assertThat(images.notes()).isEmpty();
        ImageDataset all = images.training();
        assertThat(all.name()).isEqualTo("flowers");
        assertThat(all.inputShape()).isEqualTo(Shape.of(3, 2, 1));
        assertThat(all.target().labels()).containsExactly("daisy", "rose");
        assertThat(List.of(all.value(0, 0), all.value(1, 0), all.value(2, 0), all.value(3, 0)))
                .containsExactly(1, 0, 2, 3);
        assertThat(List.of(all.classOf(0), all.classOf(1), all.classOf(2), all.classOf(3)))
                .containsExactly(0, 0, 1, 1);
    }

    @Test
    void aTestPartAloneCanBeEvaluatedOnButNotLearntFrom() throws IOException {
        write("test/daisy/1.png", 1, 1, 0x010101);
        write("test/rose/1.png", 1, 1, 0x020202);

        ImageFolder.Images images = read();

        assertThat(images.training().size()).isZero();
        assertThat(images.test().orElseThrow().size()).isEqualTo(2);
        assertThat(images.test().orElseThrow().target().labels()).containsExactly("daisy", "rose");
        assertThat(images.notes()).singleElement().asString().contains("no folder train beside it to learn from");
    }

    @Test
    void coloursAreReadAsGreyOnRequest() throws IOException {
        write("a/1.png", 1, 1, 0xFF0000);
        write("b/1.png", 1, 1, 0x00FF00);
        ImageRules rules = ImageRules.defaults().forModel(Shape.of(1, 1, 1), List.of("a", "b"));

        assertThatThrownBy(() -> ImageFolder.read(folder, "flowers", rules)).hasMessageContaining("--grey");

        ImageDataset grey = ImageFolder.read(folder, "flowers", rules.grey()).training();
        assertThat(List.of(grey.value(0, 0), grey.value(1, 0))).containsExactly(76, 150);
    }

    @Test
    void aLinkThatLeadsBackIsNamed() throws IOException {
        write("deep/3.png", 2, 2, 0x030303);
        Path link = Files.createSymbolicLink(folder.resolve("deep/up"), folder);
        assertThatThrownBy(() -> ImageFolder.files(folder, ImageRules.defaults()))
                .hasMessage(link + " is a link that leads back to a folder it lies in. Take it away");
    }

    @Test
    void imagesWithoutClassesComeFromAFileAFolderOrAList() throws IOException {
        write("2.png", 2, 2, 0x020202);
        write("deep/er/1.jpg", 2, 2, 0x646464);
        write("deep/3.png", 2, 2, 0x030303);
        Files.writeString(folder.resolve("deep/read.me"), "no image");
        Files.writeString(folder.resolve("list.txt"), "deep/3.png\n\n2.png\n2.png\n");

        ImageFiles all = ImageFolder.files(folder, ImageRules.defaults());
        assertThat(all.files())
                .containsExactly(
                        folder.resolve("2.png"), folder.resolve("deep/3.png"), folder.resolve("deep/er/1.jpg"));
        assertThat(all.notes()).singleElement().asString().contains("passed over");
        assertThat(List.of(all.dataset().value(0, 0), all.dataset().value(1, 0)))
                .containsExactly(2, 3);

        assertThat(ImageFolder.files(folder.resolve("2.png"), ImageRules.defaults())
                        .dataset()
                        .size())
                .isOne();
        ImageFiles listed = ImageFolder.files(folder.resolve("list.txt"), ImageRules.defaults());
        assertThat(listed.files()).hasSize(3);
        assertThat(listed.dataset().value(0, 0)).isEqualTo(3);

        Files.writeString(folder.resolve("wrong.txt"), "2.png\ngone.png\n");
        assertThatThrownBy(() -> ImageFolder.files(folder.resolve("wrong.txt"), ImageRules.defaults()))
                .hasMessageContaining("wrong.txt, line 2: 'gone.png' does not exist");
        Files.writeString(folder.resolve("wrong.txt"), "2.png\ndeep/read.me\n");
        assertThatThrownBy(() -> ImageFolder.files(folder.resolve("wrong.txt"), ImageRules.defaults()))
                .hasMessageContaining("wrong.txt, line 2: 'deep/read.me' is no image file");
        Files.writeString(folder.resolve("marked.txt"), "\ufeff2.png\r\ndeep/3.png");
        assertThat(ImageFolder.files(folder.resolve("marked.txt"), ImageRules.defaults())
                        .files())
                .as("a byte order mark is no part of a path")
                .containsExactly(folder.resolve("2.png"), folder.resolve("deep/3.png"));
        assertThatThrownBy(
                        () -> ImageFolder.files(Files.createDirectory(folder.resolve("empty")), ImageRules.defaults()))
                .hasMessageContaining("has no image");
    }

    @Test
    void filesOfATestPartAreTakenFromIt() throws IOException {
        write("train/a/1.png", 1, 1, 0x010101);
        write("test/a/2.png", 1, 1, 0x020202);

        assertThat(ImageFolder.files(folder, ImageRules.defaults()).files())
                .containsExactly(folder.resolve("test/a/2.png"));
    }

    @Test
    void oneColouredImageMakesAllOfThreeChannels() throws IOException {
        write("a/grey.png", 1, 1, 0x050505);
        write("b/coloured.png", 1, 1, 0x010203);

        ImageDataset images = read().training();

        assertThat(images.inputShape()).isEqualTo(Shape.of(1, 1, 3));
        assertThat(List.of(images.value(0, 0), images.value(0, 1), images.value(0, 2)))
                .containsExactly(5, 5, 5);
        assertThat(List.of(images.value(1, 0), images.value(1, 1), images.value(1, 2)))
                .containsExactly(1, 2, 3);
    }

    @Test
    void hiddenAndOtherFilesArePassedOverAndTheOthersTold() throws IOException {
        write("a/1.png", 1, 1, 0);
        write("b/1.png", 1, 1, 0);
        text("a/.hidden.png");
        text(".thumbnails/x.png");
        assertThat(read().notes()).isEmpty();

        text("b/labels.txt");
        assertThat(read().notes())
                .containsExactly(folder.resolve("b/labels.txt")
                        + " is passed over: no PNG, JPEG, BMP or GIF in the folder of a class");

        text("readme.md");
        assertThat(read().notes())
                .containsExactly("2 files, as " + folder.resolve("readme.md")
                        + ", are passed over: no PNG, JPEG, BMP or GIF in the folder of a class");
        assertThat(read().training().size()).isEqualTo(2);
    }

    @Test
    void transparentImagesAreTold() throws IOException {
        write("a/1.png", 1, 1, 0);
        Path file = folder.resolve("b/1.png");
        Files.createDirectories(file.getParent());
        ImageIO.write(new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB), "png", file.toFile());

        assertThat(read().notes()).containsExactly(file + " has transparent pixels: they are put on black");
    }

    @Test
    void symbolicLinksAreFollowedUnlessTheyLeadNowhere() throws IOException {
        write("a/1.png", 1, 1, 0);
        write("elsewhere.png", 1, 1, 0x090909);
        Files.move(folder.resolve("elsewhere.png"), temporary.resolve("elsewhere.png"));
        Files.createDirectories(temporary.resolve("classes/b"));
        Files.createSymbolicLink(temporary.resolve("classes/b/2.png"), temporary.resolve("elsewhere.png"));
        Files.createSymbolicLink(folder.resolve("b"), temporary.resolve("classes/b"));
        assertThat(read().training().value(1, 0)).isEqualTo(9);

        Files.delete(temporary.resolve("elsewhere.png"));
        assertRefused(
                this::read, folder.resolve("b/2.png") + " is no file, or a link that leads nowhere. Take it away");
    }

    @Test
    void imagesOfTwoSizesAreRefusedWithTheWayOut() throws IOException {
        write("a/1.png", 4, 3, 0);
        write("a/2.png", 4, 3, 0);
        write("b/1.png", 5, 3, 0);

        assertRefused(
                this::read,
                folder.resolve("b/1.png") + " is 5x3 (height x width), but " + folder.resolve("a/1.png")
                        + " is 4x3: all images need one size. Give an image size, as 4x3, to which all are resized");
        ImageDataset resized = ImageFolder.read(
                        folder, "flowers", ImageRules.defaults().size(new ImageSize(2, 6)))
                .training();
        assertThat(resized.inputShape()).isEqualTo(Shape.of(2, 6, 1));
    }

    @Test
    void classesAreFromTwoTo256EachWithAnImage() throws IOException {
        Files.createDirectories(folder);
        assertRefused(
                this::read,
                folder
                        + " is no data that can be read: it holds neither the files of an IDX or CIFAR-10 set nor a folder"
                        + " of images for each class");

        write("only/1.png", 1, 1, 0);
        assertRefused(
                this::read, folder + " has one class, only: from 2 to 256 folders, one for each class, are needed");

        Files.createDirectories(folder.resolve("empty"));
        text("empty/readme.txt");
        assertRefused(
                this::read,
                folder.resolve("empty")
                        + " has no image, so its class cannot be learnt: put PNG, JPEG, BMP or GIF files"
                        + " there, or take it away");

        for (int index = 0; index < 255; index++) {
            Files.createDirectories(folder.resolve("class" + index));
        }
        assertRefused(
                this::read,
                folder + " has 257 classes, class0 to only: from 2 to 256 folders, one for each class, are needed");
    }

    @Test
    void aFolderWithinAClassIsRefused() throws IOException {
        write("a/1.png", 1, 1, 0);
        write("b/more/1.png", 1, 1, 0);

        assertRefused(
                this::read,
                folder.resolve("b") + " holds the folder more, but the folder of a class holds images only. Move its"
                        + " images up, or take it away");
    }

    @Test
    void aModelReadsItsOwnClassesChannelsAndSize() throws IOException {
        write("b/1.png", 2, 2, 0x040404);
        ImageRules rules = ImageRules.defaults().forModel(Shape.of(2, 2, 3), List.of("a", "b", "c"));

        ImageDataset images = ImageFolder.read(folder, "flowers", rules).training();

        assertThat(images.classOf(0)).isEqualTo(1);
        assertThat(images.inputShape()).isEqualTo(Shape.of(2, 2, 3));
        assertThat(images.target().labels()).containsExactly("a", "b", "c");

        write("d/1.png", 2, 2, 0);
        assertRefused(
                () -> ImageFolder.read(folder, "flowers", rules),
                folder.resolve("d") + " is none of the classes that are learnt. Classes: a, b, c");
    }

    @Test
    void whatAModelCannotReadIsRefused() throws IOException {
        write("b/1.png", 2, 3, 0x040506);
        assertRefused(
                () -> ImageFolder.read(
                        folder, "flowers", ImageRules.defaults().forModel(Shape.of(2, 2, 3), List.of("a", "b"))),
                folder.resolve("b/1.png")
                        + " is 2x3 (height x width), but the model reads 2x2, and it was not trained on"
                        + " images that were resized. Resize it");
        assertRefused(
                () -> ImageFolder.read(
                        folder, "flowers", ImageRules.defaults().forModel(Shape.of(2, 3, 1), List.of("a", "b"))),
                folder.resolve("b/1.png") + " has colours, but the model reads grey images. Read all images as grey"
                        + " (--grey, in Java ImageRules.grey()), or take it away");

        ImageRules resizing =
                ImageRules.defaults().size(new ImageSize(2, 2)).forModel(Shape.of(2, 2, 3), List.of("a", "b"));
        assertThat(ImageFolder.read(folder, "flowers", resizing).training().inputShape())
                .isEqualTo(Shape.of(2, 2, 3));
    }

    private ImageFolder.Images read() {
        return ImageFolder.read(folder, "flowers", ImageRules.defaults());
    }

    private void write(String name, int height, int width, int colour) throws IOException {
        PlainImages.write(folder.resolve(name), height, width, colour);
    }

    private void text(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "no image");
    }

    private static void assertRefused(ThrowingCallable reading, String message) {
        assertThatThrownBy(reading).isInstanceOf(EvenkeelException.class).hasMessage(message);
    }
}
