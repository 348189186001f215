package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Tables of numbers for weights and ONNX files, which keep no encoding of columns. */
class NumberTablesTest {
    /** Twice the first input less the second one, normalised by statistics that are what they should be. */
    private static final String NETWORK = """
            input: [2]
            layers:
              - {linear: {features: 1, bias: false}, name: fc}
              - {batchNorm: {epsilon: 1e-5}, name: bn}
            """;

    @TempDir
    private Path folder;

    private Path weights = Path.of("");
    private Path net = Path.of("");
    private Path table = Path.of("");

    @BeforeEach
    void write() throws IOException {
        weights = folder.resolve("w.safetensors");
        new SafetensorsWriter()
                .floats("fc.weight", new float[] {2, -1}, 1, 2)
                .floats("bn.weight", new float[] {1}, 1)
                .floats("bn.bias", new float[] {0}, 1)
                .floats("bn.running_mean", new float[] {0}, 1)
                .floats("bn.running_var", new float[] {1}, 1)
                .write(weights);
        net = Files.writeString(folder.resolve("net.yaml"), NETWORK);
        table = CommandCall.write(folder.resolve("t.csv"), "a,b,y\n1,2,0\n3,1,5\n2,2,2\n0,4,-4\n");
    }

    @Test
    void columnsAreTakenInTheirOrderAndTheLastIsTheTarget() {
        CommandCall evaluated = call("evaluate", weights, "--network", net, "--data", table);
        CommandCall predicted = call("predict", weights, "--network", net, "--data", table);

        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        assertThat(evaluated.json().number("r2")).isGreaterThan(0.999);
        assertThat(evaluated.err())
                .contains("Column 'y' is taken as the target")
                .contains("--columns");
        assertThat(predicted.code()).as(predicted.err()).isZero();
        assertThat(predicted.out()).contains("\n2,4.99");
    }

    @Test
    void columnsAreTakenByName() throws IOException {
        Path other = CommandCall.write(folder.resolve("o.csv"), "y,b,remark,a\n0,2,x,1\n5,1,y,3\n2,2,,2\n-4,4,z,0\n");

        CommandCall named =
                call("evaluate", weights, "--network", net, "--data", other, "--columns", "a,b", "--target", "y");

        assertThat(named.code()).as(named.err()).isZero();
        assertThat(named.json().number("r2")).isGreaterThan(0.999);
        CommandCall unknown = call("predict", weights, "--network", net, "--data", other, "--columns", "a,c");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("o.csv has no column 'c'");
    }

    @Test
    void anOnnxFileReadsTheSame() {
        Path onnx = folder.resolve("m.onnx");
        assertThat(call("convert", weights, onnx, "--network", net).code()).isZero();

        assertThat(call("evaluate", onnx, "--data", table).json().number("r2")).isGreaterThan(0.999);
        assertThat(call("fold", onnx, "--data", table).code()).isZero();
        assertThat(call("audit", onnx, "--data", table).code()).isZero();
    }

    @Test
    void statisticsAreGatheredFromATableWithoutATarget() throws IOException {
        Path inputs = CommandCall.write(folder.resolve("inputs.csv"), "a,b\n1,2\n3,1\n2,2\n0,4\n");
        Path out = folder.resolve("out.safetensors");

        CommandCall call = call("recalibrate", weights, "--network", net, "--data", inputs, "--out", out);

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call("predict", out, "--data", inputs).json().integer("answered"))
                .isEqualTo(4);
    }

    @Test
    void rowsThatCannotBeReadAreNamedByOneRule() throws IOException {
        Path odd = CommandCall.write(folder.resolve("odd.csv"), "a,b,y\n1,2,0\nx,1,5\n2,,2\n0,4,-4\n3,1,5\n2,2,2\n");

        CommandCall predicted = call("predict", weights, "--network", net, "--data", odd);
        CommandCall evaluated = call("evaluate", weights, "--network", net, "--data", odd);
        CommandCall skipped = call("evaluate", weights, "--network", net, "--data", odd, "--missing", "skip");
        CommandCall refused = call("evaluate", weights, "--network", net, "--data", odd, "--missing", "refuse");
        CommandCall imputed = call("evaluate", weights, "--network", net, "--data", odd, "--missing", "impute");

        assertThat(predicted.code()).isEqualTo(1);
        assertThat(predicted.json().integer("answered")).isEqualTo(4);
        assertThat(predicted.err())
                .contains("odd.csv line 3 (row 2): column 'a' has 'x'")
                .contains("odd.csv line 4", "To take this as done, say --missing skip")
                .doesNotContain("impute");
        assertThat(evaluated.code()).isEqualTo(1);
        JsonObject json = evaluated.json();
        assertThat(json.integer("examples")).isEqualTo(4);
        assertThat(json.integer("skipped")).isEqualTo(2);
        assertThat(json.number("r2")).isGreaterThan(0.999);
        assertThat(evaluated.err())
                .contains(
                        "odd.csv line 3: column 'a' has 'x', but it needs a finite decimal number; the row is left out")
                .contains("say --missing skip");
        assertThat(skipped.code()).isZero();
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("odd.csv line 3").contains("uses no row then");
        assertThat(imputed.code()).isEqualTo(2);
        assertThat(imputed.err()).contains("comes from elsewhere");
    }

    @Test
    void optionsForSuchTablesAreForNothingElse() {
        CommandCall call = call("evaluate", weights, "--network", net, "--data", "digits", "--target", "y");

        assertThat(call.code()).isEqualTo(2);
        assertThat(call.err()).contains("'digits' is no table");
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "EVENKEEL_FAILING", matches = ".+")
    void averagedWeightsAreMeasuredAndMendedOnTheirTable() {
        Path given = Path.of(System.getenv("EVENKEEL_FAILING"), "onnx", "w");
        Path out = folder.resolve("avg.safetensors");
        Object[] model = {given.resolve("avg.safetensors"), "--network", given.resolve("avg.yaml")};
        Path data = given.resolve("avg.csv");

        CommandCall asIs = call("predict", model[0], model[1], model[2], "--data", data);
        call("recalibrate", model[0], model[1], model[2], "--data", data, "--out", out);
        CommandCall again = call("predict", out, "--data", data);

        assertThat(deviation(asIs)).isBetween(0.8935, 0.8945);
        assertThat(deviation(again)).isBetween(0.9995, 1.0005);
        assertThat(call("evaluate", out, "--data", data).json().number("r2")).isGreaterThan(0.9999);
    }

    private static double deviation(CommandCall predicted) {
        double[] values = predicted
                .out()
                .lines()
                .filter(line -> line.matches("[0-9]+,.*"))
                .mapToDouble(line -> Double.parseDouble(line.split(",")[1]))
                .toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow());
    }

    private static CommandCall call(Object... words) {
        List<Object> all = new ArrayList<>(List.of(words));
        all.add("--json");
        return CommandCall.of(all.toArray());
    }
}
