package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cli.training.Interruption;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of images and CIFAR-10 records, from training to predictions. */
class ImageCommandsTest {
    private static final int IMAGES = 40;

    @TempDir
    private Path folder;

    @Test
    void aFolderOfImagesIsLearntInItsSizeAndEvaluatedOnWhatWasHeldOut() throws IOException {
        Path run = folder.resolve("run");
        Path photos = photos("photos", "bright", "dark");

        CommandCall trained = CommandCall.of(
                "train",
                "--data",
                photos,
                "--image-size",
                "5x6",
                "--augment",
                "crop:1,flip",
                "--epochs",
                3,
                "--out",
                run,
                "--seed",
                9,
                "--json");

        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("[5, 6, 1] changed by random crop with padding 1 and horizontal flip");
        JsonObject settings =
                Json.parse(Files.readString(run.resolve("run.json"))).asObject().object("settings");
        String augmentation = "[{\"name\":\"randomCrop\",\"padding\":1},{\"name\":\"horizontalFlip\"}]";
        assertThat(settings.array("augmentation")).hasToString(augmentation);
        assertThat(settings.object("data").object("imageSize").integer("width")).isEqualTo(6);
        Model model = Model.read(run.resolve("model.safetensors"));
        assertThat(model.provenance().object("settings").array("augmentation")).hasToString(augmentation);
        assertThat(model.attachments()).containsOnlyKeys("split", "imageSize", "statistics");

        CommandCall held = CommandCall.of("evaluate", run, "--data", photos, "--split", "test", "--json");
        assertThat(held.json().integer("examples")).isEqualTo(16);
        assertThat(held.json().number("accuracy")).isEqualTo(trained.json().number("testAccuracy"));
        assertThat(held.json().number("logLoss")).isEqualTo(trained.json().number("testLogLoss"));
        CommandCall all = CommandCall.of("evaluate", run, "--data", photos, "--json");
        assertThat(all.json().string("split")).isEqualTo("all");
        assertThat(all.json().integer("examples")).isEqualTo(2 * IMAGES);
        assertThat(all.err()).contains("all images of photos").contains("--split test");
    }

    @Test
    void otherImagesAreReadByTheNamesOfTheModelsClasses() throws IOException {
        Path run = folder.resolve("run");
        CommandCall.of("train", "--data", photos("photos", "bright", "dark"), "--epochs", 30, "--out", run);
        Path more = photos("more", "dark");

        JsonObject evaluated =
                CommandCall.of("evaluate", run, "--data", more, "--json").json();
        assertThat(evaluated.integer("examples")).isEqualTo(IMAGES);
        assertThat(evaluated.number("accuracy")).isGreaterThan(0.9);
        assertThat(CommandCall.of("predict", run, "--data", more).out().strip().split("\n"))
                .hasSize(1 + IMAGES);

        CommandCall unknown = CommandCall.of("evaluate", run, "--data", photos("other", "drak"), "--json");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.json().string("error"))
                .endsWith("drak is none of the classes that are learnt; did you mean 'dark'? Classes: bright, dark");
    }

    @Test
    void imagesWithoutClassesArePredictedByTheirNames() throws IOException {
        Path run = folder.resolve("run");
        Path photos = photos("photos", "bright", "dark");
        CommandCall.of("train", "--data", photos, "--epochs", 3, "--out", run);
        Path flat = Files.createDirectory(folder.resolve("flat"));
        Path one = flat.resolve("a, b.png");
        Files.copy(photos.resolve("dark").resolve("0.png"), one);
        Files.copy(photos.resolve("bright").resolve("1.png"), flat.resolve("c.png"));
        Path list = Files.writeString(folder.resolve("list.txt"), "flat/c.png\n");

        CommandCall all = CommandCall.of("predict", run, "--data", flat);
        assertThat(all.code()).as(all.err()).isZero();
        assertThat(all.out().lines().map(line -> line.replaceAll("(,[0-9.E-]+)+$", "")))
                .containsExactly(
                        "row,file,label,probability,p(bright),p(dark)", "1,\"a, b.png\",dark", "2,c.png,bright");
        CommandCall single = CommandCall.of("predict", run, "--data", one, "--format", "json");
        assertThat(single.out()).startsWith("{\"row\":1,\"file\":\"a, b.png\",\"label\":\"dark\"");
        assertThat(CommandCall.of("predict", run, "--data", list).out()).contains("1,flat/c.png,bright");
        assertThat(CommandCall.of("predict", run, "--data", photos).out()).contains("\n1,bright/0.png,");
    }

    @Test
    void aModelOfGreyImagesTakesColouredOnesOnRequest() throws IOException {
        Path run = folder.resolve("run");
        Path photos = photos("photos", "bright", "dark");
        CommandCall.of("train", "--data", photos, "--epochs", 3, "--out", run);
        Path coloured = folder.resolve("red.png");
        BufferedImage size =
                ImageIO.read(photos.resolve("dark").resolve("0.png").toFile());
        BufferedImage red = new BufferedImage(size.getWidth(), size.getHeight(), BufferedImage.TYPE_INT_RGB);
        red.setRGB(0, 0, 0xFF0000);
        ImageIO.write(red, "png", coloured.toFile());

        CommandCall refused = CommandCall.of("predict", run, "--data", coloured);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("has colours").contains("--grey");
        assertThat(CommandCall.of("predict", run, "--data", coloured, "--grey").code())
                .isZero();
    }

    @Test
    void aTestPartAloneIsEvaluatedOnButNotLearntFrom() throws IOException {
        Path run = folder.resolve("run");
        CommandCall.of("train", "--data", photos("photos", "bright", "dark"), "--epochs", 3, "--out", run);
        Path parts = Files.createDirectory(folder.resolve("parts"));
        Files.move(photos("moved", "bright", "dark"), parts.resolve("test"));

        CommandCall evaluated = CommandCall.of("evaluate", run, "--data", parts, "--json");
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        assertThat(evaluated.json().integer("examples")).isEqualTo(2 * IMAGES);
        CommandCall trained = CommandCall.of("train", "--data", parts, "--out", folder.resolve("none"), "--json");
        assertThat(trained.code()).isEqualTo(1);
        assertThat(trained.json().string("error")).contains("test part only").contains("train");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void recordsOfCifarAreLearntAndEvaluatedOnWhatWasHeldOut() throws IOException {
        Path run = folder.resolve("run");
        Path some = Files.write(folder.resolve("some.bin"), records(60));
        Path net = Files.writeString(
                folder.resolve("net.yaml"), "input: [32, 32, 3]\nlayers: [standardize, flatten, linear: 10]\n");
        Object[] words = {
            "train", "--data", some, "--network", net, "--epochs", 2, "--json", "--out", run, "--test-share"
        };

        CommandCall trained = CommandCall.of(append(words, 0.25));
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.json().integer("testExamples")).isEqualTo(15);
        CommandCall held = CommandCall.of("evaluate", run, "--data", some, "--split", "test", "--json");
        assertThat(held.json().number("logLoss")).isEqualTo(trained.json().number("testLogLoss"));

        Files.delete(run.resolve("model.safetensors"));
        assertThat(CommandCall.of(append(words, 0)).json().integer("testExamples"))
                .isZero();
        CommandCall none = CommandCall.of("evaluate", run, "--data", some, "--split", "test", "--json");
        assertThat(none.json().string("error")).contains("held out no test images");
    }

    @Test
    void anInterruptedRunGoesOnWithTheSameChanges() throws IOException {
        Path photos = photos("photos", "bright", "dark");
        Path whole = folder.resolve("whole");
        Path run = folder.resolve("run");
        Object[] words = {"train", "--data", photos, "--epochs", 3, "--batch", 16, "--augment", "flip,crop:2", "--out"};
        CommandCall.of(append(words, whole));

        assertThat(CommandCall.of(Interruption.atOnce(), append(words, run)).code())
                .isEqualTo(130);
        CommandCall other = CommandCall.of(
                "train",
                "--data",
                photos,
                "--epochs",
                3,
                "--batch",
                16,
                "--augment",
                "crop:2,flip",
                "--out",
                run,
                "--resume");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("other settings").contains("augmentation (was [{\"name\":\"horizontalFlip\"}");
        assertThat(CommandCall.of("train", "--out", run, "--resume").code()).isZero();

        assertThat(run.resolve("model.safetensors")).hasSameBinaryContentAs(whole.resolve("model.safetensors"));
    }

    @Test
    void whatDoesNotFitIsToldInOneMessageAndLeavesNoFolder() throws IOException {
        Path run = folder.resolve("run");
        Path table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(20));
        Path photos = photos("photos", "bright", "dark");

        CommandCall changed = CommandCall.of("train", "--data", table, "--augment", "flip", "--out", run);
        CommandCall resized = CommandCall.of("train", "--data", table, "--image-size", "32", "--out", run);
        CommandCall cropped = CommandCall.of("train", "--data", photos, "--augment", "crop:4", "--out", run);

        assertThat(changed.code()).isEqualTo(2);
        assertThat(changed.err()).contains("--augment changes images, but '" + table + "' is a table");
        assertThat(resized.code()).isEqualTo(2);
        assertThat(resized.err()).contains("--image-size resizes the images of a folder");
        assertThat(cropped.code()).isEqualTo(1);
        assertThat(cropped.err()).contains("shifts by up to 4 positions").contains("Use a smaller padding");
        assertThat(run).doesNotExist();
    }

    private Path photos(String name, String... classes) throws IOException {
        Random random = new Random(3);
        for (String label : classes) {
            Path into = Files.createDirectories(folder.resolve(name).resolve(label));
            for (int index = 0; index < IMAGES; index++) {
                BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
                for (int position = 0; position < 16; position++) {
                    int brightness = random.nextInt(100) + (label.equals("bright") ? 120 : 20);
                    image.getRaster().setSample(position % 4, position / 4, 0, brightness);
                }
                assertThat(ImageIO.write(
                                image, "png", into.resolve(index + ".png").toFile()))
                        .isTrue();
            }
        }
        return folder.resolve(name);
    }

    private static byte[] records(int count) {
        Random random = new Random(5);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] image = new byte[3072];
        for (int index = 0; index < count; index++) {
            random.nextBytes(image);
            bytes.write(index % 10);
            bytes.writeBytes(image);
        }
        return bytes.toByteArray();
    }

    private static Object[] append(Object[] words, Object last) {
        Object[] more = java.util.Arrays.copyOf(words, words.length + 1);
        more[words.length] = last;
        return more;
    }
}
