package dev.evenkeel.lab.report;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.NetworkJson;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.Losses;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RunReportTest {
    private static final String RECORD = """
            {"status": "finished", "startedAt": "2026-01-02T03:04:05Z", "writtenAt": "2026-01-02T03:05:05Z",
             "seconds": 61.24, "resumes": [],
             "settings": {"evenkeel": "0.1", "java": "17", "kernels": "scalar", "threads": 2, "seed": 7,
               "data": {"name": "flowers.csv", "trainingExamples": 80, "testExamples": 20, "validationShare": 0.2},
               "recipe": {"epochs": 2, "batch": 32, "optimizer": "adamw"}},
             "history": [
               {"epoch": 1, "loss": 0.9, "accuracy": 0.5, "rate": 0.01, "validation": {"loss": 0.7, "accuracy": 0.6}},
               {"epoch": 2, "accuracy": 0.9, "rate": 0.001, "validation": {"loss": 0.8, "accuracy": 0.55}}],
             "result": {"epochs": 2, "steps": 1234, "trainingExamples": 80, "testExamples": 20, "testAccuracy": 0.95,
               "testLogLoss": 0.125, "trainingLoss": null, "foldedLayers": 1, "foldDifference": 1e-7,
               "foldDifferenceRelative": 2e-7,
               "testConfusionMatrix": {"labels": ["daisy", "iris"], "counts": [[9, 1], [0, 10]], "classes": [
                 {"label": "daisy", "examples": 10, "recall": 0.9, "precision": 1.0, "f1": 0.947368},
                 {"label": "iris", "examples": 10, "recall": 1.0, "precision": null, "f1": 0.952381}]}}}
            """;

    private static final String PROGRESS = """
            {"epoch": 3, "epochs": 10, "step": 7, "stepsPerEpoch": 1200, "steps": 2407, "loss": 0.25, "accuracy": 0.915,
             "secondsLeft": 75.2}""";

    private static Model model;

    @BeforeAll
    static void train() {
        Network network = Network.of(Shape.of(2), linear(3), batchNorm(), linear(2));
        float[][] inputs = {{0, 1}, {2, 3}, {4, 5}, {6, 8}};
        float[][] targets = {{1, 0}, {2, 0}, {3, 0}, {4, 0}};
        model = Trainer.of(network)
                .loss(Losses.meanSquaredError())
                .epochs(1)
                .batchSize(4)
                .seed(1)
                .fit(Datasets.of(Shape.of(2), inputs, targets));
    }

    private static Report report(String record, String... findings) {
        return RunReport.of(
                Json.parse(record).asObject(),
                model,
                List.of(findings),
                new InsideNetwork(model.network()),
                "./evenkeel train --seed 7");
    }

    private static Report.Section section(Report report, String title) {
        return report.sections().stream()
                .filter(section -> section.title().equals(title))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theSummarySaysTheTestTheTrainingAndTheBestEpoch() {
        assertThat(report(RECORD, "warning: a", "warning: b").summary())
                .containsExactly(
                        "The frozen predictor is right on 95.00 % of 20 test examples (log loss 0.125).",
                        "In 2 epochs (1,234 steps, 61.2 s) over 80 training examples, 20 % of them for validation, the"
                                + " training loss came to \u2013.",
                        "The validation loss was least in epoch 1: 0.7.",
                        "Looking through the model brought 2 findings, below.");
    }

    @Test
    void aTestOfNumbersAndNoTestAreSaidInTheirOwnWords() {
        String numbers =
                RECORD.replace("\"testAccuracy\": 0.95", "\"testRmse\": 3.25, \"testMae\": 2.5, \"testR2\": 0.5");
        String none = RECORD.replace("\"testExamples\": 20, \"testAccuracy\": 0.95", "\"testExamples\": 0");

        assertThat(report(numbers).summary())
                .contains(
                        "On 20 test examples the frozen predictor errs by 3.25 (RMSE; mean absolute error 2.5, R2 0.5).");
        assertThat(report(none).summary()).contains("Nothing was held out for a test.");
    }

    @Test
    void eachFigureHasItsCurvesAndAMissingLossIsAGap() {
        List<Block> blocks = section(report(RECORD), "Learning").blocks();

        assertThat(blocks.subList(1, blocks.size()))
                .extracting(block -> ((Block.Lines) block).title())
                .containsExactly("Loss", "Accuracy", "Learning rate");
        Block.Lines loss = (Block.Lines) blocks.get(1);
        assertThat(loss.series()).extracting(Block.Series::name).containsExactly("training", "validation");
        assertThat(loss.series().get(0).y()).containsExactly(0.9, Double.NaN);
        assertThat(loss.series().get(1).y()).containsExactly(0.7, 0.8);
    }

    @Test
    void theLossIsShownStepByStepBesideItsValidation() {
        String curve = RECORD.replace(
                "\"history\"",
                "\"curve\": {\"every\": 10, \"stepsPerEpoch\": 30, \"steps\": [10, 20, 60], \"loss\": [90, 2, 0.5]}, \"history\"");
        List<Block> blocks = section(report(curve), "Learning").blocks();

        Block.Lines loss = (Block.Lines) blocks.get(0);
        assertThat(loss.title()).isEqualTo("Loss by step");
        assertThat(loss.series().get(0))
                .isEqualTo(new Block.Series("training", List.of(10.0, 20.0, 60.0), List.of(90.0, 2.0, 0.5)));
        assertThat(loss.series().get(1))
                .isEqualTo(new Block.Series("validation", List.of(30.0, 60.0), List.of(0.7, 0.8)));
        assertThat(loss.y().scale()).isEqualTo(Block.Scale.LOGARITHMIC);
        assertThat(blocks.subList(2, blocks.size()))
                .extracting(block -> ((Block.Lines) block).title())
                .containsExactly("Accuracy", "Learning rate");
    }

    @Test
    void examplesOfTheTestAreShown() {
        String images = RECORD.replace(
                "\"history\"",
                "\"test\": {\"worst\": [{\"index\": 3, \"label\": \"<daisy>\", \"predicted\": \"iris\","
                        + " \"probability\": 0.987, \"png\": \"iVBORw0KGgo=\"}]}, \"history\"");
        Report report = report(images);
        assertThat(section(report, "Examples of the test").blocks())
                .containsExactly(new Block.Pictures(
                        "The test images with the largest loss",
                        List.of(new Block.Picture("iVBORw0KGgo=", "<daisy>, taken for iris (98.7 %)"))));
        assertThat(HtmlReport.page(report))
                .contains("src=\"data:image/png;base64,iVBORw0KGgo=\"")
                .contains("&lt;daisy&gt;, taken for iris");
        assertThatThrownBy(() -> new Block.Picture("\"><script>", "x")).hasMessageContaining("not in Base64");

        String numbers = RECORD.replace(
                "\"history\"", "\"test\": {\"actual\": [1, 2], \"predicted\": [1.5, null]}, \"history\"");
        Block.Points points = (Block.Points)
                section(report(numbers), "Examples of the test").blocks().get(0);
        assertThat(points.across()).containsExactly(1.0, 2.0);
        assertThat(points.up()).containsExactly(1.5, Double.NaN);
    }

    @Test
    void classesAreShownByActualAndPredicted() {
        List<Block> blocks = section(report(RECORD), "Classes of the test").blocks();

        assertThat(((Block.HeatMap) blocks.get(0)).values()).containsExactly(List.of(9.0, 1.0), List.of(0.0, 10.0));
        assertThat(((Block.Table) blocks.get(1)).rows())
                .containsExactly(
                        List.of("daisy", "10", "0.9", "1", "0.9474"), List.of("iris", "10", "1", "\u2013", "0.9524"));
    }

    @Test
    void theNetworkAndItsStatisticsAreTables() {
        List<Block> blocks = section(report(RECORD), "Network").blocks();

        Block.Table layers = (Block.Table) blocks.get(1);
        assertThat(layers.columns()).containsExactly("layer", "kind", "output", "parameters", "statistics");
        assertThat(layers.rows()).hasSize(1 + 3 + 1);
        assertThat(((Block.Text) blocks.get(2)).toString())
                .contains("Statistics of normalization layers: population, pooled over all ");
        Block.Table statistics = (Block.Table) blocks.get(3);
        assertThat(statistics.rows())
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.get(0)).isEqualTo("batchNorm '1'"));
        assertThat(statistics.rows().get(0)).contains("running_mean", "1 batch, 4 values per channel");
    }

    @Test
    void aRunThatWasNotWatchedSaysHowToWatchIt() {
        assertThat(section(report(RECORD), "Inside the network").blocks())
                .singleElement()
                .isEqualTo(new Block.Text("This run was not watched, so nothing is known of what went on in its layers."
                        + " ./evenkeel train --seed 7 --watch makes the same model and shows it here."));
    }

    @Test
    void whatNeedsAttentionAtTheEndStandsInTheSummary() {
        Report report = RunReport.of(
                Json.parse(RECORD).asObject(), model, List.of(), WatchedRuns.ofDeepSigmoids(2), "./evenkeel train");

        assertThat(report.summary()).last().asString().startsWith("At step 2 linear '0' needed attention: ");
    }

    @Test
    void findingsAndTheCommandAreThere() {
        Report report = report(RECORD, "warning: BatchNorm '1': 2 of 3 channels are dead");

        assertThat(section(report, "Findings").blocks())
                .containsExactly(new Block.Text("warning: BatchNorm '1': 2 of 3 channels are dead"));
        assertThat(report.provenance()).contains(new Report.Fact("command", "./evenkeel train --seed 7"));
    }

    @Test
    void aRecordThatLacksSomethingIsRefusedByName() {
        JsonObject record =
                Json.parse(RECORD.replace("\"seconds\"", "\"minutes\"")).asObject();

        assertThatThrownBy(() -> RunReport.of(record, model, List.of(), new InsideNetwork(model.network()), ""))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("'seconds'");
    }

    private static JsonObject unfinished(String status, String progress) {
        return Json.parse(RECORD.substring(0, RECORD.indexOf("\"result\"")) + "\"progress\": " + progress + "}")
                .asObject()
                .with("status", status)
                .with(
                        "settings",
                        Json.parse(RECORD)
                                .asObject()
                                .object("settings")
                                .with("network", NetworkJson.write(model.network())));
    }

    @Test
    void aRunUnderWaySaysHowFarItIsAndLeavesOutWhatIsNotThere() {
        Report report = RunReport.soFar(
                unfinished("running", PROGRESS),
                List.of("note: a"),
                new InsideNetwork(model.network()),
                "./evenkeel train");

        assertThat(report.summary())
                .containsExactly(
                        "Training is in epoch 3 of 10, step 7 of 1,200: the training loss of this epoch is 0.25 so far, its"
                                + " accuracy 91.50 %.",
                        "About 75 s are left.",
                        "The validation loss was least in epoch 1: 0.7.",
                        "Looking through the training before it began brought a finding, below.");
        assertThat(report.sections())
                .extracting(Report.Section::title)
                .containsExactly("Learning", "Inside the network", "Network", "Findings");
        assertThat(section(report, "Network").blocks()).hasSize(1);
        assertThat(report.provenance())
                .extracting(Report.Fact::name)
                .contains("command")
                .doesNotContain("ended");
    }

    @Test
    void aRunThatStoppedOrFailedSaysWhere() {
        String begun = "{\"epoch\": 1, \"epochs\": 10, \"step\": 0, \"stepsPerEpoch\": 0, \"steps\": 0}";

        assertThat(RunReport.soFar(
                                unfinished("interrupted", PROGRESS), List.of(), new InsideNetwork(model.network()), "")
                        .summary())
                .contains(
                        "The run was stopped in epoch 3 of 10, step 7 of 1,200: the training loss of this epoch is 0.25 so"
                                + " far, its accuracy 91.50 %.");
        assertThat(RunReport.soFar(
                                unfinished("failed", PROGRESS).with("error", "NaN in layer '3'"),
                                List.of(),
                                new InsideNetwork(model.network()),
                                "")
                        .summary())
                .contains("The run failed in epoch 3 of 10, step 7 of 1,200: NaN in layer '3'");
        assertThat(RunReport.soFar(unfinished("running", begun), List.of(), new InsideNetwork(model.network()), "")
                        .summary())
                .contains("No step has been taken yet.");
        assertThat(RunReport.soFar(
                                unfinished("interrupted", PROGRESS), List.of(), new InsideNetwork(model.network()), "")
                        .provenance())
                .extracting(Report.Fact::name)
                .contains("ended");
    }
}
