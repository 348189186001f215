package dev.evenkeel.norm;

import static dev.evenkeel.norm.Near.assertNear;
import static dev.evenkeel.norm.Oracle.wide;
import static dev.evenkeel.norm.SingleLayer.gaussian;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.norm.setting.RenormLimits;
import dev.evenkeel.norm.setting.VarianceEstimator;
import dev.evenkeel.program.FusionRules;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchRenormTest {
    private static final Shape SHAPE = Shape.of(2, 3);
    private static final int SIZE = 5 * 6;
    private static final float EPSILON = 0.1f;

    @Test
    void withoutRoomForCorrectionItIsBatchNorm() {
        SingleLayer renorm = layer(BatchRenorm.standard().newBatchWeight(0.1f).limits(1, 0), 10_000);
        SingleLayer norm = layer(BatchNorm.standard(), 10_000);
        float[] x = gaussian(1, SIZE);
        assertThat(renorm.step(x).forward(x)).containsExactly(norm.step(x).forward(x));
        assertThat(renorm.backward(gaussian(2, SIZE))).containsExactly(norm.backward(gaussian(2, SIZE)));
        assertThat(renorm.gradient("weight")).containsExactly(norm.gradient("weight"));
        assertThat(renorm.runningVariance()).containsExactly(norm.runningVariance());
    }

    @Test
    void withRoomForAnyCorrectionItComputesWhatInferenceDoes() {
        SingleLayer layer = layer(BatchRenorm.standard().epsilon(EPSILON).limits(1e6f, 1e6f), 10_000);
        float[] x = gaussian(1, SIZE);
        assertNear(layer.forward(x), layer.predict(x), 5e-6);
    }

    @ParameterizedTest
    @CsvSource({"1.05, 0.02", "1.3, 0.3", "3, 0.01", "1.01, 5", "100, 100"})
    void forwardAndBackwardAreThePapers(float rMax, float dMax) {
        for (boolean rectified : new boolean[] {false, true}) {
            SingleLayer layer = layer(BatchRenorm.standard().epsilon(EPSILON).limits(rMax, dMax), 10_000);
            float[] x = gaussian(1, SIZE);
            float[] dy = gaussian(2, SIZE);
            Oracle oracle = Oracle.batch(SHAPE, EPSILON);
            double[] y = new double[SIZE];
            double[] gammaGradient = new double[3];
            double[] betaGradient = new double[3];
            double[] scaled = wide(dy);
            double[] gamma = wide(layer.gamma());
            double[] xhat = oracle.forward(wide(x), new double[] {1, 1, 1}, new double[3]);
            for (int index = 0; index < SIZE; index++) {
                int c = index % 3;
                double sigma = Math.sqrt((double) layer.runningVariance()[c] + EPSILON);
                double sigmaBatch = Math.sqrt(oracle.variance(wide(x), c) + EPSILON);
                double r = Math.max(1 / (double) rMax, Math.min(rMax, sigmaBatch / sigma));
                double shift = (oracle.mean(wide(x), c) - layer.runningMean()[c]) / sigma;
                double d = Math.max(-dMax, Math.min(dMax, shift));
                y[index] = gamma[c] * (xhat[index] * r + d) + layer.beta()[c];
                scaled[index] *= r;
                if (rectified && y[index] <= 0) {
                    y[index] = 0;
                    scaled[index] = 0;
                } else {
                    gammaGradient[c] += dy[index] * (xhat[index] * r + d);
                    betaGradient[c] += dy[index];
                }
            }
            if (rectified) {
                layer.withRelu();
            }
            assertNear(layer.forward(x), y, 3e-6);
            // r and d are constants for the gradient: dx is that of batch normalization, r times.
            assertNear(layer.backward(dy), oracle.inputGradient(wide(x), gamma, new double[3], scaled), 1e-5);
            assertNear(layer.gradient("weight"), gammaGradient, 1e-5);
            assertNear(layer.gradient("bias"), betaGradient, 1e-5);
        }
    }

    @Test
    void theCorrectionLooksAtTheStatisticsBeforeTheUpdate() {
        SingleLayer layer = layer(BatchRenorm.standard().newBatchWeight(1).limits(1e6f, 1e6f), 10_000);
        float[] x = gaussian(1, SIZE);
        float[] inference = layer.predict(x);
        assertNear(layer.forward(x), inference, 5e-6);
        layer.step(x);
        assertThat(Math.abs(layer.predict(x)[0] - inference[0])).isGreaterThan(0.01f);
    }

    @Test
    void theLimitsGrowOnALine() {
        RenormLimits limits = new RenormLimits(3, 5, 100, 300, 200);
        assertThat(limits.r(0)).isEqualTo(1);
        assertThat(limits.r(100)).isEqualTo(1);
        assertThat(limits.r(150)).isCloseTo(1.5, within(1e-12));
        assertThat(limits.r(299)).isCloseTo(2.99, within(1e-12));
        assertThat(limits.r(300)).isEqualTo(3);
        assertThat(limits.r(1_000_000)).isEqualTo(3);
        assertThat(limits.d(99)).isZero();
        assertThat(limits.d(101)).isCloseTo(0.05, within(1e-12));
        assertThat(limits.d(200)).isEqualTo(5);
        assertThat(limits.d(201)).isEqualTo(5);
    }

    @Test
    void aRampWithoutLengthIsAJump() {
        assertThat(new RenormLimits(3, 5, 0, 0, 0).r(0)).isEqualTo(3);
        RenormLimits limits = new RenormLimits(3, 5, 100, 100, 100);
        assertThat(limits.r(99)).isEqualTo(1);
        assertThat(limits.d(99)).isZero();
        assertThat(limits.r(100)).isEqualTo(3);
        assertThat(limits.d(100)).isEqualTo(5);
    }

    @Test
    void trainingStartsAsBatchNormAndFollowsItsUpdates() {
        BatchRenorm renorm = BatchRenorm.standard().ramp(1, 2, 2).limits(1e6f, 1e6f);
        SingleLayer layer = layer(renorm, 0);
        SingleLayer norm = layer(BatchNorm.standard(), 0);
        float[] x = gaussian(1, SIZE);
        assertThat(layer.forward(x)).containsExactly(norm.forward(x));
        layer.step(x);
        assertThat(layer.forward(x)).containsExactly(norm.forward(x));
        layer.step(x);
        assertNear(layer.forward(x), layer.predict(x), 5e-6);
    }

    @ParameterizedTest
    @ValueSource(floats = {0.5f, Float.NaN, Float.POSITIVE_INFINITY})
    void limitsThatAreNoneAreRefused(float rMax) {
        assertThatThrownBy(() -> BatchRenorm.standard().limits(rMax, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("needs a finite rMax of 1 or more and dMax of 0 or more, but got " + rMax + " and 1.0");
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.5f, Float.NaN, Float.POSITIVE_INFINITY})
    void shiftsThatAreNoneAreRefused(float dMax) {
        assertThatThrownBy(() -> BatchRenorm.standard().limits(2, dMax))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("but got 2.0 and " + dMax);
    }

    @ParameterizedTest
    @CsvSource({"-1, 5, 5", "3, 2, 5", "3, 5, 2"})
    void rampsBackwardsAreRefused(int from, int rMaxAt, int dMaxAt) {
        assertThatThrownBy(() -> BatchRenorm.standard().ramp(from, rMaxAt, dMaxAt))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("needs limits that grow from an update on that is 0 or later, but got from " + from
                        + " to rMaxAt " + rMaxAt + " and dMaxAt " + dMaxAt);
    }

    @Test
    void oneValuePerChannelIsRefusedInTraining() {
        SingleLayer layer = new SingleLayer(BatchRenorm.standard(), Shape.of(3), 1);
        assertThatThrownBy(() -> layer.forward(1, 2, 3))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("BatchRenorm 'norm' cannot learn from 1 value per channel (input [1, 3])");
    }

    @Test
    void frozenItRefusesNegativeVariances() {
        SingleLayer layer = new SingleLayer(BatchRenorm.standard(), Shape.of(3), 1);
        layer.runningVariance()[0] = -1;
        assertThatThrownBy(layer::freeze)
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(
                        "BatchRenorm 'norm' needs a running_var of 0 or more, but channel 0 has -1.0. Recalibrate the"
                                + " model on data like that it will see");
    }

    @Test
    void itKeepsWhatBatchNormKeeps() {
        BatchRenorm renorm = BatchRenorm.standard();
        assertThat(renorm.parameters(SHAPE)).isEqualTo(BatchNorm.standard().parameters(SHAPE));
        assertThat(renorm.withoutAffine().parameters(SHAPE)).isEmpty();
        assertThat(renorm.statistics(SHAPE)).isEqualTo(BatchNorm.standard().statistics(SHAPE));
        assertThat(renorm.outputShape(SHAPE)).isEqualTo(SHAPE);
        assertThat(renorm.keepsStatistics()).isFalse();
        assertThat(FusionRules.relu(renorm, Activate.of(Activation.RELU))).isTrue();
        assertThat(FusionRules.relu(renorm, Activate.of(Activation.TANH))).isFalse();
        Moments population = new Moments(1);
        population.merge(5, new double[] {4}, new double[] {50}, 0);
        assertThat(renorm.statisticsOf(population)).containsEntry("running_var", Tensor.of(Shape.of(1), 12.5f));
        assertThat(renorm.estimator(VarianceEstimator.BIASED).statisticsOf(population))
                .containsEntry("running_var", Tensor.of(Shape.of(1), 10));
    }

    private static SingleLayer layer(dev.evenkeel.layer.Layer norm, long updates) {
        SingleLayer layer =
                new SingleLayer(norm, SHAPE, 5).withRandomParameters(3).withRandomStatistics(4);
        layer.statistics.values().forEach(statistic -> statistic.updates = updates);
        return layer;
    }
}
