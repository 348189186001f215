package dev.evenkeel.formats.weights;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.batchRenorm;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.instanceNorm;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.rmsNorm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.formats.onnx.Onnx;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.norm.Normalization;
import dev.evenkeel.norm.RmsNorm;
import dev.evenkeel.norm.setting.Affine;
import dev.evenkeel.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Gamma without beta, beta without gamma, both or none: each normalization in each framework's names. */
class PartlyAffineWeightsTest {
    private static final Shape INPUT = Shape.of(3, 2, 4);

    /** A framework, and what it calls gamma, beta, mean and variance. */
    record Framework(
            String called, List<String> words, Function<Path, WeightsImport> open, BiConsumer<Model, Path> write) {
        static final Framework PYTORCH = new Framework(
                "PyTorch", List.of("weight", "bias", "running_mean", "running_var"), PyTorch::open, PyTorch::write);
        static final Framework KERAS = new Framework(
                "Keras", List.of("gamma", "beta", "moving_mean", "moving_variance"), Keras::open, Keras::write);
        static final Framework FLAX =
                new Framework("Flax", List.of("scale", "bias", "mean", "var"), Flax::open, Flax::write);
        static final Framework BURN =
                new Framework("Burn", List.of("gamma", "beta", "running_mean", "running_var"), Burn::open, Burn::write);

        String name(int word) {
            String layer = called.equals("Flax") ? (word < 2 ? "params/" : "batch_stats/") + "norm/" : "norm.";
            return layer + words.get(word);
        }

        @Override
        public String toString() {
            return called;
        }
    }

    @TempDir
    private Path folder = Path.of("");

    static List<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (Framework framework : List.of(Framework.PYTORCH, Framework.KERAS, Framework.FLAX, Framework.BURN)) {
            for (Normalization norm : List.of(
                    batchNorm(),
                    batchRenorm(),
                    layerNorm(),
                    layerNorm().overAllAxes(),
                    groupNorm(2),
                    instanceNorm(),
                    rmsNorm())) {
                for (Affine affine : List.of(Affine.LEARNED, Affine.SCALE_ONLY, Affine.SHIFT_ONLY, Affine.NONE)) {
                    if (!(norm instanceof RmsNorm) || !affine.shifts()) {
                        cases.add(Arguments.of(framework, norm, affine));
                    }
                }
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("cases")
    void theFileDecidesWhetherThereIsGammaAndBeta(Framework framework, Normalization norm, Affine affine) {
        boolean batches = norm.typeName().startsWith("batch");
        boolean pyTorchs = List.of("PyTorch", "Burn").contains(framework.called());
        boolean moved = pyTorchs
                && norm.typeName().equals("layerNorm")
                && norm.parameters(INPUT).get(0).shape().rank() > 1;
        long[] shape = norm.typeName().equals("layerNorm")
                        && norm.parameters(INPUT).get(0).shape().rank() > 1
                ? moved ? new long[] {4, 3, 2} : new long[] {3, 2, 4}
                : new long[] {4};
        Written file = new Written(folder.resolve("norm.safetensors"));
        float[] gamma = affine.scales() ? file.add(framework.name(0), shape) : new float[] {1};
        float[] beta = affine.shifts() ? file.add(framework.name(1), shape) : new float[] {0};
        float[] mean = batches ? file.add(framework.name(2), 4) : new float[0];
        float[] variance = batches ? file.add(framework.name(3), 4) : new float[0];
        if (!batches && affine == Affine.NONE) {
            return;
        }
        Network described = Network.builder(INPUT).add("norm", norm).build();
        LoadedWeights loaded = framework.open.apply(file.file()).read(described);

        Normalization found =
                (Normalization) loaded.model().network().nodes().get(0).layer();
        assertThat(found.affine().scales()).isEqualTo(affine.scales());
        assertThat(found instanceof RmsNorm || found.affine().shifts() == affine.shifts())
                .isTrue();
        boolean asDescribed = found.equals(norm);
        assertThat(loaded.report().remarks().isEmpty()).isEqualTo(asDescribed);

        float[] x = Written.image(INPUT.size());
        double[] expected = batches ? frozen(x, mean, variance) : normalised(norm, x);
        for (int index = 0; index < expected.length; index++) {
            int place = moved ? index % 4 * 6 + index / 4 : index;
            expected[index] = expected[index] * gamma[place % gamma.length] + beta[place % beta.length];
        }
        assertNear(loaded.model().freeze().predict(x), expected);
        assertNear(loaded.model().freezeUnfolded().predict(x), expected);

        Path again = folder.resolve("again.safetensors");
        framework.write.accept(loaded.model(), again);
        Model back = framework.open.apply(again).into(loaded.model().network());
        assertThat(back.tensors()).isEqualTo(loaded.model().tensors());

        Path own = folder.resolve("own.safetensors");
        loaded.model().write(own);
        assertThat(Model.read(own).network()).isEqualTo(loaded.model().network());
        Path onnx = folder.resolve("norm.onnx");
        Onnx.write(loaded.model(), onnx);
        assertNear(Onnx.read(onnx).freeze().predict(x), expected);
    }

    private static double[] frozen(float[] x, float[] mean, float[] variance) {
        return IntStream.range(0, x.length)
                .mapToDouble(at -> (x[at] - mean[at % 4]) / Math.sqrt(variance[at % 4] + 1e-5))
                .toArray();
    }

    /** The values that share statistics: of a position, of the example, of two channels, or of one. */
    private static double[] normalised(Normalization norm, float[] x) {
        boolean whole = norm.toString().contains("ALL");
        double[] y = new double[x.length];
        for (int at = 0; at < x.length; at++) {
            int here = at;
            double[] set = IntStream.range(0, x.length)
                    .filter(other -> switch (norm.typeName()) {
                        case "layerNorm", "rmsNorm" -> whole || other / 4 == here / 4;
                        case "groupNorm" -> other % 4 / 2 == here % 4 / 2;
                        default -> other % 4 == here % 4;
                    })
                    .mapToDouble(other -> x[other])
                    .toArray();
            double centre = norm.typeName().equals("rmsNorm")
                    ? 0
                    : IntStream.range(0, set.length)
                            .mapToDouble(i -> set[i])
                            .average()
                            .orElseThrow();
            double square = IntStream.range(0, set.length)
                    .mapToDouble(i -> (set[i] - centre) * (set[i] - centre))
                    .average()
                    .orElseThrow();
            double epsilon = norm instanceof RmsNorm rms ? rms.epsilon() : 1e-5;
            y[at] = (x[at] - centre) / Math.sqrt(square + epsilon);
        }
        return y;
    }

    private static void assertNear(float[] actual, double[] expected) {
        assertThat(actual).hasSize(expected.length);
        for (int index = 0; index < expected.length; index++) {
            assertThat((double) actual[index])
                    .as("output %d", index)
                    .isCloseTo(expected[index], within(1e-5 * Math.max(1, Math.abs(expected[index]))));
        }
    }

    @Test
    void whatIsLeftOutIsTold() {
        Written file = new Written(folder.resolve("norm.safetensors"));
        for (int layer = 0; layer < 5; layer++) {
            file.add("norm" + layer + ".weight", 4);
        }
        Network.Builder builder = Network.builder(INPUT);
        for (int layer = 0; layer < 5; layer++) {
            builder.add("norm" + layer, layerNorm());
        }
        assertThat(PyTorch.open(file.file()).conversions(builder.build()).remarks())
                .containsExactly(
                        "The file has no beta for layerNorm 'norm0', layerNorm 'norm1', layerNorm 'norm2' and 2"
                                + " more: taken without one, as 'bias: false' describes it");
    }

    @Test
    void aLayerOfWhichNothingIsThereIsMissing() {
        Written file = new Written(folder.resolve("norm.safetensors"));
        file.add("one.weight", 4);
        file.add("one.bias", 4);
        Network network = Network.builder(INPUT)
                .add("one", layerNorm())
                .add("two", layerNorm())
                .build();
        assertThatThrownBy(() -> PyTorch.load(network, file.file()))
                .hasMessageContaining("tensor 'two.weight' [4] of layerNorm 'two' is missing; tensor 'two.bias' [4]");
    }

    @Test
    void aTensorOfAnotherNameIsNotALeftOutOne() {
        Written file = new Written(folder.resolve("norm.safetensors"));
        file.add("norm.weight", 4);
        file.add("norm.beta", 4);
        Network network = Network.builder(INPUT).add("norm", layerNorm()).build();
        assertThatThrownBy(() -> PyTorch.load(network, file.file()))
                .hasMessageContaining("tensor 'norm.bias' [4] of layerNorm 'norm' is missing; tensor 'norm.beta' [4]"
                        + " belongs to no layer");
    }
}
