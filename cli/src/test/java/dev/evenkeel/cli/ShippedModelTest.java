package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonNull;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.StatisticsOrigin.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which statistics, and which epoch's weights, {@code train} leaves, and who says so. */
class ShippedModelTest {
    @TempDir
    private Path folder;

    private Path table;

    @BeforeEach
    void writeTheTable() throws IOException {
        table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(200));
    }

    private CommandCall train(Path run, Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", "--data", table, "--out", run, "--threads", 1));
        words.addAll(List.of(more));
        return CommandCall.of(words.toArray());
    }

    @Test
    void channelsThatDoNotVaryHaveNoSpread() throws IOException {
        table = CommandCall.write(folder.resolve("constant.csv"), "a,y\n5,x\n5,z\n5,x\n5,z\n5,x\n5,z\n5,x\n5,z\n");
        Path run = folder.resolve("run");
        assertThat(train(run, "--epochs", 1).code()).isZero();

        CommandCall shown = CommandCall.of("inspect", run);
        JsonObject first = CommandCall.of("inspect", run, "--json")
                .json()
                .array("layers")
                .elements()
                .get(0)
                .asObject()
                .object("statistics")
                .object("deviation");

        assertThat(shown.out())
                .contains(
                        "  median         5.0000 / 5.0000 / 5.0000\n", "  quartile range none, as no channel varies\n")
                .doesNotContain("NaN");
        assertThat(first.members().get("median")).isEqualTo(JsonNull.NULL);
        assertThat(Files.readString(run.resolve("report.html"))).contains("none varies");
    }

    @Test
    void statisticsOfThePopulationAreTheDefaultAndToldByWhoeverShowsTheModel() throws IOException {
        Path run = folder.resolve("run");
        CommandCall call = train(run, "--epochs", 2, "--json");

        JsonObject told = call.json().object("statistics");
        assertThat(told.string("are")).isEqualTo("population");
        assertThat(told.integer("examples")).isEqualTo(160);
        assertThat(told.integer("of")).isEqualTo(160);
        assertThat(told.string("dropout")).isEqualTo("kept");
        assertThat(told.object("distance").members()).containsOnlyKeys("2", "6");
        assertThat(call.err()).contains("ended ").contains(" from the statistics of the training data");
        Model model = Model.read(run.resolve("model.safetensors"));
        assertThat(model.statistics().orElseThrow().kind()).isEqualTo(Kind.POPULATION);
        assertThat(model.sampleCounts("2").values()).hasValue(160);
        assertThat(Files.readString(run.resolve("report.html"))).contains("population, pooled over all 160 examples");
        CommandCall shown = CommandCall.of("inspect", run);
        assertThat(shown.out())
                .contains("population, pooled over all 160 examples, dropout as in training")
                .contains("the running averages were ")
                .contains("1 batch, 160 values per channel", "  median         ", "  quartile range ")
                .doesNotContain("1 batches", "  mean  ", "  deviation  ")
                .doesNotContain("are still their initial values");
        assertThat(CommandCall.of("inspect", run, "--json").json().object("statistics"))
                .isEqualTo(told);

        Path gathered = folder.resolve("gathered.safetensors");
        Path averages = folder.resolve("averages");
        CommandCall running = train(averages, "--epochs", 2, "--statistics", "running", "--json");
        assertThat(running.json().object("statistics").string("are")).isEqualTo("running");
        assertThat(running.err()).contains("Train with --statistics population, or run recalibrate");
        CommandCall.of(
                "recalibrate", averages, "--data", table, "--split", "training", "--keep-dropout", "--out", gathered);
        assertThat(Model.read(gathered).tensors()).isEqualTo(model.tensors());
    }

    @Test
    void aRunEndsEarlyAndLeavesItsBestEpoch() throws IOException {
        Path run = folder.resolve("run");
        CommandCall call =
                train(run, "--epochs", 60, "--rate", 0.05, "--schedule", "constant", "--early-stopping=2", "--json");

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.err()).contains("--early-stopping measures on examples that are not learnt from: a tenth");
        int epochs = call.json().integer("epochs");
        int shipped = call.json().integer("shippedEpoch");
        assertThat(epochs).isLessThan(60);
        assertThat(shipped).isEqualTo(epochs - 2);
        JsonObject record =
                Json.parse(Files.readString(run.resolve("run.json"))).asObject();
        assertThat(record.object("settings").object("stopping")).hasToString("{\"keep\":\"best\",\"earlyStopping\":2}");
        assertThat(record.object("settings").object("data").number("validationShare"))
                .isEqualTo(0.1);
        assertThat(Files.readString(run.resolve("report.html")))
                .contains("The model is that of epoch " + shipped + " of " + epochs + ", the best.");
        assertThat(Model.read(run.resolve("model.safetensors")).provenance().integer("shippedEpoch"))
                .isEqualTo(shipped);
    }

    @Test
    void theBestEpochIsKeptWithoutStoppingAndTheLastWithIt() {
        CommandCall best = train(
                folder.resolve("best"), "--epochs", 5, "--keep", "best", "--validation-share", 0.2, "--rate", 0.1);
        assertThat(best.out()).containsPattern("The model is that of epoch \\d of 5\n");
        assertThat(best.err()).doesNotContain("a tenth of the training data");
        CommandCall last = train(folder.resolve("last"), "--epochs", 3, "--early-stopping", "--keep", "last");
        assertThat(last.out()).contains("The model is that of epoch 3 of 3\n");
        assertThat(train(folder.resolve("none"), "--early-stopping=0").err()).contains("--early-stopping");
        assertThat(train(folder.resolve("none"), "--keep", "first").err()).contains("best, last");
        assertThat(train(folder.resolve("none"), "--statistics", "pooled").err())
                .contains("population, running");
    }
}
