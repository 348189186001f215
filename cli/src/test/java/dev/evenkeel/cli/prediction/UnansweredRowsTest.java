package dev.evenkeel.cli.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cli.CommandCall;
import dev.evenkeel.json.JsonNull;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Rows that cannot be predicted, and predictions that are not finite. */
class UnansweredRowsTest {
    @TempDir
    private static Path folder;

    private static Path gaps;

    @BeforeAll
    static void train() throws IOException {
        train("flowers.csv", CommandCall.flowers(60), "flowers");
        train("sums.csv", CommandCall.sums(60), "sums");
        train("wide.csv", wide(), "wide", "--inputs", "standardized");
        gaps = CommandCall.write(
                folder.resolve("gaps.csv"), "length,width,colour\n5,3,red\n,3,blue\n2,1,NA\n2,one,red\n2.5,1.2,blue\n");
    }

    @Test
    void goodRowsAreAnsweredAndBadOnesNamed() {
        CommandCall call = predict("flowers", gaps);

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.out().lines().map(line -> line.split(",")[0])).startsWith("row", "1", "5");
        assertThat(call.err())
                .contains(
                        "gaps.csv line 3 (row 2): column 'length' is missing; it has no prediction",
                        "gaps.csv line 4 (row 3): column 'colour' is missing",
                        "gaps.csv line 5 (row 4): column 'width' has 'one', but it needs a finite decimal number",
                        "To take this as done, say --missing skip; to put in what is common in the training data where a"
                                + " value is missing, --missing impute");
        JsonObject json = call.json();
        assertThat(json.integer("rows")).isEqualTo(5);
        assertThat(json.integer("answered")).isEqualTo(2);
        assertThat(json.integer("skipped")).isEqualTo(3);
        assertThat(json.integer("notFinite")).isZero();
        JsonObject missing = json.array("problems").elements().get(0).asObject();
        assertThat(missing.integer("row")).isEqualTo(2);
        assertThat(missing.string("column")).isEqualTo("length");
        assertThat(missing.members().get("value")).isEqualTo(JsonNull.NULL);
        assertThat(json.array("problems").elements().get(2).asObject().members().get("value"))
                .isEqualTo(JsonValue.of("one"));
    }

    @Test
    void skippingThatIsAskedForIsNoFailure() {
        CommandCall call = predict("flowers", gaps, "--missing", "skip");

        assertThat(call.code()).isZero();
        assertThat(call.err()).contains("gaps.csv line 3 (row 2)").doesNotContain("To take this as done");
        assertThat(call.json().integer("answered")).isEqualTo(2);
    }

    @Test
    void refusingPredictsNothing() {
        CommandCall call = predict("flowers", gaps, "--missing", "refuse");

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.out()).doesNotContain("row,label");
        assertThat(call.err())
                .contains("gaps.csv line 3: column 'length' is missing, and --missing refuse uses no row then");
    }

    @Test
    void imputingFillsWhatIsMissingAndNamesWhatCannotBeRead() throws IOException {
        CommandCall call = predict("flowers", gaps, "--missing", "impute");

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.json().integer("answered")).isEqualTo(4);
        assertThat(call.err())
                .contains("line 5 (row 4): column 'width' has 'one'")
                .doesNotContain("is missing");
        Path onlyGaps = CommandCall.write(folder.resolve("only.csv"), "length,width,colour\n,3,blue\n2,1,NA\n");
        assertThat(predict("flowers", onlyGaps, "--missing", "impute").code()).isZero();
    }

    @Test
    void predictingLooksAtNoOtherColumn() throws IOException {
        Path table = CommandCall.write(folder.resolve("others.csv"), "a,b,sum,remark\n1,2,unknown,x\n3,4,,\n");

        CommandCall call = predict("sums", table);

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.json().integer("answered")).isEqualTo(2);
    }

    @Test
    void aColumnThatIsNotReadMayBeThereTwice() throws IOException {
        Path table = CommandCall.write(folder.resolve("twice.csv"), "remark,a,remark,b,remark\nx,1,,2,3\n1,3,2,4,y\n");

        CommandCall call = predict("sums", table);

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.json().integer("answered")).isEqualTo(2);
        Path readTwice = CommandCall.write(folder.resolve("read-twice.csv"), "a,b,a\n1,2,3\n4,5,6\n");
        assertThat(predict("sums", readTwice).err()).contains("read-twice.csv has two columns 'a'");
    }

    @Test
    void evaluatingLeavesOutWhatCannotBeReadAndNamesIt() throws IOException {
        Path table = CommandCall.write(folder.resolve("measured.csv"), """
                length,width,colour,species,remark
                5.5,3.5,red,iris,1
                ,3.5,red,iris,2
                2.1,one,blue,iris,3
                2.1,1.2,blue,,x
                2.1,1.2,blue,rose,5
                2.1,1.2,blue,iris,6
                """);

        CommandCall call = CommandCall.of("evaluate", folder.resolve("flowers"), "--data", table, "--json");
        CommandCall skipped =
                CommandCall.of("evaluate", folder.resolve("flowers"), "--data", table, "--missing", "skip", "--json");
        CommandCall imputed =
                CommandCall.of("evaluate", folder.resolve("flowers"), "--data", table, "--missing", "impute", "--json");

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.json().integer("examples")).isEqualTo(2);
        assertThat(call.json().integer("skipped")).isEqualTo(4);
        assertThat(call.json().array("problems").elements().get(0).asObject().string("place"))
                .isEqualTo("measured.csv line 3");
        assertThat(call.err())
                .contains(
                        "measured.csv line 3: column 'length' is missing; the row is left out",
                        "measured.csv line 4: column 'width' has 'one'",
                        "measured.csv line 5: target 'species' is missing",
                        "measured.csv line 6: target 'species' is 'rose', but the classes learnt are",
                        "say --missing skip")
                .doesNotContain("and missing values are refused");
        assertThat(skipped.code()).isZero();
        assertThat(skipped.json().number("accuracy")).isEqualTo(call.json().number("accuracy"));
        assertThat(imputed.code()).isEqualTo(1);
        assertThat(imputed.json().integer("examples")).isEqualTo(3);
    }

    @Test
    void whatIsHeldOutIsTheSameWhereRowsAreLeftOut() {
        Object[] words = {
            "evaluate", folder.resolve("flowers"), "--data", folder.resolve("flowers.csv"), "--split", "test", "--json"
        };
        JsonObject plain = CommandCall.of(words).json();
        Object[] skipping = Arrays.copyOf(words, words.length + 2);
        skipping[words.length] = "--missing";
        skipping[words.length + 1] = "skip";

        JsonObject skipped = CommandCall.of(skipping).json();

        assertThat(skipped.integer("examples")).isEqualTo(plain.integer("examples"));
        assertThat(skipped.number("logLoss")).isEqualTo(plain.number("logLoss"));
    }

    @Test
    void aPredictionThatIsNotFiniteHasNoLabel() throws IOException {
        Path huge = CommandCall.write(folder.resolve("huge.csv"), "a,c\n0.5,3e38\n0.5,0.1\n3e38,-3e38\n");

        CommandCall csv = predict("wide", huge);
        CommandCall json = predict("wide", huge, "--format", "json");

        assertThat(csv.code()).isEqualTo(1);
        assertThat(csv.out().lines().filter(line -> line.startsWith("1,") || line.startsWith("3,")))
                .containsExactly("1,,,,", "3,,,,");
        assertThat(csv.out()).containsPattern("\n2,[pq],[01]\\.\\d");
        assertThat(csv.err())
                .contains("huge.csv line 2 (row 1): the prediction is not finite, so it has no label or value; its "
                        + "largest input is column 'c', 3.0E38");
        assertThat(csv.json().integer("notFinite")).isEqualTo(2);
        assertThat(csv.json().integer("answered")).isEqualTo(1);
        assertThat(json.out())
                .contains(
                        "{\"row\":1,\"label\":null,\"probability\":null,\"probabilities\":{\"p\":null,\"q\":null}}\n");
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "EVENKEEL_FAILING", matches = ".+")
    void tablesThatOnceLostAllPredictionsOrGotALabelForNothing() {
        Path tables = Path.of(System.getenv("EVENKEEL_FAILING"), "tables");
        train(tables.resolve("gaps-train.csv"), "gaps-model");
        train(tables.resolve("constant-0.1.csv"), "constant-model");

        CommandCall skipped = predict("gaps-model", tables.resolve("gaps-predict.csv"), "--missing", "skip");
        CommandCall imputed = predict("gaps-model", tables.resolve("gaps-predict.csv"), "--missing", "impute");
        CommandCall huge = predict("constant-model", tables.resolve("huge-cell-predict.csv"));

        assertThat(skipped.code()).isZero();
        assertThat(skipped.json().integer("answered")).isEqualTo(9);
        assertThat(skipped.err()).contains("gaps-predict.csv line 5 (row 4): column 'age' is missing");
        assertThat(imputed.json().integer("answered")).isEqualTo(10);
        assertThat(huge.out()).doesNotContain("NaN");
        assertThat(huge.code()).isEqualTo(huge.json().integer("notFinite") > 0 ? 1 : 0);
    }

    private static CommandCall predict(String model, Path table, Object... options) {
        Object[] words = new Object[5 + options.length];
        words[0] = "predict";
        words[1] = folder.resolve(model);
        words[2] = "--data";
        words[3] = table;
        words[4] = "--json";
        System.arraycopy(options, 0, words, 5, options.length);
        return CommandCall.of(words);
    }

    private static void train(String file, String text, String run, String... options) throws IOException {
        train(CommandCall.write(folder.resolve(file), text), run, options);
    }

    private static void train(Path table, String run, String... options) {
        List<Object> words = new ArrayList<>(List.of("train", "--data", table, "--epochs", 3, "--threads", 1));
        words.addAll(List.of("--out", folder.resolve(run), "--overwrite"));
        words.addAll(List.of(options));
        CommandCall call = CommandCall.of(words.toArray());
        assertThat(call.code()).as(call.err()).isZero();
    }

    private static String wide() {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder("a,c,class\n");
        for (int row = 0; row < 80; row++) {
            double a = random.nextGaussian();
            text.append(
                    String.format(Locale.ROOT, "%.4f,%.4f,%s\n", a, random.nextGaussian() * 1e-3, a > 0 ? "p" : "q"));
        }
        return text.toString();
    }
}
