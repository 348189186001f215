package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cli.model.StoredModelTest;
import dev.evenkeel.cli.training.Interruption;
import dev.evenkeel.formats.YamlNetwork;
import dev.evenkeel.model.Model;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training that goes on from a model, in part frozen. */
class FineTuningCommandTest {
    @TempDir
    private static Path folder;

    private static Path two;
    private static Path three;
    private static Path start;
    private static Path flowers;
    private static Path table;

    @BeforeAll
    static void train() throws IOException {
        two = photos("two", "bright", "dark");
        three = photos("three", "bright", "dark", "grey");
        start = folder.resolve("start");
        CommandCall trained = CommandCall.of("train", "--data", two, "--epochs", 3, "--out", start);
        assertThat(trained.code()).as(trained.err()).isZero();
        flowers = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(100));
        table = folder.resolve("table");
        CommandCall.of("train", "--data", flowers, "--epochs", 2, "--out", table);
    }

    @Test
    void whatIsFrozenKeepsItsBitsAndTheRestLearns() {
        Path run = folder.resolve("frozen");

        CommandCall call = tune(run, two, "--freeze", "2", "--freeze", "3", "--freeze-statistics", "all");

        assertThat(call.code()).as(call.err()).isZero();
        Model before = model(start);
        Model after = model(run);
        for (String tensor : new String[] {"2.weight", "3.weight", "3.bias", "3.running_mean", "6.running_var"}) {
            assertThat(after.tensor(tensor)).as(tensor).isEqualTo(before.tensor(tensor));
        }
        assertThat(after.tensor("5.weight")).isNotEqualTo(before.tensor("5.weight"));
        assertThat(call.json().string("from"))
                .isEqualTo(start.resolve("model.safetensors").toString());
        assertThat(call.json().integer("learningParameters"))
                .isLessThan(call.json().integer("parameters"));
        assertThat(call.err()).contains("from " + start).contains(" learn,");
        assertThat(after.provenance().object("settings").members()).containsKeys("start", "treatments");
        assertThat(CommandCall.of("evaluate", run, "--data", two, "--split", "test")
                        .code())
                .isZero();
    }

    @Test
    void otherClassesNeedANewHeadWhichAlwaysLearns() {
        CommandCall refused = tune(folder.resolve("refused"), three);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.json().string("error"))
                .contains("tells bright, dark apart, but three has bright, dark, grey, of which it does not know grey")
                .contains("--new-head replaces its last linear layer");

        Path run = folder.resolve("head");
        CommandCall call = tune(run, three, "--new-head", "--freeze", "all", "--freeze-statistics", "all");

        assertThat(call.code()).as(call.err()).isZero();
        Model before = model(start);
        Model after = model(run);
        assertThat(after.output().labels()).containsExactly("bright", "dark", "grey");
        assertThat(after.network().output().size()).isEqualTo(3);
        String head = after.network().head().orElseThrow().name();
        before.tensors().forEach((name, tensor) -> {
            if (!name.startsWith(head + ".")) {
                assertThat(after.tensor(name)).as(name).isEqualTo(tensor);
            }
        });
    }

    @Test
    void anotherNumberOfClassesNamesTheWayOut() throws IOException {
        Path records = Files.write(folder.resolve("ten.bin"), CommandCall.images(60));
        Path net = Files.writeString(
                folder.resolve("net.yaml"), "input: [32, 32, 3]\nlayers: [flatten, {linear: 4, name: fc}]\n");
        Path four = folder.resolve("four.safetensors");
        StoredModelTest.write(four, YamlNetwork.read(net));

        CommandCall call = CommandCall.of("train", "--from", four, "--data", records, "--json");

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.json().string("error"))
                .contains("gives outputs [4], but ten.bin has 10 classes")
                .endsWith("--new-head replaces its last linear layer 'fc' by a fresh one with 10 outputs");
    }

    @Test
    void aTableIsReadAsTheModelReadsIt() {
        Path run = folder.resolve("tuned-table");
        CommandCall call = CommandCall.of(
                "train", "--from", table, "--data", flowers, "--epochs", 2, "--out", run, "--freeze", "1", "--json");
        assertThat(call.code()).as(call.err()).isZero();
        assertThat(model(run).attachments().get("encoding"))
                .isEqualTo(model(table).attachments().get("encoding"));
        CommandCall other = CommandCall.of("train", "--from", table, "--data", flowers, "--new-head");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("leave --target, --task and --new-head out");
    }

    @Test
    void aDescriptionFreezesToo() throws IOException {
        Path net = Files.writeString(folder.resolve("frozen.yaml"), """
                input: [4]
                layers:
                  - {linear: 8, freeze: parameters}
                  - batchNorm
                  - relu
                  - linear: 2
                """);
        Path once = folder.resolve("once");
        Path twice = folder.resolve("twice");
        CommandCall.of("train", "--data", flowers, "--network", net, "--epochs", 1, "--rate", 0.1, "--out", once);
        CommandCall.of("train", "--data", flowers, "--network", net, "--epochs", 2, "--out", twice);
        assertThat(model(twice).tensor("0.weight")).isEqualTo(model(once).tensor("0.weight"));
        assertThat(model(twice).tensor("3.weight")).isNotEqualTo(model(once).tensor("3.weight"));
        assertThat(CommandCall.of("inspect", twice).out()).contains("linear 8, parameters frozen");
    }

    @Test
    void anInterruptedRunGoesOnToTheSameBytes() {
        Path whole = folder.resolve("whole");
        Path stopped = folder.resolve("stopped");
        tune(whole, two, "--freeze", "2");
        CommandCall call = CommandCall.of(
                Interruption.atOnce(),
                "train",
                "--from",
                start,
                "--data",
                two,
                "--epochs",
                2,
                "--out",
                stopped,
                "--freeze",
                "2");
        assertThat(call.code()).as(call.err()).isEqualTo(130);
        CommandCall resumed = CommandCall.of("train", "--out", stopped, "--resume");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(stopped.resolve("model.safetensors")).hasSameBinaryContentAs(whole.resolve("model.safetensors"));
    }

    @Test
    void aPatternThatMatchesNothingIsTold() {
        CommandCall call = tune(folder.resolve("none"), two, "--freeze", "layer1.*");
        assertThat(call.code()).isEqualTo(1);
        assertThat(call.json().string("error"))
                .contains("No layer's name matches 'layer1.*'")
                .contains("Layers: 0, 1");
    }

    @Test
    void whatMeansNothingTogetherIsRefused() {
        assertMisuse("say --from MODEL too", "train", "--freeze", "all");
        assertMisuse("say --from MODEL too", "train", "--new-head");
        assertMisuse("leave --network cnn out", "train", "--from", start, "--network", "cnn");
        assertMisuse("leave --network net.yaml out", "train", "--from", start, "--network", "net.yaml");
        assertMisuse("leave them out", "train", "--from", start, "--norm", "layer");
        assertMisuse("nothing is left to learn", "train", "--from", start, "--data", two, "--freeze", "all");
        assertMisuse("did you mean 'keras'?", "train", "--from", start, "--origin", "kears");
    }

    private static void assertMisuse(String said, Object... words) {
        CommandCall call = CommandCall.of(words);
        assertThat(call.code()).as(call.err()).isEqualTo(2);
        assertThat(call.err()).contains(said).doesNotContain("\tat ");
    }

    private static CommandCall tune(Path run, Path data, Object... more) {
        Object[] words = {"train", "--from", start, "--data", data, "--epochs", 2, "--out", run, "--json"};
        Object[] all = java.util.Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return CommandCall.of(all);
    }

    private static Model model(Path run) {
        return Model.read(run.resolve("model.safetensors"));
    }

    private static Path photos(String name, String... classes) throws IOException {
        Random random = new Random(3);
        for (int label = 0; label < classes.length; label++) {
            Path of = Files.createDirectories(folder.resolve(name).resolve(classes[label]));
            for (int number = 0; number < 30; number++) {
                BufferedImage image = new BufferedImage(6, 6, BufferedImage.TYPE_BYTE_GRAY);
                for (int pixel = 0; pixel < 36; pixel++) {
                    image.getRaster().setSample(pixel % 6, pixel / 6, 0, 80 * label + random.nextInt(60));
                }
                ImageIO.write(image, "png", of.resolve(number + ".png").toFile());
            }
        }
        return folder.resolve(name);
    }
}
