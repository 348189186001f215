package dev.evenkeel.formats.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.formats.YamlNetwork;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Weights that once went wrong, with the right answers of those who sent them. */
@EnabledIfEnvironmentVariable(named = "EVENKEEL_FAILING", matches = ".+")
class FailedWeightsTest {
    private static Path file(String name) {
        return Path.of(System.getenv("EVENKEEL_FAILING"), "onnx", "w", name);
    }

    private static Network network(String name) {
        return YamlNetwork.read(file(name));
    }

    /** Those that no test here reads are read by the command's tests. */
    private static final Set<String> KNOWN = Set.of(
            "avg.csv",
            "avg.safetensors",
            "avg.yaml",
            "bn2.yaml",
            "img_def.yaml",
            "img_w99.yaml",
            "k.yaml",
            "kimg.safetensors",
            "lin4.yaml",
            "ln.yaml",
            "lnw.safetensors",
            "mom.yaml",
            "nbt_f16inf.safetensors",
            "nbt_f32.safetensors",
            "nbt_i32.safetensors",
            "negvarlin.safetensors",
            "nobeta.safetensors",
            "nogamma.safetensors");

    @Test
    void everyFileIsKnown() throws IOException {
        try (Stream<Path> files = Files.list(file(""))) {
            assertThat(files.map(one -> String.valueOf(one.getFileName())).filter(name -> !KNOWN.contains(name)))
                    .isEmpty();
        }
    }

    @Test
    void kerasWithoutGammaOrBeta() {
        assertThat(Keras.load(network("k.yaml"), file("nogamma.safetensors"))
                        .freeze()
                        .predict(new float[] {5}))
                .containsExactly(new float[] {3.5f}, within(1e-3f));
        assertThat(Keras.load(network("k.yaml"), file("nobeta.safetensors"))
                        .freeze()
                        .predict(new float[] {5}))
                .hasSize(1);
    }

    @Test
    void layerNormWithoutBias() {
        assertThat(PyTorch.load(network("ln.yaml"), file("lnw.safetensors"))
                        .freeze()
                        .predict(new float[] {1, 2, 3, 4}))
                .containsExactly(new float[] {-1.341635f, -0.894424f, 1.341635f, 5.366542f}, within(1e-5f));
    }

    @Test
    void countersOfOtherTypes() {
        Model counted = PyTorch.load(network("bn2.yaml"), file("nbt_i32.safetensors"));
        assertThat(counted.sampleCounts("bn").batches()).isPresent();
        assertThat(PyTorch.open(file("nbt_f32.safetensors"))
                        .read(network("bn2.yaml"))
                        .report()
                        .remarks())
                .singleElement()
                .asString()
                .contains("100.5");
        LoadedWeights infinite = PyTorch.open(file("nbt_f16inf.safetensors")).read(network("bn2.yaml"));
        assertThat(infinite.model().sampleCounts("bn").batches()).isEmpty();
        assertThat(infinite.report().remarks()).hasSize(1).first().asString().contains("Infinity");
    }

    @Test
    void negativeVariancesAreNotFrozen() {
        Model model = PyTorch.load(network("lin4.yaml"), file("negvarlin.safetensors"));
        assertThatThrownBy(model::freeze).hasMessageContaining("needs a running_var of 0 or more");
    }
}
