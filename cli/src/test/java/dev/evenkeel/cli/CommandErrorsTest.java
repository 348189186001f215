package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CommandErrorsTest {
    @TempDir
    private Path folder;

    static Stream<Arguments> misuses() {
        return Stream.of(
                misuse("a command is needed"),
                misuse("did you mean 'train'?", "trian"),
                misuse("did you mean '--epochs'?", "train", "--epoch", "5"),
                misuse("did you mean 'batch'?", "train", "--norm", "btach"),
                misuse("did you mean 'one-cycle'?", "train", "--schedule", "one-cicle"),
                misuse("did you mean 'adamw'?", "train", "--optimizer", "adam-w"),
                misuse("--epochs", "train", "--epochs", "0"),
                misuse("'five'", "train", "--epochs", "five"),
                misuse("--epochs needs a whole number, 1 or more, but got 'x'", "train", "--epochs", "x"),
                misuse("--epochs needs a whole number, 1 or more, but got '1.5'", "train", "--epochs", "1.5"),
                misuse("but got '99999999999', which is too large", "train", "--epochs", "99999999999"),
                misuse("--seed needs a whole number, as 7, but got '1e9'", "train", "--seed", "1e9"),
                misuse("--rate needs a number above 0, as 0.01, but got 'fast'", "train", "--rate", "fast"),
                misuse("Fractions are written with a point: 0.01", "train", "--rate", "0,01"),
                misuse("from 0 to below 1, as 0.2, but got 'x'", "train", "--test-share", "x"),
                misuse("--live needs a whole number, from 0 to 65535", "train", "--live=x"),
                misuse("'x' is not a whole number", "inspect", "a.onnx", "--extent", "n=x"),
                misuse("--batch", "train", "--batch", "0"),
                misuse("--rate", "train", "--rate", "-1"),
                misuse("--test-share", "train", "--test-share", "1"),
                misuse("--validation-share", "train", "--validation-share", "2"),
                misuse("--threads", "train", "--threads", "0"),
                misuse("--dropout", "train", "--dropout", "1"),
                misuse("'net.txt' is neither a built-in network nor", "train", "--network", "net.txt"),
                misuse("did you mean '--rate'?", "train", "--lr", "0.1"),
                misuse("did you mean '--rate'?", "train", "--learning-rate=0.1"),
                misuse("did you mean '--rate'?", "train", "--learning_rate", "0.1"),
                misuse("did you mean '--batch'?", "train", "--batch-size", "32"),
                misuse("did you mean '--batch'?", "train", "--Batch_Size=32"),
                misuse("did you mean '--decay'?", "train", "--wd", "0.1"),
                misuse("did you mean '--epochs'?", "train", "--num-epochs", "3"),
                misuse("did you mean '--threads'?", "train", "-j", "3"),
                misuse("did you mean '--out'?", "train", "-o", "dir"),
                misuse("did you mean '--epochs'?", "train", "--EPOCHS", "3"),
                misuse("did you mean 'cnn'?", "train", "--network", "ccn"),
                misuse("did you mean 'resnet20'?", "train", "--network", "resnet-20"),
                misuse("--network resnet20 has ReLUs", "train", "--network", "resnet20", "--activation", "gelu"),
                misuse("and no dropout", "train", "--network", "resnet56", "--dropout", "0.2"),
                misuse("the mlp has none", "train", "--norm", "instance"),
                misuse("--overwrite", "train", "--overwrite", "--resume"),
                misuse("--target", "train", "--target", "species"),
                misuse("as crop:4", "train", "--augment", "crop"),
                misuse("did you mean 'flip'?", "train", "--augment", "crop:4,flop"),
                misuse("but got ''", "train", "--augment", "flip,"),
                misuse("32x48", "train", "--image-size", "big"),
                misuse("from 1 to 8192", "train", "--image-size", "0"),
                misuse("'digits' is no such folder", "train", "--image-size", "32"),
                misuse("--data", "evaluate", "model.safetensors"),
                misuse("MODEL", "inspect"),
                misuse("--out", "recalibrate", "model.safetensors", "--data", "digits"));
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void aWrongCallIsToldInOneMessageWithExitCode2(String said, String[] arguments) {
        CommandCall call = CommandCall.of((Object[]) arguments);

        assertThat(call.code()).as(call.err()).isEqualTo(2);
        assertThat(call.err()).startsWith("evenkeel: ").contains(said).doesNotContain("\tat ");
        assertThat(call.out()).isEmpty();
    }

    @Test
    void misuseIsJsonWhereJsonIsAskedFor() {
        CommandCall call = CommandCall.of("train", "--json", "--epoch", "5");

        assertThat(call.code()).isEqualTo(2);
        assertThat(call.json().string("error")).contains("--epochs");
    }

    @Test
    void dataThatAreNotThereAreToldWithTheNearestName() {
        CommandCall call = CommandCall.of("train", "--data", "digit", "--json");

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.json().string("error")).contains("'digits'");
    }

    @Test
    void aWrongTargetListsTheColumns() throws IOException {
        Path table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(20));

        CommandCall call = CommandCall.of("train", "--data", table, "--target", "specie");

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.err()).contains("species").doesNotContain("\tat ");
    }

    @Test
    void aFileOfAnotherKindThanAModelIsToldWhatItIsAndWhereItBelongs() throws IOException {
        Path table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(20));
        Path network = CommandCall.write(folder.resolve("net.yaml"), "input: [2]");
        Path image = CommandCall.write(folder.resolve("a.png"), "picture");
        Path text = CommandCall.write(folder.resolve("notes.txt"), "Grüße\n");
        Path images = Files.createDirectories(folder.resolve("photos/cat"));
        CommandCall.write(images.resolve("1.png"), "picture");
        Path run = Files.createDirectory(folder.resolve("run"));
        Path record = CommandCall.write(run.resolve("run.json"), "{}");
        Path report = CommandCall.write(run.resolve("report.html"), "<!doctype html>");

        for (String command : new String[] {"inspect", "audit", "evaluate", "predict", "convert"}) {
            inspected(command, table, "flowers.csv is a table, not a model: evenkeel train --data");
            if (!command.equals("audit")) {
                inspected(command, network, "net.yaml is the description of a network without weights, not a model");
            }
            inspected(command, image, "a.png is an image, not a model: evenkeel predict MODEL --data");
            inspected(command, text, "notes.txt is text, not a model");
            inspected(command, folder.resolve("photos"), "photos is a folder of images, not a model");
            inspected(command, record, "belongs to a run, but is not its model. Give the run's folder: " + run);
            inspected(command, report, "belongs to a run, but is not its model");
        }
        assertThat(CommandCall.of("report", report).err())
                .contains("report.html is a file, but the folder of a run is needed: " + run);
    }

    private static void inspected(String command, Path given, String said) {
        Object[] words = switch (command) {
            case "convert" -> new Object[] {command, given, given.resolveSibling("out.onnx")};
            case "inspect", "audit" -> new Object[] {command, given};
            default -> new Object[] {command, given, "--data", "digits"};
        };
        CommandCall call = CommandCall.of(words);

        assertThat(call.code()).as(command).isEqualTo(1);
        assertThat(call.err()).as(command).contains(said);
    }

    @Test
    void theDefaultNetworkIsTrainedWithoutNotesOnItsLayers() throws IOException {
        Path table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(20));

        CommandCall usual = CommandCall.of("train", "--data", table, "--epochs", 1, "--out", folder.resolve("usual"));
        assertThat(usual.code()).as(usual.err()).isZero();
        assertThat(usual.err()).contains(" 1 epoch, into ").doesNotContain("note: dropout");
        assertThat(usual.out()).contains("Trained 1 epoch (1 step) in ");
        CommandCall chosen = CommandCall.of(
                "train", "--data", table, "--epochs", 1, "--dropout", 0.3, "--out", folder.resolve("chosen"));
        assertThat(chosen.err()).contains("note: dropout");
        assertThat(CommandCall.of("inspect", folder.resolve("usual")).out()).doesNotContain("bestEpoch");
    }

    @Test
    void aModelOrANetworkGivenAsDataIsToldWhereItBelongs() throws IOException {
        Path network = CommandCall.write(folder.resolve("net.yaml"), "input: [2]");
        Path model = CommandCall.write(folder.resolve("model.safetensors"), "bytes");

        assertThat(CommandCall.of("train", "--data", network).err())
                .contains("net.yaml describes a network, and holds no data. It goes to --network");
        assertThat(CommandCall.of("train", "--data", model).err())
                .contains("model.safetensors is a model, not data. The model goes before --data");
        assertThat(CommandCall.of("train", "--data", folder).err())
                .contains(" is the folder of a model's training, not data");
    }

    @Test
    void aModelThatIsMissingDamagedOrNoneIsToldSo() throws IOException {
        Path missing = folder.resolve("missing.safetensors");
        Path damaged = Files.write(folder.resolve("damaged.safetensors"), new byte[] {1, 2, 3});
        Path empty = Files.createDirectory(folder.resolve("empty"));

        for (Path path : new Path[] {missing, damaged, empty}) {
            for (String[] command :
                    new String[][] {{"inspect"}, {"evaluate", "--data", "digits"}, {"predict", "--data", "digits"}}) {
                String[] words = Stream.concat(Stream.of(command), Stream.of(path.toString(), "--json"))
                        .toArray(String[]::new);
                CommandCall call = CommandCall.of((Object[]) words);

                assertThat(call.code()).as(call.err()).isEqualTo(1);
                assertThat(call.json().string("error"))
                        .contains(path.getFileName().toString());
                assertThat(call.err()).doesNotContain("\tat ");
            }
        }
    }

    @Test
    void helpIsOnStandardOutputWithExamples() {
        for (String command : new String[] {"train", "evaluate", "predict", "inspect", "recalibrate"}) {
            CommandCall help = CommandCall.of("help", command);
            CommandCall option = CommandCall.of(command, "--help");

            assertThat(help.code()).isZero();
            assertThat(help.out())
                    .contains("Usage: evenkeel " + command)
                    .contains("Examples:")
                    .contains("--json");
            assertThat(option.out()).isEqualTo(help.out());
        }
        assertThat(CommandCall.of("--help").out()).contains("Exit codes: 0 done, 1 failed, 2 called wrongly, 130");
    }

    @Test
    void theVersionIsOneLine() {
        assertThat(CommandCall.of("--version").out()).matches("evenkeel \\S+\\R");
    }

    private static Arguments misuse(String said, String... arguments) {
        return Arguments.of(said, arguments);
    }
}
