package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say of statistics, weights of batches and columns that lead astray. */
class HealthCommandTest {
    @TempDir
    Path folder;

    @Test
    void aNewBatchWeightOfAnotherFrameworksMomentumIsQuestioned() throws IOException {
        Path network = write("net.yaml", """
                input: [4]
                layers: [{linear: {features: 3, bias: false}}, {batchNorm: {newBatchWeight: 0.99}}, relu, linear: 2]
                """);

        assertThat(CommandCall.of("audit", network).out())
                .contains("[new-batch-weight]")
                .contains("its newBatchWeight is 0.99")
                .contains("the newBatchWeight is 0.01");
    }

    @Test
    void aColumnThatNeverVariedIsHeldAndOtherValuesOfItAreTold() throws IOException {
        StringBuilder rows = new StringBuilder("a,c,class\n");
        Random random = new Random(4);
        for (int row = 0; row < 200; row++) {
            double a = random.nextGaussian();
            rows.append(a).append(",0.1,").append(a > 0 ? "p" : "q").append('\n');
        }
        Path table = write("table.csv", rows.toString());
        Path others = write("others.csv", "a,c\n0.5,0.1\n0.5,3e38\n0.5,-3e38\n1e38,0.1\n");

        CommandCall trained = CommandCall.of("train", "--data", table, "--epochs", 2, "--out", folder.resolve("run"));
        assertThat(trained.err()).contains("Column 'c' tells nothing: it is 0.1 in every row. It is held at 0.1");
        CommandCall predicted = CommandCall.of("predict", folder.resolve("run"), "--data", others);
        String[] lines = predicted.out().split("\n");
        assertThat(lines[2].substring(2)).isEqualTo(lines[1].substring(2));
        assertThat(lines[3].substring(2)).isEqualTo(lines[1].substring(2));
        assertThat(lines[4]).doesNotContain("NaN");
        assertThat(CommandCall.of("inspect", folder.resolve("run")).out())
                .contains("1 channel does not vary in the training data");
    }

    @Test
    void inputsThatWentWrongOnceAreFound() throws IOException {
        String given = System.getenv("EVENKEEL_FAILING");
        assumeTrue(given != null, "EVENKEEL_FAILING names no folder of inputs that once went wrong");
        Path failing = Path.of(given);
        Path tables = failing.resolve("tables");

        assertThat(CommandCall.of("audit", failing.resolve("onnx/w3mom.onnx")).out())
                .contains("[new-batch-weight]");
        assertThat(CommandCall.of("audit", failing.resolve("onnx/w/img_w99.yaml"))
                        .out())
                .contains("[new-batch-weight]");
        assertThat(CommandCall.of("audit", failing.resolve("onnx/w/mom.yaml")).err())
                .contains("newBatchWeight: 0.9 if it is PyTorch's")
                .contains("newBatchWeight: 0.1 if it is the momentum 0.9 of Keras");
        Path run = folder.resolve("nearly");
        CommandCall nearly =
                CommandCall.of("train", "--data", tables.resolve("nearly-constant.csv"), "--epochs", 2, "--out", run);
        assertThat(nearly.err()).contains("Column 'c' tells nothing: it is between 20 and 20.000002");
        String[] lines = CommandCall.of("predict", run, "--data", tables.resolve("nearly-constant-predict.csv"))
                .out()
                .split("\n");
        assertThat(lines[5].substring(2)).isEqualTo(lines[1].substring(2));
        assertThat(lines[6].substring(2)).isEqualTo(lines[2].substring(2));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
