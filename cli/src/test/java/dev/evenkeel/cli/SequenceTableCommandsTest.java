package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of one row for each time step, from training to predictions. */
class SequenceTableCommandsTest {
    @TempDir
    private Path folder;

    @Test
    void aLongTableIsLearntMeasuredAndPredicted() throws IOException {
        Path table = Files.writeString(folder.resolve("runs.csv"), table(new Random(1), 60, true));
        Path run = folder.resolve("run");

        CommandCall trained = CommandCall.of(
                "train",
                "--data",
                table,
                "--sequence",
                "run",
                "--order",
                "at",
                "--network",
                "mlp",
                "--epochs",
                20,
                "--out",
                run,
                "--json");

        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err())
                .contains("Rows are the time steps of sequences, by column 'run', in the order of column 'at'")
                .contains("48 sequences to learn from and 12 to test of 3 dimensions and 3 to 7 positions");
        assertThat(trained.json().number("testAccuracy")).isGreaterThan(0.9);
        assertThat(Model.read(run.resolve("model.safetensors")).attachments()).containsKeys("sequence", "encoding");

        CommandCall held = CommandCall.of("evaluate", run, "--data", table, "--split", "test", "--json");
        assertThat(held.code()).as(held.err()).isZero();
        assertThat(held.json().integer("examples")).isEqualTo(12);
        assertThat(held.json().number("logLoss")).isEqualTo(trained.json().number("testLogLoss"));
        Path unknown = Files.writeString(folder.resolve("new.csv"), table(new Random(2), 5, false));
        CommandCall predicted = CommandCall.of("predict", run, "--data", unknown);
        assertThat(predicted.code()).as(predicted.err()).isZero();
        assertThat(predicted.out().strip().split("\n")).hasSize(6);
        assertThat(predicted.out())
                .startsWith("row,sequence,label,")
                .contains("\n5,run 0,fast,")
                .contains("\n4,run 1,slow,");
        assertThat(CommandCall.of("inspect", run).out()).contains("sequence: {").contains("predicts kind from");
        CommandCall further = CommandCall.of(
                "train", "--from", run, "--data", table, "--epochs", 1, "--out", folder.resolve("further"));
        assertThat(further.code()).as(further.err()).isZero();
    }

    @Test
    void aGapIsRefusedOrFilledByTheRuleOfTables() throws IOException {
        String text = table(new Random(1), 20, true).replaceFirst("(\n\"run 3\",[^,]*),[^,]*,", "$1,,");
        Path table = Files.writeString(folder.resolve("runs.csv"), text);
        String[] call = {"train", "--data", table.toString(), "--sequence", "run", "--order", "at", "--epochs", "1"};

        assertThat(CommandCall.of((Object[]) call).err())
                .contains("column 'speed' is missing")
                .contains("line ");
        assertThat(CommandCall.of(
                                "train",
                                "--data",
                                table,
                                "--sequence",
                                "run",
                                "--order",
                                "at",
                                "--epochs",
                                1,
                                "--missing",
                                "impute",
                                "--out",
                                folder.resolve("run"))
                        .code())
                .isZero();
    }

    @Test
    void sequencesThatCannotBeReadAreLeftOutByTheRule() throws IOException {
        String text = table(new Random(1), 20, true);
        Path run = folder.resolve("run");
        CommandCall trained = CommandCall.of(
                "train",
                "--data",
                Files.writeString(folder.resolve("runs.csv"), text),
                "--sequence",
                "run",
                "--order",
                "at",
                "--network",
                "mlp",
                "--epochs",
                1,
                "--out",
                run);
        assertThat(trained.code()).as(trained.err()).isZero();
        String gaps = text.replaceFirst("(\n\"run 3\",[^,]*),[^,]*,", "$1,,")
                .replaceFirst("(\n\"run 4\",[^\n]*),fast", "$1,slow")
                .replaceFirst("(\n\"run 5\",[^\n]*),slow", "$1,");
        Path table = Files.writeString(folder.resolve("gaps.csv"), gaps);

        CommandCall plain = CommandCall.of("predict", run, "--data", table);
        assertThat(plain.code()).isEqualTo(1);
        assertThat(plain.out().lines()).hasSize(20).noneMatch(line -> line.contains(",run 3,"));
        assertThat(plain.out()).contains("\n1,run 4,", "\n2,run 9,", ",run 5,");
        assertThat(plain.err())
                .contains("sequence 'run 3': column 'speed' is missing; the sequence is left out")
                .contains("To take this as done, say --missing skip; to put in what is common in the training data,"
                        + " --missing impute");
        assertThat(CommandCall.of("predict", run, "--data", table, "--missing", "skip")
                        .code())
                .isZero();
        assertThat(CommandCall.of("predict", run, "--data", table, "--missing", "refuse")
                        .err())
                .contains("--missing refuse uses no sequence then");
        CommandCall measured = CommandCall.of("evaluate", run, "--data", table, "--missing", "skip", "--json");
        assertThat(measured.code()).as(measured.err()).isZero();
        assertThat(measured.json().integer("examples")).isEqualTo(17);
        assertThat(measured.err())
                .contains("sequence 'run 4' has 'slow' in column 'kind', but 'fast' on line")
                .contains("sequence 'run 5' has nothing in column 'kind', but 'slow' on line");
        CommandCall imputed = CommandCall.of("evaluate", run, "--data", table, "--missing", "impute", "--json");
        assertThat(imputed.json().integer("examples")).isEqualTo(18);

        StringBuilder more = new StringBuilder(text);
        for (int step = 0; step < 9; step++) {
            more.append("\"too long\",2026-05-0").append(1 + step).append(",1,dry,fast\n");
        }
        Path longer = Files.writeString(folder.resolve("longer.csv"), more);
        CommandCall tooLong = CommandCall.of("predict", run, "--data", longer);
        assertThat(tooLong.code()).isEqualTo(1);
        assertThat(tooLong.err())
                .contains("sequence 'too long' has 9 rows, but the model reads at most 7")
                .contains("To take this as done, say --missing skip")
                .doesNotContain("impute");
        assertThat(CommandCall.of("predict", run, "--data", longer, "--missing", "refuse")
                        .err())
                .contains("--missing skip leaves such sequences out")
                .doesNotContain("impute");
    }

    @Test
    void whatIsNoLongTableIsTold() {
        assertThat(CommandCall.of("train", "--data", "digits", "--sequence", "id")
                        .err())
                .contains("--sequence are about tables, but 'digits' is a set of images");
        assertThat(CommandCall.of("train", "--data", "digits", "--order", "time")
                        .err())
                .contains("say by --sequence COLUMN which rows belong together");
    }

    private static String table(Random random, int sequences, boolean known) {
        StringBuilder text = new StringBuilder(known ? "run,at,speed,road,kind\n" : "run,at,speed,road\n");
        for (int step = 6; step >= 0; step--) {
            for (int run = 0; run < sequences; run++) {
                if (step < 3 + run % 5) {
                    boolean fast = run % 2 == 0;
                    text.append(String.format(
                            Locale.ROOT,
                            "\"run %d\",2026-05-%02d,%.3f,%s",
                            run,
                            1 + step,
                            (fast ? 5 : 2) + random.nextDouble(),
                            random.nextBoolean() ? "dry" : "wet"));
                    text.append(known ? fast ? ",fast\n" : ",slow\n" : "\n");
                }
            }
        }
        return text.toString();
    }
}
