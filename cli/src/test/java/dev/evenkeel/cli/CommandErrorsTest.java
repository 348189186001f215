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
