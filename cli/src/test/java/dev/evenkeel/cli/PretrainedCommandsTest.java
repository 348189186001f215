package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Networks that others trained, from the folders that EVENKEEL_PRETRAINED and EVENKEEL_DATA name, on the command line. */
@DisabledOnJre(value = JRE.JAVA_25, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class PretrainedCommandsTest {
    private static final String PIXELS = "0.1307,0.3081";

    @TempDir
    private Path folder;

    private Path pretrained = Path.of("");
    private Path data = Path.of("");

    @BeforeEach
    void findTheFiles() {
        Optional<String> networks = Optional.ofNullable(System.getenv("EVENKEEL_PRETRAINED"));
        Optional<String> sets = Optional.ofNullable(System.getenv("EVENKEEL_DATA"));
        assumeTrue(networks.isPresent(), "set EVENKEEL_PRETRAINED to a folder with burn-mnist and resnet20");
        assumeTrue(sets.isPresent(), "set EVENKEEL_DATA to a folder with mnist and cifar10");
        pretrained = Path.of(networks.get());
        data = Path.of(sets.get());
    }

    @Test
    void digitsByWayOfOnnxAndBack() {
        Path onnx = pretrained.resolve("burn-mnist/mnist.onnx");
        assertThat(accuracy(onnx, "--data", data.resolve("mnist"), "--standardize", PIXELS))
                .isGreaterThanOrEqualTo(0.991);

        Path model = folder.resolve("model.safetensors");
        Path folded = folder.resolve("folded.onnx");
        assertThat(CommandCall.of("convert", onnx, model).code()).isZero();
        assertThat(CommandCall.of("convert", model, folded, "--folded", "--opset", "21")
                        .code())
                .isZero();
        assertThat(accuracy(folded, "--data", data.resolve("mnist"), "--standardize", PIXELS))
                .isGreaterThanOrEqualTo(0.991);
    }

    @Test
    void aResidualNetworkByItsDescription() {
        assertThat(accuracy(
                        pretrained.resolve("resnet20/resnet20-12fca82f.safetensors"),
                        "--network",
                        Path.of("..", "examples", "resnet20.yaml"),
                        "--data",
                        data.resolve("cifar10/cifar10-exact-train-first4000.bin.gz")))
                .isGreaterThanOrEqualTo(0.99);
    }

    @Test
    void aWrongNormalisationIsTold() {
        CommandCall call = CommandCall.of(
                "evaluate",
                pretrained.resolve("burn-mnist/mnist.onnx"),
                "--data",
                data.resolve("mnist"),
                "--standardize",
                "0.1307");
        assertThat(call.code()).isEqualTo(2);
        assertThat(call.err()).contains("--standardize needs MEAN,DEVIATION", "but got '0.1307'");
    }

    private static double accuracy(Path model, Object... options) {
        Object[] words = new Object[options.length + 3];
        words[0] = "evaluate";
        words[1] = model;
        System.arraycopy(options, 0, words, 2, options.length);
        words[words.length - 1] = "--json";
        CommandCall call = CommandCall.of(words);
        assertThat(call.code()).as(call.err()).isZero();
        return call.json().number("accuracy");
    }
}
