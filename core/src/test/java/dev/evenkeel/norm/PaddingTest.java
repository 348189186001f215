package dev.evenkeel.norm;

import static dev.evenkeel.norm.Near.assertNear;
import static dev.evenkeel.norm.Oracle.wide;
import static dev.evenkeel.norm.SingleLayer.gaussian;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.TrainingMode.Source;
import dev.evenkeel.layer.TrainingMode.Update;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Padded positions stay out of statistics, and are normalised like the real ones. */
class PaddingTest {
    private static final Shape SHAPE = Shape.of(5, 4);
    private static final int EXAMPLES = 3;
    private static final int SIZE = EXAMPLES * 20;

    record Case(Layer layer, Oracle oracle) {
        @Override
        public String toString() {
            return layer.toString();
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(BatchNorm.standard().epsilon(0.1f), Oracle.batch(SHAPE, 0.1f)),
                new Case(
                        BatchNorm.standard().epsilon(0.1f).ghostSize(1), Oracle.batch(SHAPE, example -> example, 0.1f)),
                new Case(BatchRenorm.standard().epsilon(0.1f), Oracle.batch(SHAPE, 0.1f)),
                new Case(GroupNorm.of(2).epsilon(0.1f), Oracle.group(SHAPE, 2, 0.1f)),
                new Case(InstanceNorm.standard().withAffine().epsilon(0.1f), Oracle.group(SHAPE, 4, 0.1f)));
    }

    /** Rows 0 to 4 lack 1 and 3, 5 to 9 lack the last two, 10 to 14 are whole but for the first. */
    private static SingleLayer padded(Layer layer) {
        SingleLayer single = new SingleLayer(layer, SHAPE, EXAMPLES).withRandomParameters(5);
        single.input.mask().pad(1);
        single.input.mask().pad(3);
        single.input.mask().truncate(1, 3);
        single.input.mask().pad(10);
        return single;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void forwardAndBackwardAreExact(Case it) {
        assertExact(padded(it.layer), it.oracle);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void forwardAndBackwardAreExactWithAReluToo(Case it) {
        assertExact(padded(it.layer).withRelu(), it.oracle.withRelu());
    }

    private static void assertExact(SingleLayer layer, Oracle oracle) {
        oracle.masked(layer.input.mask(), 4);
        float[] x = gaussian(1, SIZE);
        float[] weight = gaussian(2, SIZE);
        double[] gamma = wide(layer.gamma());
        double[] beta = wide(layer.beta());

        assertNear(layer.forward(x), oracle.forward(wide(x), gamma, beta), 3e-6);
        assertNear(layer.backward(weight), oracle.inputGradient(wide(x), gamma, beta, wide(weight)), 1e-5);
        assertNear(layer.gradient("weight"), oracle.gradient(gamma, wide(x), gamma, beta, wide(weight)), 1e-5);
        assertNear(layer.gradient("bias"), oracle.gradient(beta, wide(x), gamma, beta, wide(weight)), 1e-5);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatStandsInThePaddingChangesNoRealPosition(Case it) {
        SingleLayer layer = padded(it.layer);
        float[] x = gaussian(1, SIZE);
        float[] other = x.clone();
        for (int index = 0; index < SIZE; index++) {
            if (!layer.input.mask().isReal(index / 4)) {
                other[index] = 1e6f;
            }
        }
        float[] y = layer.forward(x);
        float[] otherY = layer.forward(other);
        for (int index = 0; index < SIZE; index++) {
            if (layer.input.mask().isReal(index / 4)) {
                assertThat(otherY[index]).isEqualTo(y[index]);
            }
        }
    }

    @Test
    void runningStatisticsCountRealPositionsOnly() {
        SingleLayer layer = padded(BatchNorm.standard().newBatchWeight(1));
        float[] x = gaussian(1, SIZE);
        layer.step(x);
        Oracle oracle = Oracle.batch(SHAPE, 0).masked(layer.input.mask(), 4);
        double[] means = new double[4];
        double[] variances = new double[4];
        for (int channel = 0; channel < 4; channel++) {
            means[channel] = oracle.mean(wide(x), channel);
            variances[channel] = oracle.variance(wide(x), channel) * 10 / 9;
        }
        assertNear(layer.runningMean(), means, 1e-6);
        assertNear(layer.runningVariance(), variances, 1e-6);
        assertThat(layer.statistic("running_mean").count).isEqualTo(10);
    }

    @Test
    void frozenStatisticsTreatPaddingLikeEverything() {
        SingleLayer layer =
                padded(BatchNorm.standard()).withRandomStatistics(2).treated(TrainingMode.TRAIN.withFrozenStatistics());
        float[] x = gaussian(1, SIZE);
        assertNear(layer.forward(x), layer.predict(x), 2e-6);
        float[] dx = layer.backward(gaussian(2, SIZE));
        double[] expected = new double[SIZE];
        for (int index = 0; index < SIZE; index++) {
            expected[index] = layer.gamma()[index % 4]
                    / Math.sqrt((double) layer.runningVariance()[index % 4] + 1e-5f)
                    * gaussian(2, SIZE)[index];
        }
        assertNear(dx, expected, 1e-6);
    }

    @Test
    void aBatchThatIsAllPaddingIsRefused() {
        SingleLayer layer = new SingleLayer(BatchNorm.standard(), SHAPE, EXAMPLES);
        for (int example = 0; example < EXAMPLES; example++) {
            layer.input.mask().truncate(example, 0);
        }
        assertThatThrownBy(() -> layer.forward(gaussian(1, SIZE)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(
                        "BatchNorm 'norm' has no statistics of a batch that is all padding (input [3, 5, 4] with 0 real"
                                + " positions). Leave such batches out");
        layer.treated(new TrainingMode(Source.RUNNING, Update.KEEP, TrainingMode.Gradients.PARAMETERS));
        assertThat(layer.forward(new float[SIZE])).containsOnly(0);
    }

    @Test
    void oneRealValuePerChannelIsRefused() {
        SingleLayer layer = new SingleLayer(BatchNorm.standard(), SHAPE, 1);
        layer.input.mask().truncate(0, 1);
        assertThatThrownBy(() -> layer.forward(gaussian(1, 20)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith(
                        "BatchNorm 'norm' cannot learn from 1 value per channel (input [1, 5, 4] with 1 real"
                                + " positions): its variance is always 0.");
    }

    @ParameterizedTest
    @MethodSource("perExample")
    void anExampleThatIsAllPaddingIsOnlyScaledAndShifted(Layer norm) {
        SingleLayer layer = new SingleLayer(norm, SHAPE, EXAMPLES).withRandomParameters(5);
        layer.input.mask().truncate(1, 0);
        float[] x = gaussian(1, SIZE);
        float[] y = layer.forward(x);
        float[] dx = layer.backward(gaussian(2, SIZE));
        for (int index = 20; index < 40; index++) {
            float gamma = layer.gamma()[index % 4];
            assertThat(y[index]).isEqualTo(Math.fma(gamma, x[index], layer.beta()[index % 4]));
            assertThat(dx[index]).isEqualTo(gamma * gaussian(2, SIZE)[index]);
        }
        SingleLayer alone = new SingleLayer(norm, SHAPE, 1).withRandomParameters(5);
        assertThat(alone.forward(Arrays.copyOf(x, 20))).containsExactly(Arrays.copyOf(y, 20));
    }

    static Stream<Layer> perExample() {
        return Stream.of(GroupNorm.of(2), InstanceNorm.standard().withAffine());
    }

    @ParameterizedTest
    @MethodSource("rowWise")
    void rowsKnowNothingOfEachOther(Layer norm) {
        SingleLayer whole = new SingleLayer(norm, SHAPE, EXAMPLES);
        float[] x = gaussian(1, SIZE);
        assertThat(padded(norm).forward(x)).hasSize(SIZE);
        SingleLayer masked = new SingleLayer(norm, SHAPE, EXAMPLES);
        masked.input.mask().pad(3);
        assertThat(masked.forward(x)).containsExactly(whole.forward(x));
        assertThat(masked.backward(x)).containsExactly(whole.backward(x));
        assertThat(masked.predict(x)).containsExactly(whole.predict(x));
    }

    static Stream<Layer> rowWise() {
        return Stream.of(LayerNorm.standard(), RmsNorm.standard());
    }

    @Test
    void layerNormOverAllAxesRefusesPadding() {
        SingleLayer layer = new SingleLayer(LayerNorm.standard().overAllAxes(), SHAPE, EXAMPLES);
        layer.input.mask().truncate(2, 4);
        BiFunction<SingleLayer, float[], float[]> training = SingleLayer::forward;
        for (var forward : java.util.List.of(training, SingleLayer::predict)) {
            assertThatThrownBy(() -> forward.apply(layer, gaussian(1, SIZE)))
                    .isInstanceOf(EvenkeelException.class)
                    .hasMessage(
                            "LayerNorm 'norm' over all axes cannot leave padded positions out of its statistics, but"
                                    + " its input [3, 5, 4] has some. Use layerNorm() over the last axis, or groupNorm(1), which"
                                    + " leaves them out");
            assertThat(forward.apply(layer, gaussian(1, 40))).hasSize(40);
        }
    }

    @Test
    void frozenGroupsLeavePaddingOutToo() {
        for (Layer norm : new Layer[] {GroupNorm.of(2), InstanceNorm.standard().withAffine()}) {
            SingleLayer layer = padded(norm);
            float[] x = gaussian(1, SIZE);
            assertThat(layer.predict(x)).containsExactly(layer.forward(x));
        }
    }
}
