package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cli.command.CommandRunner;
import dev.evenkeel.cli.display.ComparisonDisplay;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.training.Interruption;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.lab.comparison.ComparisonProgress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
    @TempDir
    private Path folder;

    private Path flowers = Path.of("");

    @BeforeEach
    void writeATable() throws IOException {
        flowers = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(120));
    }

    @Test
    void armsAreRankedAndJudgedInWordsAndJson() {
        CommandCall call = compare("--vary", "rate=0.01,1e-9", "--seeds", 6, "--epochs", 8, "--json");

        JsonObject json = call.json();
        assertThat(call.code()).isZero();
        assertThat(call.err())
                .contains("Comparing 2 arms on flowers.csv with 6 seeds: 12 trainings")
                .contains("12/12 trainings");
        assertThat(json.string("verdict")).startsWith("rate=1e-9 is worse than rate=0.01: accuracy lower by ");
        assertThat(json.array("arms").elements())
                .extracting(arm -> arm.asObject().string("verdict"))
                .containsExactly("reference", "worse");
        assertThat(json.members())
                .containsKeys("metric", "seeds", "reference", "target", "robustness", "seconds", "threads", "out");
        assertThat(folder.resolve("out").resolve("comparison.json")).content().isEqualTo(json + "\n");
    }

    @Test
    void theTableShowsAllArmsAndHowToReadIt() {
        CommandCall call =
                compare("--vary", "norm=batch,none", "--vary", "dropout=none,after", "--seeds", 1, "--epochs", 1);

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.out())
                .startsWith("Too few seeds to tell: ")
                .contains("norm=none dropout=after", "verdict", "ms/step", "How much the other factors matter")
                .contains("corrected for 3 arms (Holm)");
    }

    @Test
    void theEstimateIsToldOnceItIsKnownAndThenNowAndThen() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        try (ComparisonDisplay display =
                new ComparisonDisplay(new Console(stream, stream, Console.Display.LINES, Console.ANY_COLUMNS))) {
            display.show(new ComparisonProgress(0, 4, 0.1, Double.NaN));
            display.show(new ComparisonProgress(0, 4, 0.2, 41));
            display.show(new ComparisonProgress(1, 4, 0.3, 30));
            display.show(new ComparisonProgress(4, 4, 1, 0));
        }

        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("0/4 trainings, about 41 s left\n4/4 trainings\n");
    }

    @Test
    void theSameCommandAgainTrainsNothingAgain() throws IOException {
        compare("--vary", "norm=batch,none", "--seeds", 2, "--epochs", 2);
        Path cells = folder.resolve("out").resolve("cells");
        Path removed = cells.resolve("arm2-seed1.json");
        String before = Files.readString(cells.resolve("arm1-seed1.json"));
        Files.delete(removed);

        CommandCall again = compare("--vary", "norm=batch,none", "--seeds", 2, "--epochs", 2);

        assertThat(again.code()).isZero();
        assertThat(removed).exists();
        assertThat(cells.resolve("arm1-seed1.json")).content().isEqualTo(before);
        assertThat(compare("--vary", "norm=batch,none", "--seeds", 2, "--epochs", 3)
                        .err())
                .contains("evenkeel: " + folder.resolve("out")
                        + " holds another comparison, which differs in recipe. Ask");
    }

    @Test
    void anInterruptedComparisonSaysHowToGoOn() {
        CommandCall call = CommandCall.of(Interruption.atOnce(), arguments("--vary", "norm=batch,none", "--json"));

        assertThat(call.code()).isEqualTo(Interruption.EXIT_CODE);
        assertThat(call.err())
                .contains("The comparison was stopped.")
                .contains("Go on with: ./evenkeel compare --data");
        assertThat(call.json().string("resume")).contains("--vary norm=batch,none");
    }

    @Test
    void aNumberIsMeasuredByItsError() throws IOException {
        Path sums = CommandCall.write(folder.resolve("sums.csv"), CommandCall.sums(100));

        JsonObject json = CommandCall.of(
                        "compare",
                        "--data",
                        sums,
                        "--vary",
                        "batch=16,64",
                        "--seeds",
                        1,
                        "--steps",
                        20,
                        "--out",
                        folder.resolve("sums"),
                        "--json")
                .json();

        assertThat(json.string("metric")).isEqualTo("rmse");
        assertThat(json.array("arms").elements())
                .extracting(
                        arm -> arm.asObject().find("diverged", JsonValue::asInt).orElseThrow())
                .containsOnly(0);
    }

    @Test
    void aNetworkOfOnesOwnHasItsNormalizationReplaced() throws IOException {
        Path network = CommandCall.write(
                folder.resolve("net.yaml"),
                "input: [4]\nlayers: [standardize, linear: 8, batchNorm: {}, relu, linear: 2]\n");

        assertThat(compare("--network", network, "--vary", "norm=batch,rms", "--seeds", 1, "--epochs", 1)
                        .out())
                .contains("norm=rms");
        assertThat(compare("--network", network, "--vary", "placement=before,after")
                        .err())
                .contains("Variation placement shapes the built-in mlp, but " + network);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertRefused(
                "--vary: 'nrom' cannot be varied; did you mean 'norm'? What can be: norm, placement",
                "--vary",
                "nrom=batch,none");
        assertRefused(
                "--norm and --vary norm=batch,none say the same thing twice",
                "--vary",
                "norm=batch,none",
                "--norm",
                "layer");
        assertRefused("say the same thing twice", "--vary", "rate=1,2", "--vary", "rate=3,4");
        assertRefused("give one of them", "--vary", "rate=1,2", "--epochs", 1, "--steps", 1);
        assertRefused("give a --test-share above 0", "--vary", "rate=1,2", "--test-share", 0);
        assertRefused("--seeds needs 1 or more", "--vary", "rate=1,2", "--seeds", 0);
        assertRefused("evenkeel: compare needs --vary FACTOR=VALUES", "--seeds", 2);
        assertRefused(
                "norm=instance normalises over the positions of an image, but the mlp has none",
                "--vary",
                "norm=batch,instance");
        assertRefused("did you mean 'batch'?", "--vary", "norm=none,bach");
        assertRefused("needs two arms or more", "--vary", "placement=before,after", "--norm", "none");
    }

    private void assertRefused(String message, Object... more) {
        CommandCall call = compare(more);
        assertThat(call.err()).contains(message).doesNotContain("\tat ");
        assertThat(call.code()).isEqualTo(CommandRunner.USAGE);
    }

    private CommandCall compare(Object... more) {
        return CommandCall.of(arguments(more));
    }

    private Object[] arguments(Object... more) {
        return Stream.concat(Stream.of("compare", "--data", flowers, "--out", folder.resolve("out")), Stream.of(more))
                .toArray();
    }
}
