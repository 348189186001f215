package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** What of a table's target is learnt, and how that is said. */
class TaskCommandTest {
    @TempDir
    private Path folder;

    @Test
    void zeroAndOneAreTwoClassesAndANoteSaysHowToSayOtherwise() throws IOException {
        CommandCall call = train(zeroAndOne(), List.of());

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.err())
                .contains(
                        "Target 'label' holds only 0 and 1, which are taken for two classes (classification)",
                        "--task regression",
                        "Training on t.csv, classification of 'label' into 2 classes: ");
        assertThat(call.json().has("testAccuracy")).isTrue();
        assertThat(call.json().string("task")).isEqualTo("classification");
        assertThat(call.json().string("target")).isEqualTo("label");
        assertThat(CommandCall.of("inspect", folder.resolve("run"), "--json")
                        .json()
                        .string("task"))
                .isEqualTo("classification");
    }

    @Test
    void regressionIsLearntWhereItIsAskedFor() throws IOException {
        CommandCall call = train(zeroAndOne(), List.of("--task", "regression"));

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.err()).doesNotContain("two classes").contains("Training on t.csv, regression of 'label': ");
        assertThat(call.json().has("testRmse")).isTrue();
        assertThat(call.json().string("task")).isEqualTo("regression");
    }

    @Test
    void comparisonsTakeATaskToo() throws IOException {
        Path table = CommandCall.write(folder.resolve("t.csv"), zeroAndOne());

        CommandCall call = CommandCall.of(
                "compare",
                "--data",
                table,
                "--task",
                "regression",
                "--vary",
                "norm=none,batch",
                "--seeds",
                2,
                "--epochs",
                1,
                "--threads",
                1,
                "--out",
                folder.resolve("compared"),
                "--json");

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.json().string("task")).isEqualTo("regression");
        assertThat(call.json().toString()).contains("rmse");
    }

    @Test
    void imagesAndModelsForTablesHaveTheirTask() throws IOException {
        assertThat(CommandCall.of("train", "--task", "regression").err())
                .contains("--task says what is predicted of a table's target, but 'digits' is a set of images");
        train(zeroAndOne(), List.of());
        CommandCall further = CommandCall.of(
                "train", "--from", folder.resolve("run"), "--data", folder.resolve("t.csv"), "--task", "regression");

        assertThat(further.code()).isEqualTo(2);
        assertThat(further.err()).contains("leave --target, --task and --new-head out");
    }

    @Test
    void theNumberOfOutputsIsExplained() throws IOException {
        Path one = CommandCall.write(folder.resolve("one.yaml"), "input: [1]\nlayers:\n  - linear: 1\n");
        Path two = CommandCall.write(folder.resolve("two.yaml"), "input: [1]\nlayers:\n  - linear: 2\n");

        assertThat(train(zeroAndOne(), List.of("--network", one)).err())
                .contains(
                        "let the last layer be 'linear: 2'. Two classes take two outputs with a softmax here; one output "
                                + "with binary cross-entropy means the same elsewhere. If the target's numbers are amounts, "
                                + "ask for --task regression, which takes one output");
        assertThat(train(zeroAndOne(), List.of("--network", two, "--task", "regression"))
                        .err())
                .contains("let the last layer be 'linear: 1'. A number takes one output. If the target's numbers are "
                        + "classes, ask for --task classification");
        assertThat(train(zeroAndOne(), List.of("--network", one, "--task", "regression"))
                        .code())
                .isZero();
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "EVENKEEL_FAILING", matches = ".+")
    void aLabelOfZeroAndOneThatOnceWasARegression() {
        CommandCall call = CommandCall.of(
                "train",
                "--data",
                Path.of(System.getenv("EVENKEEL_FAILING"), "tables", "label-0-1.csv"),
                "--epochs",
                2,
                "--out",
                folder.resolve("run"),
                "--json");

        assertThat(call.err()).contains("two classes (classification)", "--task regression");
        assertThat(call.json().string("task")).isEqualTo("classification");
        assertThat(call.json().number("testAccuracy")).isGreaterThan(0.5);
    }

    private CommandCall train(String text, List<Object> options) throws IOException {
        Path table = CommandCall.write(folder.resolve("t.csv"), text);
        List<Object> words = new java.util.ArrayList<>(List.of(
                "train",
                "--data",
                table,
                "--epochs",
                1,
                "--threads",
                1,
                "--out",
                folder.resolve("run"),
                "--overwrite",
                "--json"));
        words.addAll(options);
        return CommandCall.of(words.toArray());
    }

    private static String zeroAndOne() {
        StringBuilder text = new StringBuilder("a,label\n");
        for (int row = 0; row < 60; row++) {
            text.append(row * 7 % 10 + (row % 2) * 5)
                    .append(',')
                    .append(row % 2)
                    .append('\n');
        }
        return text.toString();
    }
}
