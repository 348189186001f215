package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of folding. */
class FoldCommandTest {
    @TempDir
    private static Path folder;

    private static Path flowers;
    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        flowers = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(100));
        Path net = Files.writeString(folder.resolve("net.yaml"), """
                input: [4]
                layers: [linear: 8, batchNorm, relu, batchNorm, relu, batchNorm, linear: 6, batchNorm, relu, linear: 2]
                """);
        run = folder.resolve("run");
        CommandCall call = CommandCall.of("train", "--data", flowers, "--network", net, "--epochs", 2, "--out", run);
        assertThat(call.code()).as(call.err()).isZero();
    }

    @Test
    void theTableSaysWhatBecameOfEachLayerAndWhy() {
        CommandCall call = CommandCall.of("fold", run, "--data", flowers);

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.out().lines().takeWhile(line -> !line.startsWith("Worst")))
                .allMatch(line -> line.length() <= 80 || line.contains(" on flowers"));
        assertThat(call.out())
                .containsPattern(
                        "\n1 +folded +8 +\\d\\.\\de-\\d+ +\\d\\.\\de-\\d+ +\\d +into linear 4 -> 8 '0' before\\s+it\n")
                .containsPattern(
                        "\n3 +unfolded +relu '2' before it is not a\\s+linear operation; relu '4'\\s+behind it")
                .containsPattern("\n5 +folded .*into linear 8 -> 6 '6' behind\\s+it\n")
                .contains("Worst difference of an output on 100 examples: ")
                .contains(
                        "Verdict: 3 layers folded away, and no channel moved further than rounding can. 1 layer stayed"
                                + " as it stands, for the reason above\n");
    }

    @Test
    void theObjectHasEveryChannel() {
        JsonObject json =
                CommandCall.of("fold", run, "--data", flowers, "--json").json();

        assertThat(json.members().keySet())
                .contains("command", "model", "data", "split", "examples", "layers", "foldedLayers", "foldDifference")
                .contains("foldDifferenceRelative", "holds", "verdict");
        assertThat(json.truth("holds")).isTrue();
        int measured = 0;
        for (JsonValue value : json.array("layers")) {
            JsonObject layer = value.asObject();
            if (layer.string("outcome").equals("folded")) {
                measured++;
                assertThat(layer.array("bounds").size())
                        .isEqualTo(layer.array("differences").size());
                assertThat(layer.number("measured")).isPositive();
                assertThat(layer.array("differences")
                                .at(layer.integer("worstChannel"))
                                .asDouble())
                        .isEqualTo(layer.number("measured"));
            }
        }
        assertThat(measured).isEqualTo(3);
    }

    @Test
    void everyChannelGoesIntoAFileThatIsReplacedOnlyWhenAsked() throws IOException {
        Path out = folder.resolve("channels.csv");

        CommandCall call = CommandCall.of("fold", run, "--data", flowers, "--out", out);
        CommandCall again = CommandCall.of("fold", run, "--data", flowers, "--out", out);

        assertThat(call.out()).contains("Channels: " + out);
        assertThat(Files.readAllLines(out))
                .hasSize(1 + 8 + 6 + 6)
                .first()
                .isEqualTo("layer,product,channel,bound,measured");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("--overwrite").doesNotContain("\tat ");
    }
}
