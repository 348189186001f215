package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cli.training.Interruption;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
    @TempDir
    private Path folder;

    private Path table;
    private Path run;

    @BeforeEach
    void writeTheTable() throws IOException {
        table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(200));
        run = folder.resolve("run");
    }

    private CommandCall train(Object... more) {
        Object[] words = new Object[more.length + 8];
        Object[] first = {"train", "--data", table, "--epochs", 4, "--out", run, "--json"};
        System.arraycopy(first, 0, words, 0, first.length);
        System.arraycopy(more, 0, words, first.length, more.length);
        return CommandCall.of(words);
    }

    @Test
    void aTableTrainsToAModelAndARecord() throws IOException {
        CommandCall call = train();

        assertThat(call.code()).isZero();
        JsonObject json = call.json();
        assertThat(json.members().keySet())
                .contains(
                        "command",
                        "data",
                        "model",
                        "run",
                        "seed",
                        "epochs",
                        "steps",
                        "parameters",
                        "trainingExamples",
                        "testExamples",
                        "testAccuracy",
                        "testLogLoss",
                        "trainingLoss",
                        "foldDifference",
                        "foldDifferenceRelative",
                        "foldedLayers",
                        "seconds",
                        "examplesPerSecond",
                        "threads",
                        "kernels");
        assertThat(json.number("testAccuracy")).isGreaterThan(0.9);
        assertThat(json.integer("testExamples")).isEqualTo(40);
        assertThat(json.number("foldDifference")).isBetween(0.0, 1e-3);
        assertThat(json.integer("foldedLayers")).isEqualTo(2);
        Model model = Model.read(run.resolve("model.safetensors"));
        assertThat(model.network().find("0"))
                .map(Node::layer)
                .contains(Layers.standardize().robust());
        assertThat(model.network().find("clip")).map(Node::layer).contains(Layers.smoothClip(3));
        assertThat(model.output().labels()).containsExactly("daisy, common", "iris");
        assertThat(model.attachments()).containsKeys("encoding", "split");
        JsonObject record =
                Json.parse(Files.readString(run.resolve("run.json"))).asObject();
        assertThat(record.string("status")).isEqualTo("finished");
        assertThat(record.array("history").size()).isEqualTo(4);
        assertThat(record.array("resumes").size()).isZero();
        assertThat(record.object("result")).isEqualTo(json);
        assertThat(run.resolve("checkpoint.safetensors")).doesNotExist();
    }

    @Test
    void peopleAreToldTheTestTheFoldingAndWhatToTypeNext() {
        CommandCall call = CommandCall.of("train", "--data", table, "--epochs", 2, "--out", run);

        assertThat(call.code()).isZero();
        assertThat(call.out())
                .contains("Test of the frozen predictor on 40 examples: accuracy ")
                .contains("worst difference on ")
                .contains("./evenkeel inspect " + run.resolve("model.safetensors"))
                .contains("--split test");
        assertThat(call.err()).contains("epoch 2/2: loss ").contains("examples/s");
    }

    @Test
    void aNumberIsLearntInItsOwnUnit() throws IOException {
        table = CommandCall.write(folder.resolve("sums.csv"), CommandCall.sums(300));

        CommandCall call = train("--target", "sum", "--epochs", 30);

        assertThat(call.err()).contains("--epochs");
        call = CommandCall.of("train", "--data", table, "--target", "sum", "--epochs", 30, "--out", run, "--json");
        assertThat(call.code()).isZero();
        assertThat(call.json().number("testRmse")).isBetween(0.0, 120.0);
        assertThat(call.json().number("testMae")).isLessThan(call.json().number("testRmse"));
        assertThat(call.json().number("testR2")).isGreaterThan(0.9);
    }

    @Test
    void sameSeedSameBytesForAnyNumberOfThreads() throws IOException {
        train("--threads", 1);
        Path other = folder.resolve("other");
        CommandCall.of("train", "--data", table, "--epochs", 4, "--out", other, "--threads", 2);

        assertThat(other.resolve("model.safetensors")).hasSameBinaryContentAs(run.resolve("model.safetensors"));
    }

    @Test
    void everyNormalizationOptimizerAndScheduleTrains() {
        String[][] choices = {
            {"--norm", "layer", "--activation", "gelu"},
            {"--norm", "group", "--activation", "silu"},
            {"--norm", "rms", "--optimizer", "sgd"},
            {"--norm", "none", "--schedule", "one-cycle"},
            {"--dropout", "0.2", "--schedule", "constant"},
            {"--activation", "leaky-relu", "--validation-share", "0.2"}
        };
        for (String[] choice : choices) {
            CommandCall call = train((Object[]) append(choice, "--overwrite"));

            assertThat(call.code()).as(String.join(" ", choice) + call.err()).isZero();
        }
    }

    @Test
    void aValidationShareIsMeasured() {
        JsonObject json = train("--validation-share", "0.25").json();

        assertThat(json.number("validationAccuracy")).isGreaterThan(0.5);
        assertThat(json.members()).containsKey("validationLoss");
    }

    @Test
    void aNetworkInYamlTakesThePlaceOfTheBuiltInOne() throws IOException {
        Path yaml = Files.writeString(
                folder.resolve("net.yaml"),
                "input: [4]\nlayers:\n  - linear: 8\n  - batchNorm\n  - relu\n  - linear: 2\n");

        assertThat(train("--network", yaml).code()).isZero();
        assertThat(Model.read(run.resolve("model.safetensors")).network().nodes())
                .hasSize(4);
    }

    @Test
    void aNetworkThatDoesNotFitTheDataSaysWhatWould() throws IOException {
        Path input = Files.writeString(folder.resolve("input.yaml"), "input: [5]\nlayers:\n  - linear: 2\n");
        Path output = Files.writeString(folder.resolve("output.yaml"), "input: [4]\nlayers:\n  - linear: 3\n");
        Path word = Files.writeString(folder.resolve("word.yaml"), "input: [4]\nlayers:\n  - liner: 3\n");

        CommandCall wrongInput = train("--network", input);
        CommandCall wrongOutput = train("--network", output);
        CommandCall wrongWord = train("--network", word);

        assertThat(wrongInput.code()).isEqualTo(1);
        assertThat(wrongInput.json().string("error")).contains("input: [5]").contains("are [4]");
        assertThat(wrongOutput.json().string("error")).contains("linear: 2");
        assertThat(wrongWord.json().string("error"))
                .contains("word.yaml, line 3")
                .contains("'linear'");
        assertThat(run).doesNotExist();
    }

    @Test
    void optionsOfTheMlpDoNotMixWithADescription() {
        CommandCall call = train("--network", "net.yaml", "--norm", "layer");

        assertThat(call.code()).isEqualTo(2);
        assertThat(call.err()).contains("--norm");
    }

    @Test
    void aFinishedRunIsNotReplacedUnlessAsked() throws IOException {
        train();
        byte[] before = Files.readAllBytes(run.resolve("model.safetensors"));

        CommandCall refused = train("--seed", 2);

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.json().string("error")).contains("--out").contains("--overwrite");
        assertThat(run.resolve("model.safetensors")).hasBinaryContent(before);
        assertThat(train("--seed", 2, "--overwrite").code()).isZero();
        assertThat(Files.readAllBytes(run.resolve("model.safetensors"))).isNotEqualTo(before);
    }

    @Test
    void anInterruptedRunGoesOnToTheSameBytes() throws IOException {
        Path whole = folder.resolve("whole");
        CommandCall.of("train", "--data", table, "--epochs", 4, "--out", whole);

        CommandCall stopped =
                CommandCall.of(Interruption.atOnce(), "train", "--data", table, "--epochs", 4, "--out", run, "--json");
        assertThat(stopped.code()).isEqualTo(130);
        assertThat(stopped.err()).contains("Go on with: ./evenkeel train --out " + run + " --resume");
        assertThat(stopped.json().string("error")).isEqualTo("Interrupted");
        assertThat(stopped.json().string("checkpoint"))
                .isEqualTo(run.resolve("checkpoint.safetensors").toString());
        assertThat(run.resolve("model.safetensors")).doesNotExist();

        CommandCall fresh = train();
        assertThat(fresh.code()).isEqualTo(1);
        assertThat(fresh.err()).contains("--resume").contains("--overwrite");

        CommandCall other = train("--resume", "--batch", 16);
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("other settings").contains("batchSize");

        CommandCall resumed = CommandCall.of("train", "--out", run, "--resume", "--json");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(run.resolve("model.safetensors")).hasSameBinaryContentAs(whole.resolve("model.safetensors"));
        JsonObject record =
                Json.parse(Files.readString(run.resolve("run.json"))).asObject();
        assertThat(record.array("resumes").size()).isEqualTo(1);
        assertThat(record.array("history").size()).isEqualTo(4);
    }

    @Test
    void settingsNotSaidWhileResumingAreThoseOfTheRun() throws IOException {
        Path whole = folder.resolve("whole");
        CommandCall.of("train", "--data", table, "--epochs", 4, "--batch", 16, "--seed", 3, "--out", whole);
        for (Object[] said : new Object[][] {{"--epochs", 4}, {"--data", table, "--seed=3"}, {"--batch", 16}}) {
            CommandCall stopped = CommandCall.of(
                    Interruption.atOnce(),
                    "train",
                    "--data=" + table,
                    "--epochs",
                    4,
                    "--batch",
                    16,
                    "--seed",
                    3,
                    "--out",
                    run,
                    "--overwrite");
            assertThat(stopped.code()).isEqualTo(130);

            List<Object> words = new ArrayList<>(List.of("train", "--resume", "--out", run, "--json"));
            words.addAll(List.of(said));
            CommandCall resumed = CommandCall.of(words.toArray());

            assertThat(resumed.code()).as(resumed.err()).isZero();
            assertThat(run.resolve("model.safetensors")).hasSameBinaryContentAs(whole.resolve("model.safetensors"));
            assertThat(Json.parse(Files.readString(run.resolve("run.json")))
                            .asObject()
                            .object("settings")
                            .array("arguments")
                            .toStrings())
                    .contains("--epochs", "4", "--batch", "16");
        }
    }

    @Test
    void aSettingSaidWhileResumingIsTheOneThatDiffers() {
        CommandCall.of(Interruption.atOnce(), "train", "--data", table, "--epochs", 4, "--batch", 16, "--out", run);

        CommandCall other = CommandCall.of("train", "--resume", "--out", run, "--batch", 32);

        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("other settings").contains("batchSize").doesNotContain("digits");
    }

    @Test
    void resumingWithoutACheckpointSaysWhatToDo() {
        CommandCall nothing = train("--resume");
        train();
        CommandCall finished = train("--resume");

        assertThat(nothing.code()).isEqualTo(1);
        assertThat(nothing.err()).contains("There is no checkpoint").contains("without --resume");
        assertThat(finished.code()).isEqualTo(1);
        assertThat(finished.err()).contains("holds a finished run");
    }

    @Test
    void aFolderThatCannotBeMadeIsAnErrorWithAWayOut() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        run = file.resolve("run");

        CommandCall call = train();

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.err()).contains("cannot be made").contains("--out").doesNotContain("\tat ");
    }

    @Test
    void aRunThatFailsLeavesItsRecordAndNoModel() throws IOException {
        CommandCall call = train("--rate", "1e30");

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.err()).contains("infinite or not a number");
        assertThat(run.resolve("model.safetensors")).doesNotExist();
        assertThat(Json.parse(Files.readString(run.resolve("run.json")))
                        .asObject()
                        .string("status"))
                .isEqualTo("failed");
    }

    @Test
    void statisticsThatNoDataStandsBehindAreNotFrozen() throws IOException {
        for (String norm : new String[] {
            "{batchNorm: {}, freeze: statistics}",
            "{batchNorm: {}, freeze: all}",
            "{batchNorm: {frozenStatistics: true}}"
        }) {
            Path network = Files.writeString(
                    folder.resolve("frozen.yaml"),
                    "input: [4]\nlayers: [standardize, {linear: 8}, " + norm + ", relu, {linear: 2}]\n");

            CommandCall call = train("--network", network);

            assertThat(call.code()).isEqualTo(1);
            assertThat(call.json().string("error"))
                    .contains("batchNorm '2' is to normalise by frozen running statistics")
                    .contains("leave out what freezes them", "--from")
                    .doesNotContain("Train the model");
            assertThat(run).doesNotExist();
        }
    }

    @Test
    void nothingHeldOutIsNoTest() {
        JsonObject json = train("--test-share", 0).json();

        assertThat(json.integer("testExamples")).isZero();
        assertThat(json.members()).doesNotContainKey("testAccuracy");
    }

    private static String[] append(String[] words, String last) {
        String[] more = java.util.Arrays.copyOf(words, words.length + 1);
        more[words.length] = last;
        return more;
    }
}
