package dev.evenkeel.formats.weights;

import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.maxPool;
import static dev.evenkeel.network.Layers.reshape;
import static dev.evenkeel.network.Layers.transpose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of features where a network that PyTorch has channels first reshapes and transposes its values. */
class RearrangedWeightsTest {
    private static final Shape IMAGE = Shape.of(4, 5, 4);
    private static final float[] VALUES = Written.image(80);
    private static final double[] CHANNELS_FIRST = Formulas.flattenChannelsFirst(Formulas.wide(VALUES), 4);

    @TempDir
    Path folder;

    @Test
    void aReshapeToFeaturesIsAFlatten() {
        assertThat(told(CHANNELS_FIRST, reshape(80))).isEmpty();
    }

    @Test
    void whatIsTransposedToChannelsFirstIsSoAlready() {
        assertThat(told(CHANNELS_FIRST, transpose(2, 0, 1), flatten())).isEmpty();
    }

    @Test
    void whatIsTransposedBackIsChannelsFirstThere() {
        assertThat(told(CHANNELS_FIRST, transpose(2, 0, 1), transpose(1, 2, 0), flatten()))
                .isEmpty();
    }

    @Test
    void tokensAreFlattenedAsTheyAreAndTold() {
        List<String> remarks = told(Formulas.wide(VALUES), reshape(20, 4), flatten());

        assertThat(remarks).hasSize(1);
        assertThat(remarks.get(0))
                .contains("flatten 'l1' makes features of [20, 4] behind reshape 'l0': they are taken in this order")
                .contains("If PyTorch flattens the axes in another, put a transpose before it");
    }

    @Test
    void tokensWhoseChannelsComeFirstAreFlattenedSo() {
        assertThat(told(CHANNELS_FIRST, maxPool(1), reshape(20, 4), transpose(1, 0), flatten()))
                .hasSize(1);
    }

    @Test
    void anInputWithChannelsFirstIsTransposedToOneWithChannelsLast() {
        Written file = new Written(folder.resolve("weights.safetensors"));
        float[] weight = file.add("fc.weight", 3, 80);
        float[] bias = file.add("fc.bias", 3);
        Network network = Network.builder(Shape.of(4, 4, 5))
                .add("first", transpose(1, 2, 0))
                .add("flat", flatten())
                .add("fc", linear(3))
                .build();

        assertOutputs(
                PyTorch.open(file.file()).read(network),
                VALUES,
                Formulas.linear(Formulas.wide(VALUES), 3, (o, i) -> weight[o * 80 + i], bias));
    }

    @Test
    void aReshapeOfFeaturesToAnImageIsToldWithWhatPyTorchMostOftenMakes() {
        Written file = new Written(folder.resolve("weights.safetensors"));
        file.add("fc.weight", 12, 3);
        file.add("fc.bias", 12);
        file.add("conv.weight", 1, 2, 1, 1);
        file.add("conv.bias", 1);
        Path path = file.file();

        assertThat(decoded(path, reshape(2, 3, 2)).report().remarks())
                .containsExactly("conv 'conv' reads [2, 3, 2] behind reshape 'image': values are taken there in this"
                        + " order, channels last. If PyTorch makes [2, 2, 3] of them, describe that as reshape:"
                        + " [2, 2, 3], then transpose: [1, 2, 0]");
        assertThat(decoded(path, reshape(2, 2, 3), transpose(1, 2, 0)).report().remarks())
                .isEmpty();
    }

    private static LoadedWeights decoded(Path weights, Layer... image) {
        Network.Builder network =
                Network.builder(Shape.of(3)).add("fc", linear(12)).add("image", image[0]);
        Arrays.stream(image).skip(1).forEach(layer -> network.add("last", layer));
        return PyTorch.open(weights).read(network.add("conv", conv(1, 1)).build());
    }

    /** Asserts that a linear layer gets these features behind the layers; what is told of them. */
    private List<String> told(double[] features, Layer... layers) {
        Written file = new Written(folder.resolve("weights.safetensors"));
        float[] weight = file.add("fc.weight", 3, 80);
        float[] bias = file.add("fc.bias", 3);
        Network.Builder network = Network.builder(IMAGE);
        for (int index = 0; index < layers.length; index++) {
            network.add("l" + index, layers[index]);
        }
        LoadedWeights loaded =
                PyTorch.open(file.file()).read(network.add("fc", linear(3)).build());
        assertOutputs(loaded, VALUES, Formulas.linear(features, 3, (o, i) -> weight[o * 80 + i], bias));
        return loaded.report().remarks();
    }

    private static void assertOutputs(LoadedWeights loaded, float[] input, double[] expected) {
        float[] outputs = loaded.model().freezeUnfolded().predict(input);
        for (int index = 0; index < expected.length; index++) {
            assertThat((double) outputs[index]).isCloseTo(expected[index], within(1e-4));
        }
    }
}
