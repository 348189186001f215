package dev.evenkeel.norm;

import static dev.evenkeel.norm.Near.assertNear;
import static dev.evenkeel.norm.Oracle.wide;
import static dev.evenkeel.norm.SingleLayer.gaussian;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.norm.setting.VarianceEstimator;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunningStatisticsTest {
    /** Mean 4, M2 50: variance 10 biased, 12.5 unbiased. */
    private static final float[] FIVE = {0, 1, 4, 7, 8};

    private static final int CHANNELS = 3;

    @Test
    void oneStepMovesThemByTheWeightOfTheNewBatch() {
        SingleLayer layer = one(BatchNorm.standard()).step(FIVE);
        assertThat((double) layer.runningMean()[0]).isCloseTo(0.4, within(1e-7));
        assertThat((double) layer.runningVariance()[0]).isCloseTo(0.9 + 1.25, within(1e-6));
    }

    @Test
    void theBiasedEstimatorKeepsTheBiasedVariance() {
        SingleLayer layer =
                one(BatchNorm.standard().estimator(VarianceEstimator.BIASED)).step(FIVE);
        assertThat((double) layer.runningVariance()[0]).isCloseTo(0.9 + 1.0, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(floats = {0.1f, 0.01f, 1f})
    void theSameBatchAgainAndAgainApproachesItsStatistics(float weight) {
        SingleLayer layer = one(BatchNorm.standard().newBatchWeight(weight));
        for (int step = 1; step <= 50; step++) {
            layer.step(FIVE);
            double initial = Math.pow(1 - (double) weight, step);
            assertThat((double) layer.runningMean()[0]).isCloseTo(4 * (1 - initial), within(5e-6));
            assertThat((double) layer.runningVariance()[0]).isCloseTo(initial + 12.5 * (1 - initial), within(2e-5));
        }
        assertThat(layer.statistic("running_mean").updates).isEqualTo(50);
        assertThat(layer.statistic("running_var").updates).isEqualTo(50);
        assertThat(layer.statistic("running_mean").count).isEqualTo(250);
        assertThat(layer.statistic("running_var").count).isEqualTo(250);
    }

    @Test
    void theForwardPassChangesNothingUntilTheStepIsCommitted() {
        SingleLayer layer = one(BatchNorm.standard());
        layer.forward(FIVE);
        assertThat(layer.runningMean()).containsExactly(0);
        assertThat(layer.runningVariance()).containsExactly(1);
        layer.step(FIVE);
        assertThat((double) layer.runningMean()[0]).isCloseTo(0.4, within(1e-7));
    }

    @ParameterizedTest
    @EnumSource(VarianceEstimator.class)
    void cumulativeOnesAreThoseOfAllDataHoweverItIsCut(VarianceEstimator estimator) {
        int[] cuts = {3, 2, 11, 4, 7, 2};
        int rows = Arrays.stream(cuts).sum();
        float[] data = gaussian(4, rows * CHANNELS);
        for (int index = 0; index < data.length; index++) {
            data[index] += index / 15f; // batches drift apart, so that what lies between them counts
        }
        SingleLayer layer =
                new SingleLayer(BatchNorm.standard().cumulative().estimator(estimator), Shape.of(CHANNELS), rows);
        int from = 0;
        for (int cut : cuts) {
            layer.step(Arrays.copyOfRange(data, from, from + cut * CHANNELS));
            from += cut * CHANNELS;
        }
        Oracle oracle = Oracle.batch(Shape.of(CHANNELS), 1e-5);
        double[] means = new double[CHANNELS];
        double[] variances = new double[CHANNELS];
        double correction = estimator == VarianceEstimator.BIASED ? 1 : rows / (rows - 1.0);
        for (int channel = 0; channel < CHANNELS; channel++) {
            means[channel] = oracle.mean(wide(data), channel);
            variances[channel] = oracle.variance(wide(data), channel) * correction;
        }
        assertNear(layer.runningMean(), means, 1e-6);
        assertNear(layer.runningVariance(), variances, 1e-6);
        assertThat(layer.statistic("running_mean").count).isEqualTo(rows);
        assertThat(layer.statistic("running_mean").updates).isEqualTo(cuts.length);
    }

    @Test
    void theFirstCumulativeBatchReplacesTheInitialValues() {
        SingleLayer layer = one(BatchNorm.standard().cumulative()).step(FIVE);
        assertThat(layer.runningMean()).containsExactly(4);
        assertThat(layer.runningVariance()).containsExactly(12.5f);
    }

    @Test
    void theVarianceIsNeverNegative() {
        for (BatchNorm norm :
                new BatchNorm[] {BatchNorm.standard(), BatchNorm.standard().cumulative()}) {
            SingleLayer layer = one(norm);
            for (int step = 0; step < 300; step++) {
                layer.step(1e8f, 1e8f, 1e8f);
                assertThat(layer.runningVariance()[0]).isGreaterThanOrEqualTo(0);
            }
            assertThat((double) layer.runningVariance()[0]).isCloseTo(0, within(1e-12));
        }
    }

    @Test
    void aBatchThatIsNotFiniteShowsInTheNextValues() {
        SingleLayer layer = one(BatchNorm.standard());
        layer.forward(1, Float.NaN, 2);
        assertThat(layer.statistic("running_mean").next[0]).isNaN();
        assertThat(layer.statistic("running_var").next[0]).isNaN();
        assertThat(layer.runningVariance()[0]).isEqualTo(1);
    }

    @Test
    void ghostBatchesUpdateOnceWithTheirPooledStatistics() {
        Shape shape = Shape.of(2, CHANNELS);
        float[] x = gaussian(5, 7 * shape.size());
        SingleLayer ghosts = new SingleLayer(BatchNorm.standard().ghostSize(2), shape, 7).step(x);
        SingleLayer whole = new SingleLayer(BatchNorm.standard(), shape, 7).step(x);

        assertNear(ghosts.runningMean(), whole.runningMean(), 1e-7);
        assertNear(ghosts.runningVariance(), whole.runningVariance(), 1e-6);
        assertThat(ghosts.statistic("running_mean").updates).isEqualTo(1);
        assertThat(ghosts.statistic("running_mean").count).isEqualTo(14);
    }

    @Test
    void thePopulationsStatisticsFollowTheEstimator() {
        Moments population = new Moments(2);
        population.merge(5, new double[] {4, -1}, new double[] {50, 5}, 0);

        var unbiased = BatchNorm.standard().statisticsOf(population);
        var biased = BatchNorm.standard().estimator(VarianceEstimator.BIASED).statisticsOf(population);

        assertThat(unbiased)
                .containsOnlyKeys("running_mean", "running_var")
                .containsEntry("running_mean", Tensor.of(Shape.of(2), 4, -1))
                .containsEntry("running_var", Tensor.of(Shape.of(2), 12.5f, 1.25f));
        assertThat(biased).containsEntry("running_var", Tensor.of(Shape.of(2), 10, 1));
    }

    @Test
    void aPopulationOfOneHasNoUnbiasedVariance() {
        Moments one = new Moments(1);
        one.merge(1, new double[] {4}, new double[] {0}, 0);
        BatchNorm norm = BatchNorm.standard();
        assertThatThrownBy(() -> norm.statisticsOf(one))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("needs statistics of at least 2 values per channel, but got 1. Recalibrate on more data");
        assertThat(norm.estimator(VarianceEstimator.BIASED).statisticsOf(one))
                .containsEntry("running_var", Tensor.of(Shape.of(1), 0));
    }

    @Test
    void noPopulationHasNoStatistics() {
        BatchNorm norm = BatchNorm.standard().estimator(VarianceEstimator.BIASED);
        assertThatThrownBy(() -> norm.statisticsOf(new Moments(1)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("at least 1 values per channel, but got 0");
    }

    @Test
    void onlyFrozenStatisticsStayWhenTheModelIsRecalibrated() {
        assertThat(BatchNorm.standard().keepsStatistics()).isFalse();
        assertThat(BatchNorm.standard().frozenStatistics().keepsStatistics()).isTrue();
    }

    private static SingleLayer one(BatchNorm norm) {
        return new SingleLayer(norm, Shape.of(1), 5);
    }
}
