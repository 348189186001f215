package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.audit.Audit;
import dev.evenkeel.cli.option.Words;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.network.Cnn;
import dev.evenkeel.network.Mlp;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
    private static final String TROUBLED = """
            input: [4]
            layers:
              - {linear: 8, name: first}
              - {batchNorm: {}, name: norm}
              - relu
              - {linear: 8, name: second}
              - {batchNorm: {}, name: last}
            """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aDescriptionIsAuditedWithReasonsAndWaysOut() throws IOException {
        Path file = CommandCall.write(folder.resolve("troubled.yaml"), TROUBLED);

        CommandCall call = CommandCall.of("audit", file, "--batch", 4);

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.out())
                .contains(
                        "note: linear 'first': its bias is redundant: batchNorm 'norm' takes it off again [redundant-bias]")
                .contains(
                        "warning: batchNorm 'last': nothing learned stands between it and the output [norm-at-output]")
                .contains("warning: batchNorm 'norm', 'last': with 4 values per channel")
                .contains("Leave the bias out")
                .contains("Source: Wu and He 2018");
    }

    @Test
    void silencedRulesAreLeftOutAndUnknownOnesRefused() throws IOException {
        Path file = CommandCall.write(folder.resolve("troubled.yaml"), TROUBLED);

        CommandCall quiet = CommandCall.of("audit", file, "--silence", "redundant-bias", "--silence", "norm-at-output");
        CommandCall wrong = CommandCall.of("audit", file, "--silence", "redundant-bais");

        assertThat(quiet.out()).isEqualTo(file + "\nnothing to report\n");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err())
                .contains("There is no rule 'redundant-bais'")
                .contains("did you mean 'redundant-bias'?");
    }

    @Test
    void jsonTellsEachFindingAndItsRule() throws IOException {
        Path file = CommandCall.write(folder.resolve("troubled.yaml"), TROUBLED);

        JsonObject json = CommandCall.of("audit", file, "--json").json();

        assertThat(json.members().keySet()).containsExactly("command", "target", "findings", "rules", "healthy");
        assertThat(json.truth("healthy")).isFalse();
        assertThat(json.array("findings"))
                .extracting(finding -> finding.asObject().string("rule") + " "
                        + finding.asObject().string("level") + " "
                        + finding.asObject().string("layer"))
                .containsExactly(
                        "redundant-bias note first", "redundant-bias note second", "norm-at-output warning last");
        assertThat(json.array("rules"))
                .extracting(rule -> rule.asObject().string("id"))
                .containsExactly("redundant-bias", "norm-at-output");
    }

    @Test
    void theRulesAreListedWithoutATarget() {
        CommandCall call = CommandCall.of("audit", "--rules", "--json");

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.json().array("rules").size()).isEqualTo(Audit.rules().size());
        assertThat(CommandCall.of("audit", "--rules").out()).contains("\nfew-values\n");
        assertThat(CommandCall.of("audit").code()).isEqualTo(2);
    }

    @Test
    void aDescriptionHasNoStatisticsToCompareWithData() throws IOException {
        Path file = CommandCall.write(folder.resolve("troubled.yaml"), TROUBLED);

        CommandCall call = CommandCall.of("audit", file, "--data", "digits");

        assertThat(call.code()).isEqualTo(2);
        assertThat(call.err()).contains("describes a network without any: leave it out");
    }

    @Test
    void trainingTellsItsFindingsFirstAndTheModelKeepsThem() throws IOException {
        Path table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(100));
        Path file = CommandCall.write(
                folder.resolve("troubled.yaml"),
                TROUBLED.replace("linear: 8, name: second", "linear: 2, name: second"));
        Path run = folder.resolve("run");

        CommandCall call = CommandCall.of(
                "train",
                "--data",
                table,
                "--network",
                file,
                "--epochs",
                30,
                "--batch",
                8,
                "--silence",
                "redundant-bias",
                "--out",
                run);

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.err())
                .contains(
                        "warning: batchNorm 'last': nothing learned stands between it and the output [norm-at-output]")
                .contains("with 8 values per channel")
                .doesNotContain("redundant-bias");
        assertThat(rules(CommandCall.of("audit", run, "--data", table, "--split", "training", "--json")
                        .json()))
                .contains("few-values", "norm-at-output", "redundant-bias")
                .doesNotContain("unknown-evidence", "never-gathered");
        assertThat(rules(CommandCall.of("audit", run, "--batch", 64, "--json").json()))
                .doesNotContain("few-values");
    }

    @Test
    void whatTheFileDoesNotTellCanBeSaid() throws IOException {
        Path description = CommandCall.write(folder.resolve("troubled.yaml"), TROUBLED);
        Path table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(40));
        Path run = folder.resolve("run");
        CommandCall.of("train", "--data", table, "--epochs", 2, "--batch", 20, "--out", run);

        assertThat(rules(CommandCall.of("audit", description, "--batch", 2, "--examples", 5, "--json")
                        .json()))
                .contains("batch-of-one");
        assertThat(rules(CommandCall.of("audit", description, "--batch", 2, "--examples", 6, "--json")
                        .json()))
                .doesNotContain("batch-of-one");
        assertThat(rules(CommandCall.of("audit", run, "--json").json())).doesNotContain("averaged-weights");
        assertThat(rules(CommandCall.of("audit", run, "--averaged", "--json").json()))
                .contains("averaged-weights");
        assertThat(CommandCall.of("audit", description, "--examples", 0).err()).contains("--examples");
    }

    @Test
    void theBuiltInNetworksHaveNothingToReport() {
        for (Words.Norm norm : Words.Norm.values()) {
            if (norm != Words.Norm.INSTANCE) {
                assertNothing(
                        Mlp.of(List.of(256, 128)).normalization(norm.kind()).network(Shape.of(28, 28, 1), 10));
            }
            assertNothing(Cnn.of().normalization(norm.kind()).dropout(0.2).network(Shape.of(28, 28, 1), 10));
        }
    }

    private static void assertNothing(Network network) {
        assertThat(Audit.of(network).findings()).as("%s", network).isEmpty();
    }

    private static List<String> rules(JsonObject json) {
        return json.array("rules").elements().stream()
                .map(JsonValue::asObject)
                .map(rule -> rule.string("id"))
                .toList();
    }
}
