package dev.evenkeel.spatial;

import static dev.evenkeel.spatial.Trial.EXAMPLES;
import static dev.evenkeel.spatial.Trial.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.LayerContext;
import dev.evenkeel.layer.Step;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PoolingTest {
    static Stream<Arguments> windows() {
        Window two = Window.of(2).stride(Extents.of(2));
        Window three = Window.of(3).padding(Padding.of(1));
        return Stream.of(
                Arguments.of(Window.of(1), Shape.of(1, 1)),
                Arguments.of(two, Shape.of(8, 1)),
                Arguments.of(two, Shape.of(7, 3)),
                Arguments.of(two, Shape.of(6, 4, 5)),
                Arguments.of(two, Shape.of(7, 5, 3)),
                Arguments.of(two, Shape.of(4, 5, 6, 2)),
                Arguments.of(two.dilation(Extents.of(2)), Shape.of(9, 7, 3)),
                Arguments.of(three, Shape.of(1, 3)),
                Arguments.of(three, Shape.of(5, 6, 3)),
                Arguments.of(three.stride(Extents.of(2)), Shape.of(7, 8, 3)),
                Arguments.of(three.stride(Extents.of(2)).padding(Padding.same()), Shape.of(7, 8, 3)),
                Arguments.of(three.padding(Padding.same()), Shape.of(3, 4, 3, 2)),
                Arguments.of(Window.of(1).stride(Extents.of(3)), Shape.of(8, 4, 2)),
                Arguments.of(Window.of(1, 9), Shape.of(2, 11, 2)),
                Arguments.of(Window.of(9, 10), Shape.of(11, 10, 3)),
                Arguments.of(
                        new Window(Extents.of(3, 2), Extents.of(1, 3), Extents.of(2, 1), Padding.of(2, 0)),
                        Shape.of(6, 7, 3)),
                Arguments.of(
                        Window.of(2, 3).padding(Padding.of(Extents.of(0, 1), Extents.of(1, 2))), Shape.of(4, 5, 2)));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void maximaAreTheFormula(Window window, Shape shape) {
        assertMaxima(new MaxPool(window), Positions.of(shape, window));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void averagesAreTheFormula(Window window, Shape shape) {
        int taps = window.over(shape).taps();
        assertAverages(new AveragePool(window, AveragePool.Counting.PADDED), Positions.of(shape, window), taps);
    }

    @ParameterizedTest
    @MethodSource("windows")
    void averagesWithoutPaddingAreOverTheInputsOwnPositions(Window window, Shape shape) {
        assertAverages(new AveragePool(window, AveragePool.Counting.REAL), Positions.of(shape, window), 0);
    }

    static Stream<Arguments> regions() {
        return Stream.of(
                Arguments.of(Extents.of(1), Shape.of(9, 8, 3)),
                Arguments.of(Extents.of(3), Shape.of(7, 2)),
                Arguments.of(Extents.of(7), Shape.of(3, 2)),
                Arguments.of(Extents.of(2, 3), Shape.of(5, 7, 3)),
                Arguments.of(Extents.of(3, 1), Shape.of(6, 5, 3)),
                Arguments.of(Extents.of(2, 3, 2), Shape.of(3, 4, 5, 2)));
    }

    @ParameterizedTest
    @MethodSource("regions")
    void adaptivePoolsCoverTheirRegions(Extents size, Shape shape) {
        Positions positions = Positions.adaptive(shape, size);
        assertAverages(new AdaptivePool(AdaptivePool.Kind.AVERAGE, size), positions, 0);
        assertMaxima(new AdaptivePool(AdaptivePool.Kind.MAX, size), positions);
    }

    private static void assertMaxima(Layer layer, Positions positions) {
        Trial trial = new Trial(layer, positions.input());
        assertOutputs(
                layer,
                trial,
                positions,
                places -> Arrays.stream(places)
                        .mapToDouble(place -> trial.x()[place])
                        .max()
                        .orElseThrow());
    }

    /** @param taps what sums are divided by; 0 for the number of positions read */
    private static void assertAverages(Layer layer, Positions positions, int taps) {
        Trial trial = new Trial(layer, positions.input());
        assertOutputs(
                layer,
                trial,
                positions,
                places -> Arrays.stream(places)
                                .mapToDouble(place -> trial.x()[place])
                                .sum()
                        / (taps == 0 ? places.length : taps));
    }

    private static void assertOutputs(Layer layer, Trial trial, Positions positions, Positions.Formula formula) {
        double[] expected = positions.outputs(EXAMPLES, formula);
        assertThat(layer.outputShape(List.of(positions.input()))).isEqualTo(positions.output());
        assertClose(trial.forward(), expected, 1e-4);
        assertThat(trial.context.infer(layer)).isEqualTo(trial.forward());
        trial.assertGradientsAreDifferences();
    }

    @ParameterizedTest
    @MethodSource("wholes")
    void theGlobalAverageIsOverAllPositions(Shape shape) {
        GlobalAveragePool layer = new GlobalAveragePool();
        Trial trial = new Trial(layer, shape);
        double[] expected = new double[EXAMPLES * shape.channels()];
        for (int at = 0; at < trial.x().length; at++) {
            int example = at / shape.size();
            expected[example * shape.channels() + at % shape.channels()] += (double) trial.x()[at] / shape.positions();
        }
        assertThat(layer.outputShape(shape)).isEqualTo(Shape.of(shape.channels()));
        assertClose(trial.forward(), expected, 1e-4);
        assertThat(trial.context.infer(layer)).isEqualTo(trial.forward());
        trial.assertGradientsAreDifferences();
    }

    static Stream<Shape> wholes() {
        return Stream.of(Shape.of(1, 3), Shape.of(5, 1), Shape.of(8, 8, 4), Shape.of(9, 8, 3), Shape.of(2, 3, 4, 5));
    }

    @Test
    void theMeanOfManyPositionsFarFromZeroKeepsItsDigits() {
        Shape shape = Shape.of(113, 97, 2);
        LayerContext context = LayerContext.of(new GlobalAveragePool(), 1, shape);
        float[] x = context.input().values();
        double[] sums = new double[2];
        for (int at = 0; at < x.length; at++) {
            x[at] += 1e4f;
            sums[at % 2] += x[at];
        }
        new GlobalAveragePool().training(context).forward(LayerContext.step(1, 1, Step.Purpose.LEARN));
        for (int channel = 0; channel < 2; channel++) {
            double mean = sums[channel] / shape.positions();
            assertThat((double) context.output().values()[channel]).isCloseTo(mean, within(mean * 3e-7));
        }
    }

    @Test
    void ofSeveralMaximaTheFirstGetsTheGradient() {
        for (int stride : new int[] {1, 2}) {
            Trial trial = new Trial(MaxPool.of(2).stride(stride), Shape.of(2, 2, 1));
            Arrays.fill(trial.x(), 3f);
            trial.x()[5] = 4;
            trial.x()[6] = 4;
            trial.x()[8] = 2;
            float[] dx = trial.backward(0);
            float[] dy = trial.context.outputGradient();
            assertThat(dx).containsExactly(dy[0], 0, 0, 0, 0, dy[1], 0, 0, 0, dy[2], 0, 0);
        }
    }

    @Test
    void aValueThatIsNotANumberWins() {
        for (int place = 0; place < 4; place++) {
            Trial trial = new Trial(MaxPool.of(2), Shape.of(2, 2, 1));
            trial.x()[place] = Float.NaN;
            trial.x()[4 + place] = Float.POSITIVE_INFINITY;
            float[] y = trial.forward();
            assertThat(y[0]).isNaN();
            assertThat(y[1]).isEqualTo(Float.POSITIVE_INFINITY);
            assertThat(y[2]).isFinite();
            float[] dx = trial.backward(0);
            assertThat(dx[place]).isEqualTo(trial.context.outputGradient()[0]);
        }
    }

    @Test
    void aMaximumBelowZeroStandsBesidePadding() {
        Trial trial = new Trial(MaxPool.of(3).stride(1).padding(1), Shape.of(1, 1, 2));
        Arrays.fill(trial.x(), -5f);
        assertThat(trial.forward()).containsOnly(-5f);
    }

    @Test
    void aWindowInThePaddingAloneIsRefused() {
        assertThatThrownBy(() -> Network.builder(Shape.of(5, 6, 3))
                        .add("pool", MaxPool.of(2).padding(2))
                        .build())
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("maxPool 'pool' needs a part of its input in every window, but its window 2 with padding 2"
                        + " lies in the padding alone at output position 0 on axis 0 of its input [5, 6, 3]. Pad less or"
                        + " take a larger window");
        assertThatThrownBy(() -> MaxPool.of(1, 2).dilation(1, 9).padding(0, 8).outputShape(Shape.of(5, 6, 3)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("on axis 1");
        assertThatThrownBy(() -> AveragePool.of(2).padding(2).withoutPadding().outputShape(Shape.of(5, 3)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("lies in the padding alone");
        assertThat(AveragePool.of(2).padding(2).outputShape(Shape.of(5, 3))).isEqualTo(Shape.of(4, 3));
    }
}
