package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Rare classes, their weights, and what a test says of them. */
class ClassesCommandTest {
    @TempDir
    private Path folder;

    @Test
    void aRareClassThatIsNeverPredictedIsToldAndWeightsMendIt() throws IOException {
        Path table = CommandCall.write(folder.resolve("rare.csv"), rare());

        CommandCall plain = train(table, List.of("--json"));
        CommandCall text = train(table, List.of());
        String report = Files.readString(folder.resolve("run").resolve("report.html"));
        CommandCall balanced = train(table, List.of("--json", "--class-weights", "balanced"));

        assertThat(rules(plain)).contains("no-better-than-guessing", "never-predicted");
        assertThat(text.out()).contains("Finding: Class 'pos' (", "is never predicted. Rare classes count");
        assertThat(report).contains("is never predicted. Rare classes count");
        assertThat(balanced.code()).as(balanced.err()).isZero();
        assertThat(balanced.err()).contains("class weights neg 0.5");
        assertThat(rules(balanced)).doesNotContain("never-predicted");
        assertThat(balanced.json().object("testConfusionMatrix").toString()).contains("\"label\":\"pos\"");
    }

    @Test
    void weightsByNameStandInTheRecordAndAreKnownToResume() throws IOException {
        Path table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(60));

        CommandCall call = train(table, List.of("--json", "--class-weights", "daisy, common=2,iris=1"));

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.err()).contains("class weights daisy, common 2.00, iris 1.00");
        String record = Files.readString(folder.resolve("run").resolve("run.json"));
        assertThat(record).contains("\"--class-weights\"").contains("class weights {daisy, common:2,iris:1}");
        assertThat(CommandCall.of("inspect", folder.resolve("run")).out())
                .contains("classWeights: {daisy, common:2,iris:1}");
    }

    @Test
    void wrongWeightsAreToldBeforeTraining() throws IOException {
        Path flowers = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(60));
        Path sums = CommandCall.write(folder.resolve("sums.csv"), CommandCall.sums(60));

        assertThat(train(flowers, List.of("--class-weights", "irsi=2")).err())
                .contains("--class-weights needs balanced or weights as daisy, common=1,iris=1, but got 'irsi=2'")
                .contains("iris");
        assertThat(train(flowers, List.of("--class-weights", "iris=-2")).err())
                .contains("needs a finite weight of 0 or more for class 'iris', but got '-2'");
        assertThat(train(sums, List.of("--class-weights", "balanced")).err())
                .contains("--class-weights weigh classes, but 'sum' of sums.csv is predicted as a number");
    }

    @Test
    void evaluatingNeverCountsWhatIsNotFiniteAsRight() throws IOException {
        Path table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(60));
        train(table, List.of("--inputs", "standardized"));
        Path huge = CommandCall.write(
                folder.resolve("huge.csv"),
                "length,width,colour,species\n5,3e38,red,iris\n5,-3e38,red,\"daisy, common\"\n5.5,3.5,red,iris\n");

        CommandCall call = CommandCall.of("evaluate", folder.resolve("run"), "--data", huge);
        CommandCall json = CommandCall.of("evaluate", folder.resolve("run"), "--data", huge, "--json");

        assertThat(call.code()).isEqualTo(1);
        assertThat(json.json().integer("notFinite")).isEqualTo(2);
        assertThat(call.err())
                .contains(
                        "huge.csv line 2 (row 1): the prediction is not finite",
                        "column 'width', 3.0E38",
                        "2 of 3 predictions are not finite: they count as wrong");
        assertThat(call.out()).contains("(none)");
        assertThat(json.json().number("accuracy"))
                .isEqualTo(json.json().object("confusionMatrix").number("accuracy"))
                .isLessThanOrEqualTo(1 / 3.0);
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "EVENKEEL_FAILING", matches = ".+")
    void tablesWhoseTestOnceSaidNothing() {
        Path tables = Path.of(System.getenv("EVENKEEL_FAILING"), "tables");

        CommandCall imbalanced = train(tables.resolve("imbalanced.csv"), List.of("--json"));
        CommandCall numbered = train(tables.resolve("row-numbers-leak.csv"), List.of("--json"));
        train(tables.resolve("constant-0.1.csv"), List.of());
        CommandCall huge = CommandCall.of(
                "evaluate", folder.resolve("run"), "--data", tables.resolve("huge-cell-evaluate.csv"), "--json");

        assertThat(rules(imbalanced)).contains("no-better-than-guessing", "never-predicted");
        assertThat(rules(numbered).contains("leaking-column") || numbered.err().contains("column 1"))
                .as(numbered.err())
                .isTrue();
        assertThat(huge.json().number("accuracy"))
                .isEqualTo(huge.json().object("confusionMatrix").number("accuracy"));
    }

    private CommandCall train(Path table, List<Object> options) {
        List<Object> words = new ArrayList<>(List.of(
                "train",
                "--data",
                table,
                "--epochs",
                20,
                "--threads",
                1,
                "--out",
                folder.resolve("run"),
                "--overwrite"));
        words.addAll(options);
        return CommandCall.of(words.toArray());
    }

    private static List<String> rules(CommandCall call) {
        return call.json().array("findings").elements().stream()
                .map(JsonValue::asObject)
                .map(finding -> finding.string("rule"))
                .toList();
    }

    private static String rare() {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder("a,b,class\n");
        for (int row = 0; row < 400; row++) {
            boolean rare = row % 25 == 0;
            text.append(String.format(
                    Locale.ROOT,
                    "%.3f,%.3f,%s\n",
                    random.nextGaussian() + (rare ? 0.7 : 0),
                    random.nextGaussian(),
                    rare ? "pos" : "neg"));
        }
        return text.toString();
    }
}
