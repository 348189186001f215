package dev.evenkeel.norm;

import static dev.evenkeel.norm.Near.assertNear;
import static dev.evenkeel.norm.SingleLayer.gaussian;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.Step.Purpose;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.TrainingMode.Gradients;
import dev.evenkeel.layer.TrainingMode.Source;
import dev.evenkeel.layer.TrainingMode.Update;
import dev.evenkeel.norm.setting.VarianceEstimator;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where statistics come from, whether they follow, and what learns are three questions, for both batch layers. */
class TrainingModeTest {
    private static final Shape SHAPE = Shape.of(2, 3);
    private static final float[] X = gaussian(1, 24);
    private static final float[] DY = gaussian(2, 24);

    static Stream<TrainingMode> trainingModes() {
        return Stream.of(Source.values())
                .flatMap(source -> Stream.of(Update.values())
                        .flatMap(update -> Stream.of(Gradients.values())
                                .map(gradients -> new TrainingMode(source, update, gradients))));
    }

    @ParameterizedTest
    @MethodSource("trainingModes")
    void theThreeAnswersAreIndependent(TrainingMode trainingMode) {
        for (PopulationStatistics norm : List.of(BatchNorm.standard(), BatchRenorm.standard())) {
            SingleLayer layer = layer((dev.evenkeel.layer.Layer) norm).treated(trainingMode);
            layer.slot("weight").learns = layer.slot("bias").learns = trainingMode.gradients() == Gradients.PARAMETERS;
            SingleLayer usual = layer((dev.evenkeel.layer.Layer) norm);
            float[] y = layer.forward(X);
            float[] usualY = usual.forward(X);

            if (trainingMode.source() == Source.BATCH) {
                assertThat(y).containsExactly(usualY);
                assertThat(layer.backward(DY)).containsExactly(usual.backward(DY));
            } else {
                assertNear(y, layer.predict(X), 1e-6);
                assertFrozenGradients(layer, trainingMode.gradients());
            }
            if (trainingMode.update() == Update.FOLLOW) {
                assertThat(layer.statistic("running_mean").next).containsExactly(usual.statistic("running_mean").next);
                assertThat(layer.statistic("running_var").next).containsExactly(usual.statistic("running_var").next);
                assertThat(layer.statistic("running_var").pending).isEqualTo(8);
            } else {
                assertThat(layer.statistic("running_mean").next).containsExactly(layer.runningMean());
                assertThat(layer.statistic("running_var").next).containsExactly(layer.runningVariance());
                assertThat(layer.statistic("running_mean").pending).isZero();
            }
            if (trainingMode.gradients() == Gradients.INPUT_ONLY) {
                assertThat(layer.gradient("weight")).containsOnly(0);
                assertThat(layer.gradient("bias")).containsOnly(0);
            }
        }
    }

    private static void assertFrozenGradients(SingleLayer layer, Gradients gradients) {
        double[] dx = new double[24];
        double[] dgamma = new double[3];
        double[] dbeta = new double[3];
        for (int index = 0; index < 24; index++) {
            int c = index % 3;
            double inverse = 1 / Math.sqrt((double) layer.runningVariance()[c] + 1e-5f);
            dx[index] = layer.gamma()[c] * inverse * DY[index];
            dgamma[c] += DY[index] * (X[index] - layer.runningMean()[c]) * inverse;
            dbeta[c] += DY[index];
        }
        assertNear(layer.backward(DY), dx, 1e-6);
        if (gradients == Gradients.PARAMETERS) {
            assertNear(layer.gradient("weight"), dgamma, 1e-6);
            assertNear(layer.gradient("bias"), dbeta, 1e-6);
        }
    }

    @Test
    void aFrozenParameterAmongLearningOnesStays() {
        SingleLayer layer = layer(BatchNorm.standard());
        layer.slot("weight").learns = false;
        layer.forward(X);
        layer.backward(DY);
        assertThat(layer.gradient("weight")).containsOnly(0);
        assertThat(layer.gradient("bias")[0]).isNotZero();
    }

    @Test
    void aTreatmentMayChangeBetweenSteps() {
        SingleLayer layer = layer(BatchNorm.standard());
        layer.forward(X);
        layer.backward(DY);
        layer.treated(TrainingMode.TRAIN.withFrozenStatistics());
        layer.parameters.values().forEach(slot -> Arrays.fill(slot.gradient, 0));
        layer.forward(X);
        assertFrozenGradients(layer, Gradients.PARAMETERS);
    }

    @Test
    void frozenStatisticsOverruleTheRun() {
        SingleLayer layer = layer(BatchNorm.standard().frozenStatistics());
        assertNear(layer.forward(X), layer.predict(X), 1e-6);
        assertThat(layer.statistic("running_mean").pending).isZero();
        assertThat(layer.statistic("running_mean").next).containsExactly(layer.runningMean());
        assertFrozenGradients(layer, Gradients.PARAMETERS);
    }

    @Test
    void frozenStatisticsTakeSingleExamples() {
        SingleLayer layer =
                new SingleLayer(BatchNorm.standard().frozenStatistics(), Shape.of(3), 2).withRandomStatistics(1);
        float[] x = gaussian(1, 3);
        assertNear(layer.forward(x), layer.predict(x), 1e-6);
    }

    @Test
    void oneValueCannotBeFollowedWithoutBias() {
        TrainingMode follows = TrainingMode.TRAIN.withSource(Source.RUNNING);
        SingleLayer unbiased = new SingleLayer(BatchNorm.standard(), Shape.of(3), 2).treated(follows);
        assertThatThrownBy(() -> unbiased.forward(1, 2, 3))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(
                        "BatchNorm 'norm' cannot follow 1 value per channel (input [1, 3]): its unbiased variance does"
                                + " not exist. Use a batch of at least 2, the biased estimator, or a training mode that keeps the"
                                + " statistics");
        assertThat(unbiased.statistic("running_mean").pending).isZero();
    }

    @Test
    void oneValueIsFollowedWithTheBiasedVarianceOfZero() {
        SingleLayer layer = new SingleLayer(BatchNorm.standard().estimator(VarianceEstimator.BIASED), Shape.of(1), 2)
                .treated(TrainingMode.TRAIN.withSource(Source.RUNNING));
        layer.step(5);
        assertThat((double) layer.runningMean()[0]).isCloseTo(0.5, within(1e-7));
        assertThat((double) layer.runningVariance()[0]).isCloseTo(0.9, within(1e-7));
    }

    @ParameterizedTest
    @EnumSource(Source.class)
    void gatheringStatisticsFollowsNothingAndKeepsTheMoments(Source source) {
        SingleLayer layer = layer(BatchNorm.standard())
                .treated(TrainingMode.TRAIN.withSource(source))
                .purpose(Purpose.GATHER_STATISTICS);
        layer.forward(X);
        Moments moments = layer.pooled();

        assertThat(layer.statistic("running_mean").pending).isZero();
        assertThat(moments.count()).isEqualTo(8);
        Oracle oracle = Oracle.batch(SHAPE, 1e-5);
        for (int channel = 0; channel < 3; channel++) {
            assertThat(moments.mean(channel)).isCloseTo(oracle.mean(Oracle.wide(X), channel), within(1e-6));
            assertThat(moments.variance(channel)).isCloseTo(oracle.variance(Oracle.wide(X), channel), within(1e-6));
        }
    }

    @Test
    void pooledBatchesGiveThePopulation() {
        SingleLayer layer = layer(BatchNorm.standard().ghostSize(2));
        Moments pooled = new Moments(3);
        layer.forward(Arrays.copyOf(X, 12));
        ((ReportsInputMoments) layer.pass()).pool(pooled);
        layer.forward(Arrays.copyOfRange(X, 12, 24));
        ((ReportsInputMoments) layer.pass()).pool(pooled);

        assertThat(pooled.count()).isEqualTo(8);
        Oracle oracle = Oracle.batch(SHAPE, 1e-5);
        assertThat(pooled.mean(2)).isCloseTo(oracle.mean(Oracle.wide(X), 2), within(1e-6));
        assertThat(pooled.variance(2)).isCloseTo(oracle.variance(Oracle.wide(X), 2), within(1e-6));
    }

    @Test
    void whoGatheredNothingHasNothingToPool() {
        SingleLayer layer = layer(BatchNorm.standard()).treated(TrainingMode.TRAIN.withFrozenStatistics());
        layer.forward(X);
        assertThatThrownBy(layer::pooled)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("BatchNorm 'norm' gathered no moments in its last forward pass");
    }

    private static SingleLayer layer(dev.evenkeel.layer.Layer norm) {
        return new SingleLayer(norm, SHAPE, 4).withRandomParameters(3).withRandomStatistics(4);
    }
}
