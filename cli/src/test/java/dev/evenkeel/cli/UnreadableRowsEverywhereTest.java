package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command that reads a table has one rule for rows that cannot be read, and needs a target only where it measures. */
class UnreadableRowsEverywhereTest {
    @TempDir
    private Path folder;

    private Path run = Path.of("");
    private Path gaps = Path.of("");

    @BeforeEach
    void train() throws IOException {
        run = folder.resolve("run");
        String flowers = CommandCall.flowers(60);
        Path table = CommandCall.write(folder.resolve("flowers.csv"), flowers);
        gaps = CommandCall.write(folder.resolve("gaps.csv"), flowers + ",3.5,red,iris\n5.5,n/a,red,iris\n");
        assertThat(CommandCall.of("train", "--data", table, "--epochs", 2, "--threads", 1, "--out", run)
                        .code())
                .isZero();
    }

    @Test
    void recalibrateFoldAndAuditLeaveRowsOutAsPredictDoes() {
        List<List<Object>> commands = List.of(
                List.of("recalibrate", run, "--out", folder.resolve("new.safetensors"), "--overwrite"),
                List.of("fold", run),
                List.of("audit", run),
                List.of("drift", run));
        for (List<Object> command : commands) {
            CommandCall plain = call(command, gaps);
            CommandCall skipped = call(command, gaps, "--missing", "skip", "--json");
            CommandCall refused = call(command, gaps, "--missing", "refuse");
            CommandCall imputed = call(command, gaps, "--missing", "impute", "--json");

            assertThat(plain.code()).as(plain.err()).isEqualTo(1);
            assertThat(plain.err())
                    .contains("gaps.csv line 62: column 'length' is missing; the row is left out", "--missing skip");
            assertThat(skipped.code()).as(skipped.err()).isZero();
            assertThat(skipped.json().integer("skipped")).isEqualTo(2);
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).contains("--missing refuse uses no row then");
            assertThat(imputed.code()).as(imputed.err()).isZero();
            assertThat(imputed.json().integer("skipped")).isZero();
        }
    }

    @Test
    void aTargetColumnIsNotNeededWhereNothingIsMeasured() throws IOException {
        Path bare = CommandCall.write(
                folder.resolve("bare.csv"),
                Files.readString(folder.resolve("flowers.csv")).replaceAll("(?m)^([^,]*,[^,]*,[^,]*),.*$", "$1"));
        CommandCall recalibrated = call(List.of("recalibrate", run, "--out", folder.resolve("new.safetensors")), bare);
        CommandCall divided = call(
                List.of("recalibrate", run, "--out", folder.resolve("other.safetensors")), bare, "--split", "training");

        assertThat(recalibrated.code()).as(recalibrated.err()).isZero();
        assertThat(call(List.of("fold", run), bare).code()).isZero();
        assertThat(divided.code()).isEqualTo(1);
        assertThat(divided.err())
                .contains("bare.csv has no column 'species', by which its rows are divided into parts");
        assertThat(call(List.of("evaluate", run), bare).err()).contains("has no column 'species'");
    }

    @Test
    void predictingAPartLeavesRowsOutToo() {
        CommandCall plain = call(List.of("predict", run), gaps, "--split", "training");
        CommandCall skipped = call(List.of("predict", run), gaps, "--split", "training", "--missing", "skip");

        assertThat(plain.code()).as(plain.err()).isEqualTo(1);
        assertThat(skipped.code()).as(skipped.err()).isZero();
        assertThat(skipped.out().lines().count())
                .isEqualTo(plain.out().lines().count())
                .isGreaterThan(40);
    }

    private static CommandCall call(List<Object> command, Path data, Object... options) {
        List<Object> words = new ArrayList<>(command);
        words.add("--data");
        words.add(data);
        words.addAll(List.of(options));
        return CommandCall.of(words.toArray());
    }
}
