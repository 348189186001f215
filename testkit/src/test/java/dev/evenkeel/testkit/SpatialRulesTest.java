package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.adaptiveAveragePool;
import static dev.evenkeel.network.Layers.adaptiveMaxPool;
import static dev.evenkeel.network.Layers.averagePool;
import static dev.evenkeel.network.Layers.concatenate;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.convTranspose;
import static dev.evenkeel.network.Layers.globalAveragePool;
import static dev.evenkeel.network.Layers.identityShortcut;
import static dev.evenkeel.network.Layers.maxPool;
import static dev.evenkeel.network.Layers.spatialDropout;
import static dev.evenkeel.network.Layers.upsample;
import static dev.evenkeel.network.Layers.zeroPad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Step;
import dev.evenkeel.network.Network;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.spatial.ConvTranspose;
import dev.evenkeel.spatial.Extents;
import dev.evenkeel.spatial.GlobalAveragePool;
import dev.evenkeel.spatial.Padding;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no single batch shows: shapes, initial values, what is drawn, and what is refused. */
class SpatialRulesTest {
    private static final Shape IMAGE = Shape.of(7, 10, 4);
    private static final Shape VOLUME = Shape.of(7, 10, 6, 4);

    static Stream<Arguments> outputs() {
        return Stream.of(
                Arguments.of(conv(6, 3), Shape.of(5, 8, 6)),
                Arguments.of(conv(6, 3).padding(1), Shape.of(7, 10, 6)),
                Arguments.of(conv(6, 3).stride(2).padding(1), Shape.of(4, 5, 6)),
                Arguments.of(conv(6, 2).stride(2).same(), Shape.of(4, 5, 6)),
                Arguments.of(conv(6, 4).stride(3).same(), Shape.of(3, 4, 6)),
                Arguments.of(conv(6, 2, 5).stride(3, 1).dilation(1, 2), Shape.of(2, 2, 6)),
                Arguments.of(conv(6, 1).stride(4), Shape.of(2, 3, 6)),
                Arguments.of(conv(6, 3).padding(Padding.of(Extents.of(2, 0), Extents.of(0, 1))), Shape.of(7, 9, 6)),
                Arguments.of(convTranspose(6, 3), Shape.of(9, 12, 6)),
                Arguments.of(convTranspose(6, 3).stride(2).padding(1).outputPadding(1), Shape.of(14, 20, 6)),
                Arguments.of(convTranspose(6, 2).stride(3), Shape.of(20, 29, 6)),
                Arguments.of(convTranspose(6, 2, 3).dilation(3, 1).padding(2, 0), Shape.of(6, 12, 6)),
                Arguments.of(maxPool(2), Shape.of(3, 5, 4)),
                Arguments.of(maxPool(3).stride(2).padding(1), Shape.of(4, 5, 4)),
                Arguments.of(averagePool(3, 2), Shape.of(2, 5, 4)),
                Arguments.of(averagePool(3).padding(Padding.same()), Shape.of(3, 4, 4)),
                Arguments.of(adaptiveAveragePool(3), Shape.of(3, 3, 4)),
                Arguments.of(adaptiveMaxPool(9, 1), Shape.of(9, 1, 4)),
                Arguments.of(globalAveragePool(), Shape.of(4)),
                Arguments.of(zeroPad(1, 2), Shape.of(9, 14, 4)),
                Arguments.of(upsample(2, 3), Shape.of(14, 30, 4)),
                Arguments.of(identityShortcut(3, 9), Shape.of(3, 4, 9)),
                Arguments.of(spatialDropout(0.5), IMAGE));
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void anOutputHasTheShapeThatPyTorchGivesIt(Layer layer, Shape output) {
        assertThat(layer.outputShape(List.of(IMAGE))).isEqualTo(output);
    }

    static Stream<Arguments> weights() {
        return Stream.of(
                Arguments.of(conv(6, 2, 3), Shape.of(6, 2, 3, 4), 24, 36),
                Arguments.of(conv(6, 2, 3).groups(2), Shape.of(6, 2, 3, 2), 12, 18),
                Arguments.of(conv(8, 5).groups(4), Shape.of(8, 5, 5, 1), 25, 50),
                Arguments.of(convTranspose(6, 2, 3), Shape.of(4, 2, 3, 6), 36, 24),
                Arguments.of(convTranspose(6, 2, 3).groups(2), Shape.of(4, 2, 3, 3), 18, 12));
    }

    /** {@code read} and {@code readers} as PyTorch counts its fan in and fan out, the latter within a group. */
    @ParameterizedTest
    @MethodSource("weights")
    void weightsAreChannelsLastAndDrawnByTheSizeOfAGroup(Layer layer, Shape shape, int read, int readers) {
        List<Parameter> parameters = layer.parameters(List.of(IMAGE));
        assertThat(parameters.get(0).shape()).isEqualTo(shape);
        assertThat(parameters.get(1).shape())
                .isEqualTo(Shape.of(layer.outputShape(List.of(IMAGE)).channels()));
        assertThat(largest(parameters.get(0))).isCloseTo(1 / Math.sqrt(read), within(0.1 / Math.sqrt(read)));
        assertThat(largest(parameters.get(1))).isBetween(0.2 / Math.sqrt(read), 1 / Math.sqrt(read));
        Layer xavier = layer instanceof Conv conv
                ? conv.initial(Initial.XAVIER)
                : ((ConvTranspose) layer).initial(Initial.XAVIER);
        double bound = Math.sqrt(6.0 / (read + readers));
        List<Parameter> drawn = xavier.parameters(List.of(IMAGE));
        assertThat(largest(drawn.get(0))).isCloseTo(bound, within(0.1 * bound));
        assertThat(largest(drawn.get(1))).isZero();
    }

    private static double largest(Parameter parameter) {
        float[] values = new float[parameter.shape().size()];
        parameter.initializer().fill(values, Randomness.of(3, "initial"));
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    @Test
    void inputsThatDifferInMoreThanTheirChannelsAreNotConcatenated() {
        assertThatThrownBy(() -> Network.builder(Shape.of(4, 3))
                        .add("padded", zeroPad(1))
                        .add("both", concatenate(), List.of("padded", Network.INPUT)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("concatenate 'both' needs ")
                .hasMessageContaining("[6, 3]")
                .hasMessageContaining("[4, 3]");
        assertThatThrownBy(() -> Network.of(Shape.of(4, 3), concatenate()))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("needs two inputs or more");
    }

    @Test
    void anOutputPaddingAsLargeAsStrideAndDilationIsRefused() {
        assertThatThrownBy(() -> Network.of(IMAGE, convTranspose(4, 3).stride(2).outputPadding(2)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("convTranspose '0' needs an outputPadding below");
        assertThatThrownBy(() -> convTranspose(4, 3).padding(Padding.same()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'same'");
    }

    static Stream<Arguments> tooLarge() {
        int most = Integer.MAX_VALUE;
        return Stream.of(
                Arguments.of(conv(4, 3).dilation(most)),
                Arguments.of(conv(4, 3).padding(most)),
                Arguments.of(conv(100_000_000, 3)),
                Arguments.of(conv(4, 2000).same()),
                Arguments.of(convTranspose(100_000_000, 3)),
                Arguments.of(convTranspose(4, 3).stride(most)),
                Arguments.of(maxPool(3).padding(most)),
                Arguments.of(averagePool(3).dilation(most)),
                Arguments.of(adaptiveAveragePool(most)),
                Arguments.of(zeroPad(most)),
                Arguments.of(upsample(most)),
                Arguments.of(identityShortcut(1, most)));
    }

    @ParameterizedTest
    @MethodSource("tooLarge")
    void whatNoArrayCouldHoldIsRefusedInWords(Layer layer) {
        assertThatThrownBy(() -> Network.of(VOLUME, layer))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith(layer.typeName() + " '0' ");
    }

    @Test
    void aValueThatIsNotANumberIsNotLostInAMaximum() {
        for (Layer layer : List.of(maxPool(2), adaptiveMaxPool(2))) {
            Predictor predictor =
                    SampleModels.of(Network.of(Shape.of(4, 1), layer)).freeze();
            for (int place = 0; place < 4; place++) {
                float[] x = {4, 3, 2, 1};
                x[place] = Float.NaN;
                float[] y = predictor.predict(x);
                assertThat(y[place / 2]).isNaN();
                assertThat(y[1 - place / 2]).isEqualTo(place < 2 ? 2 : 4);
            }
        }
    }

    @Test
    void aboutTheShareOfTheChannelsIsDroppedAndEachExampleHasItsOwn() {
        int channels = 64;
        int examples = 50;
        LayerCase tested = LayerCase.of(spatialDropout(0.4), Shape.of(2, 3, channels));
        Stage stage = new Stage(HarnessVariants.one(tested, examples));
        float[] outputs = stage.forward(examples, Step.Purpose.LEARN);
        int dropped = 0;
        int unlikeTheFirst = 0;
        for (int example = 0; example < examples; example++) {
            for (int channel = 0; channel < channels; channel++) {
                boolean zero = outputs[example * 6 * channels + channel] == 0;
                dropped += zero ? 1 : 0;
                unlikeTheFirst += zero != (outputs[channel] == 0) ? 1 : 0;
            }
        }
        assertThat(dropped / (double) (examples * channels)).isCloseTo(0.4, within(0.04));
        assertThat(unlikeTheFirst / (double) (examples * channels)).isCloseTo(2 * 0.4 * 0.6, within(0.08));
    }

    @Test
    void noChannelIsDroppedWhileStatisticsAreGathered() {
        LayerHarness context = HarnessVariants.one(LayerCase.of(spatialDropout(0.4), Shape.of(2, 3, 5)), 7);
        float[] outputs = new Stage(context).forward(7, Step.Purpose.GATHER_STATISTICS);
        assertThat(LayerHarness.doubles(outputs, outputs.length))
                .isEqualTo(LayerHarness.doubles(context.input().values(), outputs.length));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, 130})
    void theGlobalAverageOfPaddedPositionsHasTheBitsOfTheRealOnesAlone(int length) {
        int positions = 140;
        Network padded = Network.of(Shape.of(positions, 3), new GlobalAveragePool());
        float[] x = SampleModels.gaussian("x", Shape.of(positions, 3));
        Arrays.fill(x, length * 3, x.length, Float.NaN);
        Mask mask = new Mask(1, positions);
        mask.truncate(0, length);
        float[] found = new float[3];

        SampleModels.of(padded).freeze().predict(x, 0, 1, found, 0, mask);

        float[] alone = length == 0
                ? new float[3]
                : SampleModels.of(Network.of(Shape.of(length, 3), new GlobalAveragePool()))
                        .freeze()
                        .predict(Arrays.copyOf(x, length * 3));
        assertThat(found).isEqualTo(alone);
    }
}
