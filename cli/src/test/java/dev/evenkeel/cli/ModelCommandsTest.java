package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluate, predict, inspect and recalibrate, with a model of a table and one of numbers. */
class ModelCommandsTest {
    @TempDir
    private static Path folder;

    private static Path flowers;
    private static Path sums;
    private static JsonObject trained;

    @BeforeAll
    static void train() throws IOException {
        flowers = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(200));
        sums = CommandCall.write(folder.resolve("sums.csv"), CommandCall.sums(200));
        trained = CommandCall.of(
                        "train",
                        "--data",
                        flowers,
                        "--inputs",
                        "standardized",
                        "--epochs",
                        12,
                        "--dropout",
                        0,
                        "--out",
                        run("flowers"),
                        "--json")
                .json();
        CommandCall.of("train", "--data", sums, "--epochs", 4, "--out", run("sums"));
    }

    private static Path run(String name) {
        return folder.resolve("run-" + name);
    }

    @Test
    void theTestPartGivesTheFiguresOfTheTraining() {
        JsonObject json = CommandCall.of("evaluate", run("flowers"), "--data", flowers, "--split", "test", "--json")
                .json();

        assertThat(json.integer("examples")).isEqualTo(40);
        assertThat(json.number("accuracy")).isEqualTo(trained.number("testAccuracy"));
        assertThat(json.number("logLoss")).isEqualTo(trained.number("testLogLoss"));
        assertThat(json.string("split")).isEqualTo("test");
        assertThat(json.members()).containsKeys("command", "model", "data", "confusionMatrix");
    }

    @Test
    void allRowsAreMeasuredAndSaidToBeSo() {
        CommandCall call = CommandCall.of("evaluate", run("flowers"), "--data", flowers);

        assertThat(call.code()).isZero();
        assertThat(call.out()).contains("200 examples").contains("accuracy").contains("iris");
        assertThat(call.err()).contains("all rows of flowers.csv").contains("--split test");
    }

    @Test
    void numbersAreMeasuredInTheirOwnUnit() {
        JsonObject json = CommandCall.of("evaluate", run("sums"), "--data", sums, "--json")
                .json();

        assertThat(json.number("rmse")).isGreaterThan(json.number("mae"));
        assertThat(json.members()).containsKeys("rmse", "mae", "r2").doesNotContainKey("confusionMatrix");
    }

    @Test
    void predictionsHaveALabelAndProbabilitiesAndNeedNoTarget() throws IOException {
        Path rows = CommandCall.write(folder.resolve("new.csv"), "colour,width,length\nred,3.5,5.5\nblue,1.2,2.1\n");

        CommandCall call = CommandCall.of("predict", run("flowers"), "--data", rows);

        String[] lines = call.out().strip().split("\n");
        assertThat(call.code()).isZero();
        assertThat(lines).hasSize(3);
        assertThat(lines[0]).isEqualTo("row,label,probability,\"p(daisy, common)\",p(iris)");
        assertThat(lines[1]).startsWith("1,iris,0.");
        assertThat(lines[2]).startsWith("2,\"daisy, common\",0.");
    }

    @Test
    void predictionsAsJsonAreOneObjectALine() throws IOException {
        Path rows = CommandCall.write(folder.resolve("more.csv"), "colour,width,length\nred,3.5,5.5\ngreen,1.2,2.1\n");

        CommandCall call = CommandCall.of("predict", run("flowers"), "--data", rows, "--format", "json", "--json");

        String[] lines = call.out().strip().split("\n");
        assertThat(lines).hasSize(3);
        JsonObject first = Json.parse(lines[0]).asObject();
        assertThat(first.string("label")).isEqualTo("iris");
        assertThat(first.object("probabilities").number("iris")).isEqualTo(first.number("probability"));
        assertThat(call.json().integer("rows")).isEqualTo(2);
        assertThat(call.json().array("warnings").toStrings())
                .singleElement()
                .asString()
                .contains("colour")
                .contains("1");
    }

    @Test
    void valuesArePredictedInTheirOwnUnit() {
        CommandCall call = CommandCall.of("predict", run("sums"), "--data", sums);

        String[] lines = call.out().strip().split("\n");
        assertThat(lines[0]).isEqualTo("row,value");
        assertThat(Double.parseDouble(lines[1].split(",")[1])).isBetween(500.0, 3000.0);
    }

    @Test
    void aTableWithoutAColumnOfTheModelIsRefused() throws IOException {
        Path rows = CommandCall.write(folder.resolve("narrow.csv"), "width,length\n3.5,5.5\n");

        CommandCall call = CommandCall.of("predict", run("flowers"), "--data", rows);

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.err()).contains("colour");
    }

    @Test
    void imagesAreNothingForAModelOfATable() {
        CommandCall call = CommandCall.of("evaluate", run("flowers"), "--data", "digits", "--json");

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.json().string("error")).contains("columns");
    }

    @Test
    void inspectionShowsLayersStatisticsProvenanceAndFolding() {
        CommandCall call = CommandCall.of("inspect", run("flowers").resolve("model.safetensors"));

        assertThat(call.code()).isZero();
        assertThat(call.out())
                .contains("batchNorm")
                .contains("running_var")
                .contains("60 batches")
                .contains("sha256")
                .contains("nothing to report")
                .contains("folded: into linear")
                .contains("predicts species from length, width, colour");
    }

    @Test
    void inspectionAsJsonHasStableKeys() {
        JsonObject json = CommandCall.of("inspect", run("flowers"), "--json").json();

        assertThat(json.members().keySet())
                .contains(
                        "command",
                        "model",
                        "input",
                        "output",
                        "parameters",
                        "link",
                        "labels",
                        "layers",
                        "provenance",
                        "attachments",
                        "health",
                        "healthy",
                        "freezes",
                        "target",
                        "columns",
                        "folding",
                        "foldedLayers");
        JsonObject norm = json.array("layers").at(2).asObject();
        assertThat(norm.string("kind")).isEqualTo("batchNorm");
        assertThat(norm.object("evidence").integer("batches")).isEqualTo(60);
        assertThat(norm.object("statistics").object("running_var").number("median"))
                .isPositive();
        assertThat(json.truth("healthy")).isTrue();
    }

    @Test
    void inspectionFindsWhatIsIll() {
        Model model = Model.read(run("flowers").resolve("model.safetensors"));
        float[] variance = model.tensor("2.running_var").toArray();
        float[] gamma = model.tensor("2.weight").toArray();
        float[] weights = model.tensor("1.weight").toArray();
        variance[0] = 0;
        variance[1] = 5e-5f;
        gamma[3] = 0;
        weights[7] = Float.NaN;
        Path ill = folder.resolve("ill.safetensors");
        model.with(
                        Map.of(
                                "2.running_var",
                                        Tensor.of(model.tensor("2.running_var").shape(), variance),
                                "2.weight", Tensor.of(model.tensor("2.weight").shape(), gamma),
                                "1.weight", Tensor.of(model.tensor("1.weight").shape(), weights)),
                        Map.of("5", SampleCounts.NONE))
                .write(ill);

        JsonObject json = CommandCall.of("inspect", ill, "--json").json();

        List<String> messages = new java.util.ArrayList<>();
        for (JsonValue finding : json.array("health")) {
            messages.add(finding.asObject().string("level") + " "
                    + finding.asObject().string("message"));
        }
        assertThat(json.truth("healthy")).isFalse();
        assertThat(json.truth("freezes")).isFalse();
        assertThat(messages)
                .anyMatch(text -> text.startsWith("error linear '1': 1 value of its weight"))
                .anyMatch(text -> text.startsWith("warning batchNorm '2': 1 of 256 channels hardly vary"))
                .anyMatch(text -> text.startsWith("warning batchNorm '2': 1 of 256 channels have v/(v+epsilon)"))
                .anyMatch(text -> text.startsWith("warning batchNorm '2': 1 of 256 channels are dead"))
                .anyMatch(text -> text.startsWith("error batchNorm '5': its running statistics were never gathered"));
    }

    @Test
    void recalibrationWritesAnotherModelWithOtherStatistics() throws IOException {
        Path model = run("flowers").resolve("model.safetensors");
        byte[] before = Files.readAllBytes(model);
        Path out = folder.resolve("layerwise.safetensors");
        Path atOnce = folder.resolve("at-once.safetensors");

        CommandCall call = CommandCall.of("recalibrate", model, "--data", flowers, "--out", out, "--json");
        CommandCall quick = CommandCall.of(
                "recalibrate", model, "--data", flowers, "--out", atOnce, "--all-at-once", "--batch", 50);

        assertThat(call.code()).isZero();
        assertThat(call.json().string("procedure")).isEqualTo("layerByLayer");
        assertThat(quick.out()).contains("all at once");
        assertThat(model).hasBinaryContent(before);
        Model first = Model.read(out);
        assertThat(first.tensor("2.running_mean").toArray())
                .isNotEqualTo(Model.read(model).tensor("2.running_mean").toArray());
        assertThat(first.tensor("1.weight").toArray())
                .isEqualTo(Model.read(model).tensor("1.weight").toArray());
        assertThat(Model.read(atOnce).tensor("5.running_mean").toArray())
                .isNotEqualTo(first.tensor("5.running_mean").toArray());
        assertThat(first.attachments()).containsKeys("recalibration", "encoding");
        assertThat(CommandCall.of("evaluate", out, "--data", flowers).code()).isZero();
    }

    @Test
    void recalibrationReplacesNoFileUnlessAsked() {
        Path model = run("flowers").resolve("model.safetensors");

        CommandCall call = CommandCall.of("recalibrate", model, "--data", flowers, "--out", model);

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.err()).contains("--overwrite");
    }
}
