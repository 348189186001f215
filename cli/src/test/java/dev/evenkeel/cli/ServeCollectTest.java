package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cli.command.CommandRunner;
import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.training.Interruption;
import dev.evenkeel.data.KeptAttachments;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonNumber;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.model.Model;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From drift to a model that knows the new world: train, serve, collect, drift, recalibrate. */
@Timeout(300)
class ServeCollectTest {
    private static final int ROWS = 2_000;
    private static final int LIMIT = 600;

    @TempDir
    private Path folder = Path.of("");

    private Path run = Path.of("");
    private Path inputs = Path.of("");

    @BeforeEach
    void train() throws IOException {
        run = folder.resolve("run");
        inputs = folder.resolve("inputs");
        Path table = CommandCall.write(folder.resolve("flats.csv"), flats());
        CommandCall call = CommandCall.of(
                "train", "--data", table, "--target", "price", "--missing", "impute", "--epochs", 1, "--out", run);
        assertThat(call.code()).as(call.err()).isZero();
    }

    @Test
    void whatWasServedIsComparedAndRecalibratedOn() throws Exception {
        Served served = new Served("--collect", inputs.toString(), "--collect-limit", Integer.toString(LIMIT));
        Random random = new Random(5);
        for (int request = 0; request < 100; request++) {
            served.infer(movedRows(200, random));
        }
        JsonObject model = served.status();
        String errors = served.end();

        assertThat(errors).containsOnlyOnce("Inputs are kept");
        assertThat(model.object("collected").number("kept")).isEqualTo(LIMIT);
        assertThat(model.object("collected").number("offered")).isEqualTo(20_000);
        assertThat(model.object("drift").string("verdict")).isEqualTo("drifting");
        assertThat(column(model.object("drift"), "colour, outside").string("verdict"))
                .isEqualTo("drifting");

        Path csv = inputs.resolve("flats.inputs.csv");
        assertThat(inputs).isDirectoryContaining(path -> path.equals(csv));
        assertThat(inputs.toFile().list()).containsExactlyInAnyOrder(".lock", "flats.inputs.csv");
        CommandCall drift = CommandCall.of("drift", run, "--data", csv, "--json");
        assertThat(drift.code()).as(drift.err()).isZero();
        assertThat(drift.json().string("verdict")).isEqualTo("drifting");
        assertThat(drift.json().object("drift").number("examples")).isEqualTo(LIMIT);
        JsonObject age = column(drift.json(), "age");
        assertThat(age.number("shift")).isBetween(0.5, 1.5);
        assertThat(age.number("missing")).isBetween(0.02, 0.15);
        assertThat(column(drift.json(), "colour, outside").number("unseen")).isBetween(0.4, 0.6);
        assertThat(column(drift.json(), "rent").number("shift")).isBetween(-0.2, 0.2);

        Path out = folder.resolve("recalibrated.safetensors");
        CommandCall recalibrated = CommandCall.of("recalibrate", run, "--data", csv, "--out", out);
        assertThat(recalibrated.code()).as(recalibrated.err()).isZero();
        assertThat(recalibrated.out()).contains("over 600 examples of flats.inputs.csv");
        assertThat(Model.read(out).tensor("2.running_mean"))
                .isNotEqualTo(Model.read(run.resolve("model.safetensors")).tensor("2.running_mean"));
        JsonObject again = CommandCall.of("drift", out, "--data", csv, "--json").json();
        assertThat(again.object("drift").string("verdict")).isEqualTo("steady");
        assertThat(column(again, "age").string("verdict")).isEqualTo("steady");
        assertThat(column(again, "colour, outside").string("verdict"))
                .as("what the model never learnt stays so")
                .isEqualTo("drifting");
    }

    @Test
    void encodedRowsAreReadAgainBitByBit() throws Exception {
        int width = KeptAttachments.encoding(Model.read(run.resolve("model.safetensors")))
                .orElseThrow()
                .inputShape()
                .size();
        Served served = new Served("--collect", inputs.toString());
        List<JsonValue> values = new ArrayList<>();
        for (int value = 0; value < 300 * width; value++) {
            values.add(JsonNumber.of(value % 7));
        }
        served.infer(JsonObject.of()
                .with(
                        "inputs",
                        JsonArray.of(tensor("input", "FP32", values).with("shape", JsonArray.ofNumbers(300, width)))));
        String unused = served.end();

        Path file = inputs.resolve("flats.inputs.safetensors");
        CommandCall drift = CommandCall.of("drift", run, "--data", file, "--json");
        assertThat(drift.code()).as(drift.err()).isZero();
        assertThat(drift.json().object("drift").number("examples")).isEqualTo(300);
        Path out = folder.resolve("recalibrated.safetensors");
        CommandCall recalibrated = CommandCall.of("recalibrate", run, "--data", file, "--out", out);
        assertThat(recalibrated.code()).as(recalibrated.err()).isZero();
        CommandCall split = CommandCall.of("drift", run, "--data", file, "--split", "test");
        assertThat(split.code()).isEqualTo(CommandRunner.USAGE);
        CommandCall evaluated = CommandCall.of("evaluate", run, "--data", file);
        assertThat(evaluated.code()).isEqualTo(Answer.FAILED);
        assertThat(evaluated.err()).contains("holds inputs that a server collected");
    }

    @Test
    void nothingIsWrittenUnlessItIsAskedFor() throws Exception {
        Served served = new Served();
        served.infer(movedRows(3, new Random(1)));
        assertThat(served.status().has("collected")).isFalse();
        assertThat(served.end()).doesNotContain("Inputs are kept");
        assertThat(inputs).doesNotExist();
        CommandCall limit = CommandCall.of(Interruption.atOnce(), "serve", run, "--port", 0, "--collect-limit", 3);
        assertThat(limit.code()).isEqualTo(CommandRunner.USAGE);
        assertThat(limit.err()).contains("--collect DIR");
        CommandCall models =
                CommandCall.of(Interruption.atOnce(), "serve", "--models", folder, "--port", 0, "--collect", inputs);
        assertThat(models.code()).isEqualTo(Answer.FAILED);
        assertThat(models.err()).contains("is read as models. Give another folder");
    }

    /** The command as a process of its own. */
    private final class Served {
        private final ServerProcess server;
        private final HttpClient client = HttpClient.newHttpClient();

        Served(String... options) throws IOException {
            List<String> words = new ArrayList<>(List.of("flats=" + run));
            words.addAll(List.of(options));
            server = ServerProcess.start(folder, words);
        }

        void infer(JsonObject body) throws Exception {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(server.address().resolve("/v2/models/flats/infer"))
                            .POST(BodyPublishers.ofString(body.toString()))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }

        JsonObject status() throws Exception {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(server.address().resolve("/status.json"))
                            .build(),
                    BodyHandlers.ofString());
            return dev.evenkeel.json.Json.parse(answer.body())
                    .asObject()
                    .array("models")
                    .at(0)
                    .asObject();
        }

        /** What it said. */
        String end() throws Exception {
            return server.end();
        }
    }

    private static JsonObject column(JsonObject answer, String name) {
        for (JsonValue column : answer.array("columns")) {
            if (column.asObject().string("column").equals(name)) {
                return column.asObject();
            }
        }
        throw new AssertionError("no column " + name);
    }

    private static JsonObject tensor(String name, String type, List<JsonValue> data) {
        return JsonObject.of()
                .with("name", name)
                .with("shape", JsonArray.ofNumbers(data.size()))
                .with("datatype", type)
                .with("data", new JsonArray(data));
    }

    /** Ages a deviation higher and more often missing; half of the colours were not learnt. Rents are numbers, though a file writes their currency. */
    private static JsonObject movedRows(int rows, Random random) {
        List<JsonValue> ages = new ArrayList<>();
        List<JsonValue> rents = new ArrayList<>();
        List<JsonValue> colours = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            String age = String.format(Locale.ROOT, "%.2f", 50 + 10 * random.nextGaussian())
                    .replace('.', ',');
            ages.add(JsonValue.of(random.nextInt(12) == 0 ? "" : age));
            rents.add(JsonNumber.of(1000 + 200 * random.nextGaussian()));
            colours.add(JsonValue.of(random.nextBoolean() ? "mauve; \"light\"" : "dark red"));
        }
        return JsonObject.of()
                .with(
                        "inputs",
                        JsonArray.of(
                                tensor("age", "BYTES", ages),
                                tensor("rent", "FP64", rents),
                                tensor("colour, outside", "BYTES", colours)));
    }

    private static String flats() {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder("age;rent;colour, outside;price\n");
        for (int row = 0; row < ROWS; row++) {
            double age = 40 + 10 * random.nextGaussian();
            double rent = 1000 + 200 * random.nextGaussian();
            String written = random.nextInt(50) == 0 ? "" : String.format(Locale.GERMANY, "%.2f", age);
            text.append(written)
                    .append(String.format(Locale.GERMANY, ";€ %.2f;", rent))
                    .append(random.nextInt(3) == 0 ? "dark red" : row % 2 == 0 ? "blue" : "green")
                    .append(String.format(Locale.GERMANY, ";%.2f%n", 10 * rent - age));
        }
        return text.toString();
    }
}
