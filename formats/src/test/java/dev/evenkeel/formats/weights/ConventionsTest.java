package dev.evenkeel.formats.weights;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.convTranspose;
import static dev.evenkeel.network.Layers.dropout;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.formats.weights.convention.Conventions;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.tensor.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A test for each row of docs/conventions.md, against formulas in the other framework's own layout; the rows on settings of
 * batch normalization are in {@link BatchNormConventionsTest}, and {@link ConventionsDocumentTest} sees that none is missing.
 */
class ConventionsTest {
    private static final Shape IMAGE = Shape.of(4, 5, 4);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void pyTorchHasKernelsOutputsFirst() {
        Written file = written();
        float[] kernel = file.add("conv.weight", 6, 2, 2, 3);
        file.add("conv.bias", 6);
        Model model = PyTorch.load(one("conv", conv(6, 2, 3).groups(2)), file.file());
        float[] bias = model.tensor("conv.bias").toArray();

        double[] expected =
                Formulas.correlate(image(), IMAGE, 6, 2, 2, 3, (o, i, v, u) -> kernel[((o * 2 + i) * 2 + v) * 3 + u]);
        for (int index = 0; index < expected.length; index++) {
            expected[index] += bias[index % 6];
        }
        assertOutputs(model, image(), expected);
    }

    @Test
    void pyTorchHasTransposedKernelsInputsFirst() {
        Written file = written();
        float[] kernel = file.add("up.weight", 4, 3, 2, 3);
        Network network = one("up", convTranspose(3, 2, 3).stride(2).withoutBias());

        assertOutputs(
                PyTorch.load(network, file.file()),
                image(),
                Formulas.spread(image(), IMAGE, 3, 2, 2, 3, (o, i, v, u) -> kernel[((i * 3 + o) * 2 + v) * 3 + u]));
    }

    @Test
    void pyTorchFlattensChannelsFirst() {
        Written file = written();
        float[] weight = file.add("fc.weight", 3, 80);
        float[] bias = file.add("fc.bias", 3);
        Network network = Network.builder(IMAGE)
                .add("flat", flatten())
                .add("fc", linear(3))
                .build();

        double[] flat = Formulas.flattenChannelsFirst(Formulas.wide(image()), 4);
        assertOutputs(
                PyTorch.load(network, file.file()),
                image(),
                Formulas.linear(flat, 3, (o, i) -> weight[o * 80 + i], bias));
    }

    @Test
    void pyTorchNormalisesBehindAFlattenInThatOrder() {
        Written file = written();
        float[] gamma = file.add("bn.weight", 80);
        float[] beta = file.add("bn.bias", 80);
        float[] mean = file.add("bn.running_mean", 80);
        float[] variance = file.add("bn.running_var", 80);
        float[] scale = file.add("ln.weight", 80);
        float[] shift = file.add("ln.bias", 80);
        float[] weight = file.add("fc.weight", 3, 80);
        float[] bias = file.add("fc.bias", 3);
        Network network = Network.builder(IMAGE)
                .add("flat", flatten())
                .add("bn", batchNorm())
                .add("relu", relu())
                .add("drop", dropout(0.5))
                .add("ln", layerNorm())
                .add("fc", linear(3))
                .build();

        double[] x = Formulas.flattenChannelsFirst(Formulas.wide(image()), 4);
        x = Formulas.frozenNorm(x, gamma, beta, mean, variance, 1e-5);
        x = Formulas.layerNorm(Arrays.stream(x).map(value -> Math.max(0, value)).toArray(), scale, shift);
        assertOutputs(
                PyTorch.load(network, file.file()), image(), Formulas.linear(x, 3, (o, i) -> weight[o * 80 + i], bias));
    }

    @Test
    void pyTorchHasLayerNormOverAllAxesChannelsFirst() {
        Written file = written();
        float[] gamma = file.add("ln.weight", 4, 4, 5);
        float[] beta = file.add("ln.bias", 4, 4, 5);
        Model model = PyTorch.load(one("ln", layerNorm().overAllAxes()), file.file());

        double[] first = Formulas.layerNorm(Formulas.flattenChannelsFirst(Formulas.wide(image()), 4), gamma, beta);
        assertOutputs(model, image(), Formulas.flattenChannelsFirst(first, 20));
    }

    @Test
    void pyTorchHasSequencesChannelsFirstWhereTheyAreConvolved() {
        Written file = written();
        float[] kernel = file.add("conv.weight", 3, 4, 1);
        float[] weight = file.add("fc.weight", 2, 15);
        float[] bias = file.add("fc.bias", 2);
        Network network = Network.builder(Shape.of(5, 4))
                .add("conv", conv(3, 1).withoutBias())
                .add("flat", flatten())
                .add("fc", linear(2))
                .build();
        float[] sequence = Written.image(20);

        double[] convolved =
                Formulas.correlate(sequence, Shape.of(5, 1, 4), 3, 1, 1, 1, (o, i, v, u) -> kernel[o * 4 + i]);
        double[] y =
                Formulas.linear(Formulas.flattenChannelsFirst(convolved, 3), 2, (o, i) -> weight[o * 15 + i], bias);
        assertOutputs(PyTorch.load(network, file.file()), sequence, y);
    }

    @Test
    void pyTorchHasOtherSequencesAsHere() {
        Written file = written();
        float[] weight = file.add("fc.weight", 2, 20);
        float[] bias = file.add("fc.bias", 2);
        Network network = Network.builder(Shape.of(5, 4))
                .add("flat", flatten())
                .add("fc", linear(2))
                .build();
        float[] sequence = Written.image(20);

        assertOutputs(
                PyTorch.load(network, file.file()),
                sequence,
                Formulas.linear(Formulas.wide(sequence), 2, (o, i) -> weight[o * 20 + i], bias));
    }

    @Test
    void pyTorchPrefixesFallAway() {
        Written file = written();
        float[] weight = file.add("_orig_mod.module.fc.weight", 2, 4);
        file.add("_orig_mod.module.fc.bias", 2);
        Model model = PyTorch.load(one("fc", linear(2)), file.file());

        assertThat(model.tensor("fc.weight").toArray()).isEqualTo(weight);
    }

    @Test
    void pyTorchCountsBatches() {
        Written file = norm("bn.weight", "bn.bias", "bn.running_mean", "bn.running_var");
        file.writer().longs("bn.num_batches_tracked", new long[] {469});
        Model counted = PyTorch.load(one("bn", batchNorm()), file.file());
        assertThat(counted.sampleCounts("bn")).isEqualTo(new SampleCounts(OptionalLong.of(469), OptionalLong.empty()));

        Written without = norm("bn.weight", "bn.bias", "bn.running_mean", "bn.running_var");
        Model uncounted = PyTorch.load(one("bn", batchNorm()), without.file());
        assertThat(uncounted.sampleCounts("bn")).isEqualTo(SampleCounts.UNKNOWN);
        assertThatCode(uncounted::freeze).doesNotThrowAnyException();

        Written unseen = norm("bn.weight", "bn.bias");
        unseen.writer().floats("bn.running_mean", new float[4], 4);
        unseen.writer().floats("bn.running_var", new float[] {1, 1, 1, 1}, 4);
        unseen.writer().longs("bn.num_batches_tracked", new long[] {0});
        Model initial = PyTorch.load(one("bn", batchNorm()), unseen.file());
        assertThatThrownBy(initial::freeze)
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("no batch was seen");

        Written elsewhere = norm("bn.weight", "bn.bias", "bn.running_mean", "bn.running_var");
        elsewhere.writer().longs("bn.num_batches_tracked", new long[] {0});
        assertThat(PyTorch.load(one("bn", batchNorm()), elsewhere.file()).sampleCounts("bn"))
                .isEqualTo(SampleCounts.UNKNOWN);
    }

    @Test
    void kerasHasKernelsOutputsLast() {
        Written file = written();
        float[] kernel = file.add("conv/kernel:0", 2, 3, 2, 6);
        Network network = one("conv", conv(6, 2, 3).groups(2).withoutBias());

        assertOutputs(
                Keras.load(network, file.file()),
                image(),
                Formulas.correlate(image(), IMAGE, 6, 2, 2, 3, (o, i, v, u) -> kernel[((v * 3 + u) * 2 + i) * 6 + o]));
    }

    @Test
    void kerasHasDepthwiseKernelsByInputAndMultiple() {
        Written file = written();
        float[] kernel = file.add("conv/depthwise_kernel", 2, 3, 4, 2);
        Network network = one("conv", conv(8, 2, 3).groups(4).withoutBias());

        assertOutputs(
                Keras.load(network, file.file()),
                image(),
                Formulas.correlate(
                        image(), IMAGE, 8, 4, 2, 3, (o, i, v, u) -> kernel[((v * 3 + u) * 4 + o / 2) * 2 + o % 2]));
    }

    @Test
    void kerasHasTransposedKernelsInputsLast() {
        Written file = written();
        float[] kernel = file.add("up.kernel", 2, 3, 3, 4);
        Network network = one("up", convTranspose(3, 2, 3).stride(2).withoutBias());

        assertOutputs(
                Keras.load(network, file.file()),
                image(),
                Formulas.spread(image(), IMAGE, 3, 2, 2, 3, (o, i, v, u) -> kernel[((v * 3 + u) * 3 + o) * 4 + i]));
    }

    @Test
    void kerasFlattensChannelsLastIntoInputsByOutputs() {
        Written file = written();
        float[] kernel = file.add("dense/kernel", 80, 3);
        float[] bias = file.add("dense/bias", 3);
        Network network = Network.builder(IMAGE)
                .add("flatten", flatten())
                .add("dense", linear(3))
                .build();

        assertOutputs(
                Keras.load(network, file.file()),
                image(),
                Formulas.linear(Formulas.wide(image()), 3, (o, i) -> kernel[i * 3 + o], bias));
    }

    @Test
    void kerasNamesMovingStatisticsAndCountsNothing() {
        Written file = written();
        float[] gamma = file.add("bn/gamma", 4);
        float[] beta = file.add("bn/beta", 4);
        float[] mean = file.add("bn/moving_mean", 4);
        float[] variance = file.add("bn/moving_variance", 4);
        Model model = Keras.load(one("bn", Conventions.KERAS.batchNorm()), file.file());

        assertThat(model.sampleCounts("bn")).isEqualTo(SampleCounts.UNKNOWN);
        assertOutputs(model, image(), Formulas.frozenNorm(Formulas.wide(image()), gamma, beta, mean, variance, 1e-3));
    }

    @Test
    void flaxHasKernelsOutputsLast() {
        Written file = written();
        float[] kernel = file.add("params/conv/kernel", 2, 3, 2, 6);
        float[] weight = file.add("params/dense/kernel", 54, 3);
        float[] bias = file.add("params/dense/bias", 3);
        Network network = Network.builder(IMAGE)
                .add("conv", conv(6, 2, 3).groups(2).withoutBias())
                .add("flatten", flatten())
                .add("dense", linear(3))
                .build();

        double[] convolved =
                Formulas.correlate(image(), IMAGE, 6, 2, 2, 3, (o, i, v, u) -> kernel[((v * 3 + u) * 2 + i) * 6 + o]);
        assertOutputs(
                Flax.load(network, file.file()),
                image(),
                Formulas.linear(convolved, 3, (o, i) -> weight[i * 3 + o], bias));
    }

    /** Flax correlates the input, spread out by the stride and padded all round, with its kernel. */
    @Test
    void flaxHasTransposedKernelsMirrored() {
        Written file = written();
        float[] kernel = file.add("params/up/kernel", 2, 3, 4, 3);
        Network network = one("up", convTranspose(3, 2, 3).stride(2).withoutBias());
        int height = 3 * 2 + 1 + 2;
        int width = 4 * 2 + 1 + 4;
        float[] spread = new float[height * width * 4];
        for (int place = 0; place < 20; place++) {
            int at = (place / 5 * 2 + 1) * width + place % 5 * 2 + 2;
            System.arraycopy(image(), place * 4, spread, at * 4, 4);
        }

        assertOutputs(
                Flax.load(network, file.file()),
                image(),
                Formulas.correlate(
                        spread,
                        Shape.of(height, width, 4),
                        3,
                        1,
                        2,
                        3,
                        (o, i, v, u) -> kernel[((v * 3 + u) * 4 + i) * 3 + o]));
    }

    @Test
    void flaxKeepsStatisticsApartAndCountsNothing() {
        Written file = written();
        float[] gamma = file.add("params/bn/scale", 4);
        float[] beta = file.add("params/bn/bias", 4);
        float[] mean = file.add("batch_stats/bn/mean", 4);
        float[] variance = file.add("batch_stats/bn/var", 4);
        Model model = Flax.load(one("bn", Conventions.FLAX.batchNorm()), file.file());

        assertThat(model.sampleCounts("bn")).isEqualTo(SampleCounts.UNKNOWN);
        assertOutputs(model, image(), Formulas.frozenNorm(Formulas.wide(image()), gamma, beta, mean, variance, 1e-5));
    }

    @Test
    void burnHasLinearWeightsInputsFirst() {
        Written file = written();
        float[] kernel = file.add("conv.weight", 6, 4, 2, 3);
        float[] weight = file.add("fc.weight", 54, 3);
        float[] bias = file.add("fc.bias", 3);
        Network network = Network.builder(IMAGE)
                .add("conv", conv(6, 2, 3).withoutBias())
                .add("flat", flatten())
                .add("fc", linear(3))
                .build();

        double[] convolved =
                Formulas.correlate(image(), IMAGE, 6, 1, 2, 3, (o, i, v, u) -> kernel[((o * 4 + i) * 2 + v) * 3 + u]);
        assertOutputs(
                Burn.load(network, file.file()),
                image(),
                Formulas.linear(Formulas.flattenChannelsFirst(convolved, 6), 3, (o, i) -> weight[i * 3 + o], bias));
    }

    @Test
    void burnNamesGammaAndBetaAndCountsNothing() {
        Written file = norm("bn.gamma", "bn.beta", "bn.running_mean", "bn.running_var");
        Model model = Burn.load(one("bn", batchNorm()), file.file());

        assertThat(model.sampleCounts("bn")).isEqualTo(SampleCounts.UNKNOWN);
    }

    private Written written() {
        return new Written(folder.resolve("weights.safetensors"));
    }

    private Written norm(String... names) {
        Written file = written();
        for (String name : names) {
            file.add(name, 4);
        }
        return file;
    }

    private static Network one(String name, Layer layer) {
        return Network.builder(IMAGE).add(name, layer).build();
    }

    private static float[] image() {
        return Written.image(IMAGE.size());
    }

    private static void assertOutputs(Model model, float[] image, double[] expected) {
        float[] outputs = model.freezeUnfolded().predict(image);
        assertThat(outputs).hasSize(expected.length);
        for (int index = 0; index < expected.length; index++) {
            assertThat((double) outputs[index])
                    .as("output %d", index)
                    .isCloseTo(expected[index], within(1e-4 * Math.max(1, Math.abs(expected[index]))));
        }
    }
}
