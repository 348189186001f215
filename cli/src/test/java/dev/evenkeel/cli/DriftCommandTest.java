package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drift of tables and images on the command line. */
class DriftCommandTest {
    private static final int ROWS = 4_000;

    @TempDir
    private Path folder = Path.of("");

    private Path run = Path.of("");

    @BeforeEach
    void train() throws IOException {
        run = folder.resolve("run");
        Path table = CommandCall.write(folder.resolve("prices.csv"), prices(ROWS, 1, 0, "red"));
        CommandCall call = CommandCall.of(
                "train", "--data", table, "--target", "price", "--epochs", 1, "--threads", 1, "--out", run);
        assertThat(call.code()).as(call.err()).isZero();
    }

    @Test
    void rowsLikeThoseOfTheTrainingAreSteady() throws IOException {
        Path same = CommandCall.write(folder.resolve("same.csv"), prices(ROWS, 2, 0, "red"));
        CommandCall call = CommandCall.of("drift", run, "--data", same, "--fail-on-drift");
        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.out())
                .contains("4,000 examples, beside what ", "batchNorm '2'", "colour=", "Verdict: steady\nA shift of ");
        assertThat(CommandCall.of("drift", run, "--data", same, "--json").json().string("verdict"))
                .isEqualTo("steady");
    }

    @Test
    void aColumnThatMovedIsNamedWithAWayOut() throws IOException {
        Path moved = CommandCall.write(folder.resolve("moved.csv"), prices(ROWS, 3, 1, "red"));
        Path page = folder.resolve("drift.html");
        CommandCall call = CommandCall.of("drift", run, "--data", moved, "--report", page);
        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.out())
                .containsPattern("size +1\\.0.* drifting\n")
                .containsPattern("age +-?0\\.0.* steady\n")
                .contains("Verdict: drifting", "Found after ", "evenkeel recalibrate ", "Report: " + page);
        assertThat(page).content().contains("Shift of the mean").doesNotContain(">NaN");
        assertThat(CommandCall.of("drift", run, "--data", moved, "--fail-on-drift")
                        .code())
                .isEqualTo(1);
    }

    @Test
    void categoriesThatWereNotLearntAndMissingValuesAreTold() throws IOException {
        Path strange = CommandCall.write(
                folder.resolve("strange.csv"), prices(ROWS, 4, 0, "mauve").replaceAll("(?m)^(\\d*7),[^,]*,", "$1,,"));
        CommandCall call = CommandCall.of("drift", run, "--data", strange, "--missing", "impute", "--json");
        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.json().string("verdict")).isEqualTo("drifting");
        JsonObject colour = column(call.json(), "colour");
        assertThat(colour.number("unseen")).isBetween(0.2, 0.5);
        assertThat(colour.string("verdict")).isEqualTo("drifting");
        JsonObject age = column(call.json(), "age");
        assertThat(age.number("missing")).isBetween(0.05, 0.15);
        assertThat(age.number("missingBefore")).isZero();
        assertThat(age.string("verdict")).isEqualTo("drifting");
    }

    @Test
    void fewRowsTellNothing() throws IOException {
        Path few = CommandCall.write(folder.resolve("few.csv"), prices(12, 5, 0, "red"));
        CommandCall call = CommandCall.of("drift", run, "--data", few);
        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.out()).contains("Verdict: too few to tell\nIn batchNorm '2' only a shift of ");
    }

    @Test
    void aModelWithoutStatisticsSaysSo() throws IOException {
        Path plain = folder.resolve("plain");
        Path network = CommandCall.write(folder.resolve("plain.yaml"), "input: [2]\nlayers:\n  - {linear: 1}\n");
        Path sums = CommandCall.write(folder.resolve("sums.csv"), CommandCall.sums(1000));
        CommandCall trained = CommandCall.of(
                "train", "--data", sums, "--network", network, "--epochs", 1, "--threads", 1, "--out", plain);
        assertThat(trained.code()).as(trained.err()).isZero();
        Model bare = Model.read(plain.resolve("model.safetensors"))
                .withoutAttachment("encoding")
                .withoutAttachment("columns");
        Path file = folder.resolve("bare.safetensors");
        bare.write(file);
        CommandCall call = CommandCall.of("drift", file, "--data", sums);
        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.out()).contains("Verdict: too few to tell\nNo layer of this model stores mean and variance");
        CommandCall table = CommandCall.of("drift", plain, "--data", sums);
        assertThat(table.out()).contains("the columns of the table alone are compared", "Verdict: steady");
    }

    @Test
    void inspectingAModelDoesNotShowTheMomentsOfItsTable() {
        assertThat(Model.read(run.resolve("model.safetensors")).attachments()).containsKey("columns");
        assertThat(CommandCall.of("inspect", run).out()).doesNotContain("deviation\":");
    }

    private static JsonObject column(JsonObject answer, String name) {
        for (JsonValue column : answer.array("columns")) {
            if (column.asObject().string("column").equals(name)) {
                return column.asObject();
            }
        }
        throw new AssertionError("no column " + name);
    }

    /** Sizes lie so many deviations higher; a third of the rows have the colour. */
    private static String prices(int rows, long seed, double moved, String colour) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("number,age,size,colour,price\n");
        for (int row = 0; row < rows; row++) {
            double age = 40 + 10 * random.nextGaussian();
            double size = 100 + 20 * (random.nextGaussian() + moved);
            text.append(random.nextInt(100_000))
                    .append(String.format(java.util.Locale.ROOT, ",%.2f,%.2f,", age, size))
                    .append(random.nextInt(3) == 0 ? colour : row % 2 == 0 ? "blue" : "green")
                    .append(String.format(java.util.Locale.ROOT, ",%.2f%n", 10 * size - age));
        }
        return text.toString();
    }
}
