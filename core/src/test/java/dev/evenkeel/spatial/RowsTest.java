package dev.evenkeel.spatial;

import static dev.evenkeel.spatial.Trial.EXAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.layer.LayerContext;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.core.Concatenate;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers that move, repeat or drop whole rows of channels. */
class RowsTest {
    static Stream<Arguments> paddings() {
        return Stream.of(
                Arguments.of(Padding.of(2), Shape.of(3, 2)),
                Arguments.of(Padding.of(0), Shape.of(3, 2)),
                Arguments.of(Padding.of(1, 0), Shape.of(3, 2, 4)),
                Arguments.of(Padding.of(Extents.of(1, 0), Extents.of(0, 3)), Shape.of(3, 2, 1)),
                Arguments.of(Padding.of(Extents.of(0, 1, 2), Extents.of(1, 0, 0)), Shape.of(2, 1, 2, 3)));
    }

    @ParameterizedTest
    @MethodSource("paddings")
    void zerosStandAroundTheInput(Padding padding, Shape shape) {
        ZeroPad layer = new ZeroPad(padding);
        Positions positions = Positions.of(shape, Window.of(1).padding(padding));
        Trial trial = new Trial(layer, shape);
        assertThat(layer.outputShape(shape)).isEqualTo(positions.output());
        double[] expected = positions.outputs(EXAMPLES, places -> places.length == 0 ? 0 : trial.x()[places[0]]);
        Trial.assertClose(trial.forward(), expected, 0);
        assertThat(trial.context.infer(layer)).isEqualTo(trial.forward());
        trial.assertGradientsAreDifferences();
    }

    static Stream<Arguments> factors() {
        return Stream.of(
                Arguments.of(Extents.of(3), Shape.of(3, 2)),
                Arguments.of(Extents.of(1), Shape.of(1, 2)),
                Arguments.of(Extents.of(2), Shape.of(2, 3, 4)),
                Arguments.of(Extents.of(1, 3), Shape.of(2, 3, 1)),
                Arguments.of(Extents.of(9), Shape.of(2, 1, 1)),
                Arguments.of(Extents.of(2, 1, 3), Shape.of(2, 1, 2, 3)));
    }

    @ParameterizedTest
    @MethodSource("factors")
    void everyPositionIsRepeated(Extents factor, Shape shape) {
        Upsample layer = new Upsample(factor);
        Trial trial = new Trial(layer, shape);
        Shape output = layer.outputShape(shape);
        float[] y = trial.forward();
        for (int at = 0; at < y.length; at++) {
            int left = at / shape.channels();
            int row = 0;
            int stride = 1;
            for (int axis = shape.rank() - 2; axis >= 0; axis--) {
                row += left % output.extent(axis) / factor.at(axis) * stride;
                left /= output.extent(axis);
                stride *= shape.extent(axis);
            }
            int from = left * shape.size() + row * shape.channels() + at % shape.channels();
            assertThat(y[at]).as("at %d", at).isEqualTo(trial.x()[from]);
        }
        assertThat(trial.context.infer(layer)).isEqualTo(y);
        trial.assertGradientsAreDifferences();
    }

    static Stream<Arguments> shortcuts() {
        return Stream.of(
                Arguments.of(1, 3, Shape.of(3, 3)),
                Arguments.of(1, 8, Shape.of(3, 3)),
                Arguments.of(2, 3, Shape.of(5, 4, 3)),
                Arguments.of(2, 6, Shape.of(5, 4, 3)),
                Arguments.of(3, 4, Shape.of(4, 1, 5, 1)));
    }

    @ParameterizedTest
    @MethodSource("shortcuts")
    void aShortcutKeepsSomePositionsBetweenChannelsOfZeros(int stride, int channels, Shape shape) {
        IdentityShortcut layer = new IdentityShortcut(stride, channels);
        Positions positions = Positions.of(shape, Window.of(1).stride(Extents.of(stride)));
        Trial trial = new Trial(layer, shape);
        float[] y = trial.forward();
        assertThat(layer.outputShape(shape)).isEqualTo(positions.output().withChannels(channels));
        double[] kept = positions.outputs(EXAMPLES, places -> trial.x()[places[0]]);
        int before = (channels - shape.channels()) / 2;
        for (int at = 0; at < y.length; at++) {
            int channel = at % channels - before;
            boolean own = channel >= 0 && channel < shape.channels();
            double expected = own ? kept[at / channels * shape.channels() + channel] : 0;
            assertThat((double) y[at]).as("at %d", at).isEqualTo(expected);
        }
        assertThat(trial.context.infer(layer)).isEqualTo(y);
        trial.assertGradientsAreDifferences();
    }

    @Test
    void concatenateLaysChannelsBehindEachOther() {
        Concatenate layer = new Concatenate();
        Trial trial = new Trial(layer, Shape.of(2, 3, 2), Shape.of(2, 3, 1), Shape.of(2, 3, 5));
        float[] y = trial.forward();
        for (int row = 0; row < EXAMPLES * 6; row++) {
            int at = row * 8;
            for (int input = 0; input < 3; input++) {
                int own = trial.context.input(input).shape().channels();
                for (int channel = 0; channel < own; channel++, at++) {
                    assertThat(y[at]).isEqualTo(trial.context.input(input).values()[row * own + channel]);
                }
            }
        }
        assertThat(trial.context.infer(layer)).isEqualTo(y);
        trial.assertGradientsAreDifferences();
    }

    @Test
    void spatialDropoutDropsAChannelAtAllPositions() {
        SpatialDropout layer = new SpatialDropout(0.25f);
        Shape shape = Shape.of(3, 2, 1000);
        LayerContext context = LayerContext.of(layer, EXAMPLES, shape);
        Arrays.fill(context.input().values(), 3f);
        System.arraycopy(context.input().values(), 0, context.outputGradient(), 0, EXAMPLES * shape.size());
        TrainingPass pass = layer.training(context);
        Step step = LayerContext.step(EXAMPLES, 5, Step.Purpose.LEARN);
        pass.forward(step);
        pass.backward(step);
        float[] y = context.output().values().clone();
        int dropped = 0;
        Set<String> masks = new HashSet<>();
        for (int example = 0; example < EXAMPLES; example++) {
            for (int channel = 0; channel < 1000; channel++) {
                float first = y[example * 6000 + channel];
                dropped += first == 0 ? 1 : 0;
                assertThat(first == 0 || Math.abs(first - 4) < 1e-6).isTrue();
                for (int position = 1; position < 6; position++) {
                    assertThat(y[example * 6000 + position * 1000 + channel]).isEqualTo(first);
                }
            }
            masks.add(Arrays.toString(Arrays.copyOfRange(y, example * 6000, example * 6000 + 1000)));
        }
        assertThat(dropped / 3000.0).isCloseTo(0.25, within(0.03));
        assertThat(masks).hasSize(EXAMPLES);
        assertThat(context.inputGradient(0)).isEqualTo(y);
        pass.forward(LayerContext.step(EXAMPLES, 6, Step.Purpose.LEARN));
        assertThat(context.output().values()).isNotEqualTo(y);
        pass.forward(step);
        assertThat(context.output().values()).isEqualTo(y);
    }

    @Test
    void spatialDropoutPassesThroughWhileStatisticsAreGatheredAndInInference() {
        SpatialDropout layer = new SpatialDropout(0.5f);
        LayerContext context = LayerContext.of(layer, EXAMPLES, Shape.of(4, 5));
        layer.training(context).forward(LayerContext.step(EXAMPLES, 5, Step.Purpose.GATHER_STATISTICS));
        assertThat(context.output().values()).isEqualTo(context.input().values());
        assertThat(context.infer(layer)).isEqualTo(context.input().values());
        SpatialDropout none = new SpatialDropout(0);
        none.training(context).forward(LayerContext.step(EXAMPLES, 5, Step.Purpose.LEARN));
        assertThat(context.output().values()).isEqualTo(context.input().values());
    }
}
