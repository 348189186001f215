package dev.evenkeel.norm;

import static dev.evenkeel.norm.Near.assertNear;
import static dev.evenkeel.norm.Oracle.wide;
import static dev.evenkeel.norm.SingleLayer.gaussian;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.program.FusionRules;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchNormTest {
    private static final float EPSILON = 1e-5f;

    static Stream<Batch> batches() {
        return Stream.of(
                new Batch(Shape.of(1), 2),
                new Batch(Shape.of(7), 5),
                new Batch(Shape.of(5, 3), 3),
                new Batch(Shape.of(3, 1), 1),
                new Batch(Shape.of(2, 3, 4), 3),
                new Batch(Shape.of(2, 1, 3, 2), 4));
    }

    record Batch(Shape shape, int examples) {
        int size() {
            return examples * shape.size();
        }
    }

    @ParameterizedTest
    @MethodSource("batches")
    void forwardIsTheFormula(Batch batch) {
        SingleLayer layer = layer(BatchNorm.standard(), batch);
        float[] x = gaussian(2, batch.size());

        float[] y = layer.forward(x);

        Oracle oracle = Oracle.batch(batch.shape, EPSILON);
        assertNear(y, oracle.forward(wide(x), wide(layer.gamma()), wide(layer.beta())), 3e-6);
        assertThat(Arrays.copyOf(layer.input.values(), x.length)).containsExactly(x);
    }

    @ParameterizedTest
    @MethodSource("batches")
    void backwardIsTheDerivative(Batch batch) {
        SingleLayer layer = layer(BatchNorm.standard().epsilon(0.3f), batch);
        assertGradients(layer, Oracle.batch(batch.shape, 0.3f), batch);
    }

    @ParameterizedTest
    @MethodSource("batches")
    void aFollowingReluIsPartOfForwardAndBackward(Batch batch) {
        SingleLayer layer = layer(BatchNorm.standard().epsilon(0.3f), batch).withRelu();
        Oracle oracle = Oracle.batch(batch.shape, 0.3f).withRelu();
        float[] y = layer.forward(gaussian(2, batch.size()));
        assertNear(y, oracle.forward(wide(gaussian(2, batch.size())), wide(layer.gamma()), wide(layer.beta())), 3e-6);
        assertGradients(layer, oracle, batch);
    }

    private static void assertGradients(SingleLayer layer, Oracle oracle, Batch batch) {
        float[] x = gaussian(2, batch.size());
        float[] weight = gaussian(3, batch.size());
        double[] gamma = wide(layer.gamma());
        double[] beta = wide(layer.beta());
        Arrays.fill(layer.gradient("weight"), 100);
        Arrays.fill(layer.gradient("bias"), -50);

        layer.forward(x);
        float[] dx = layer.backward(weight);

        assertNear(dx, oracle.inputGradient(wide(x), gamma, beta, wide(weight)), 2e-5);
        double[] dgamma = oracle.gradient(gamma, wide(x), gamma, beta, wide(weight));
        double[] dbeta = oracle.gradient(beta, wide(x), gamma, beta, wide(weight));
        assertNear(layer.gradient("weight"), plus(100, dgamma), 2e-5);
        assertNear(layer.gradient("bias"), plus(-50, dbeta), 2e-5);
    }

    private static double[] plus(double added, double[] values) {
        return Arrays.stream(values).map(value -> value + added).toArray();
    }

    @Test
    void onlyTheExamplesOfTheStepCount() {
        SingleLayer layer = layer(BatchNorm.standard(), new Batch(Shape.of(2, 3), 5));
        layer.forward(gaussian(1, 5 * 6));
        float[] x = gaussian(2, 3 * 6);

        assertNear(
                layer.forward(x),
                Oracle.batch(Shape.of(2, 3), EPSILON).forward(wide(x), wide(layer.gamma()), wide(layer.beta())),
                3e-6);
        assertThat(layer.statistic("running_mean").pending).isEqualTo(6);
    }

    @Test
    void gradientsOfTheInputAddUpToNothing() {
        SingleLayer layer = layer(BatchNorm.standard().epsilon(0.2f), new Batch(Shape.of(3), 11));
        float[] x = gaussian(5, 33);
        layer.forward(x);
        float[] dx = layer.backward(gaussian(6, 33));

        Oracle oracle = Oracle.batch(Shape.of(3), 0.2f);
        for (int channel = 0; channel < 3; channel++) {
            double mean = oracle.mean(wide(x), channel);
            double variance = oracle.variance(wide(x), channel);
            double inverse = 1 / Math.sqrt(variance + 0.2f);
            double sum = 0;
            double sumXhat = 0;
            for (int row = 0; row < 11; row++) {
                sum += dx[row * 3 + channel];
                sumXhat += dx[row * 3 + channel] * (x[row * 3 + channel] - mean) * inverse;
            }
            double expected =
                    layer.gamma()[channel] * inverse * layer.gradient("weight")[channel] * 0.2f / (variance + 0.2f);
            assertThat(sum).isCloseTo(0, within(1e-5));
            assertThat(sumXhat).isCloseTo(expected, within(1e-4));
        }
    }

    @Test
    void aSumOfOutputsHasNoGradient() {
        SingleLayer layer = layer(BatchNorm.standard(), new Batch(Shape.of(4), 6));
        layer.forward(gaussian(1, 24));
        float[] dx = layer.backward(SingleLayer.ones(24));

        assertNear(dx, new float[24], 1e-6);
        assertNear(layer.gradient("bias"), new float[] {6, 6, 6, 6}, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 17})
    void noNormalizedValueExceedsTheRootOfTheOthers(int examples) {
        float[] x = new float[examples];
        x[0] = 1e6f;
        float[] y = layerWithoutAffine(examples).forward(x);

        assertThat((double) y[0]).isCloseTo(Math.sqrt(examples - 1), within(1e-6 * examples));
    }

    @Test
    void twoValuesBecomePlusAndMinusOne() {
        assertNear(layerWithoutAffine(2).forward(7f, -3f), new float[] {1, -1}, 1e-6);
    }

    private static SingleLayer layerWithoutAffine(int examples) {
        return new SingleLayer(BatchNorm.standard().withoutAffine(), Shape.of(1), examples);
    }

    @Test
    void scalingAndShiftingTheInputChangesNothing() {
        Batch batch = new Batch(Shape.of(3, 2), 4);
        SingleLayer layer = layer(BatchNorm.standard().epsilon(1e-12f), batch);
        float[] x = gaussian(8, batch.size());
        float[] moved = x.clone();
        for (int index = 0; index < x.length; index++) {
            moved[index] = 4 * x[index] + 16;
        }
        assertNear(layer.forward(moved), layer.forward(x), 5e-6);
    }

    @Test
    void aBiasBeforeItHasNoGradient() {
        SingleLayer layer = layer(BatchNorm.standard(), new Batch(Shape.of(2, 3), 4));
        layer.forward(gaussian(1, 24));
        float[] dx = layer.backward(gaussian(2, 24));
        for (int channel = 0; channel < 3; channel++) {
            double biasGradient = 0;
            for (int row = 0; row < 8; row++) {
                biasGradient += dx[row * 3 + channel];
            }
            assertThat(biasGradient).isCloseTo(0, within(5e-6));
        }
    }

    @Test
    void aMeanManyDeviationsFromZeroCostsNoPrecision() {
        SingleLayer layer = layer(BatchNorm.standard().epsilon(1e-10f), new Batch(Shape.of(2), 64));
        float[] x = gaussian(3, 128);
        for (int index = 0; index < x.length; index++) {
            x[index] = 10_000 + 0.01f * x[index];
        }
        double[] gamma = wide(layer.gamma());
        double[] beta = wide(layer.beta());
        Oracle oracle = Oracle.batch(Shape.of(2), 1e-10f);
        float[] weight = gaussian(4, 128);

        assertNear(layer.forward(x), oracle.forward(wide(x), gamma, beta), 1e-5);
        layer.backward(weight);
        double[] xhat = oracle.forward(wide(x), new double[] {1, 1}, new double[2]);
        double[] dgamma = new double[2];
        for (int index = 0; index < xhat.length; index++) {
            dgamma[index % 2] += weight[index] * xhat[index];
        }
        assertNear(layer.gradient("weight"), dgamma, 1e-5);
        for (int channel = 0; channel < 2; channel++) {
            double inverse = 1 / Math.sqrt(oracle.variance(wide(x), channel) + 1e-10f);
            double sumDy = layer.gradient("bias")[channel];
            double expected =
                    gamma[channel] * inverse * (weight[channel] - sumDy / 64 - xhat[channel] * dgamma[channel] / 64);
            assertThat((double) layer.inputGradient[channel]).isCloseTo(expected, within(1e-5 * inverse));
        }
    }

    @Test
    void aConstantChannelBecomesBeta() {
        SingleLayer layer = layer(BatchNorm.standard(), new Batch(Shape.of(1), 3));
        float[] y = layer.forward(4f, 4f, 4f);
        assertThat(y).containsOnly(layer.beta()[0]);
    }

    @Test
    void withoutInputGradientOnlyTheParametersLearn() {
        SingleLayer layer =
                layer(BatchNorm.standard(), new Batch(Shape.of(3), 4)).withoutInputGradient();
        SingleLayer other = layer(BatchNorm.standard(), new Batch(Shape.of(3), 4));
        layer.forward(gaussian(1, 12));
        other.forward(gaussian(1, 12));
        layer.backward(gaussian(2, 12));
        other.backward(gaussian(2, 12));

        assertThat(layer.inputGradient).containsOnly(0);
        assertThat(layer.gradient("weight")).containsExactly(other.gradient("weight"));
        assertThat(layer.gradient("bias")).containsExactly(other.gradient("bias"));
    }

    @Test
    void withoutAffineThereIsNothingToLearn() {
        BatchNorm plain = BatchNorm.standard().withoutAffine();
        assertThat(plain.parameters(Shape.of(3))).isEmpty();
        SingleLayer layer = new SingleLayer(plain, Shape.of(3), 4);
        SingleLayer affine = new SingleLayer(BatchNorm.standard(), Shape.of(3), 4);

        assertThat(layer.forward(gaussian(1, 12))).containsExactly(affine.forward(gaussian(1, 12)));
        assertThat(layer.backward(gaussian(2, 12))).containsExactly(affine.backward(gaussian(2, 12)));
        assertThat(layer.withRandomStatistics(1).predict(gaussian(3, 12)))
                .containsExactly(affine.withRandomStatistics(1).predict(gaussian(3, 12)));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void theBitsDoNotDependOnTheThreads(int threads) {
        Batch batch = new Batch(Shape.of(331, 3), 61);
        BatchNorm norm = BatchNorm.standard().ghostSize(20);
        SingleLayer alone = layer(norm, batch);
        float[] x = gaussian(1, batch.size());
        float[] dy = gaussian(2, batch.size());
        float[] y = alone.forward(x);
        float[] dx = alone.backward(dy);
        try (Team team = Team.of(threads)) {
            SingleLayer together = layer(norm, batch).team(team);
            assertThat(together.forward(x)).isEqualTo(y);
            assertThat(together.backward(dy)).isEqualTo(dx);
            assertThat(together.gradient("weight")).isEqualTo(alone.gradient("weight"));
            assertThat(together.statistic("running_var").next).isEqualTo(alone.statistic("running_var").next);
        }
    }

    @Test
    void oneValuePerChannelIsRefusedInTraining() {
        SingleLayer layer = new SingleLayer(BatchNorm.standard(), Shape.of(128), 4);
        assertThatThrownBy(() -> layer.forward(new float[128]))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("BatchNorm 'norm' cannot learn from 1 value per channel (input [1, 128]): its variance is"
                        + " always 0. Use a batch of at least 2, or freeze() the model to predict single examples");
    }

    @Test
    void oneExampleWithPositionsIsABatch() {
        SingleLayer layer = new SingleLayer(BatchNorm.standard(), Shape.of(2, 1), 1);
        assertNear(layer.forward(1, 3), new float[] {-1, 1}, 1e-4);
    }

    @Test
    void frozenItIsOneMultiplyAddWithTheRunningStatistics() {
        SingleLayer layer = layer(BatchNorm.standard().epsilon(0.1f), new Batch(Shape.of(2, 3), 4))
                .withRandomStatistics(5);
        float[] x = gaussian(1, 24);
        double[] expected = new double[24];
        for (int index = 0; index < 24; index++) {
            int c = index % 3;
            expected[index] = layer.gamma()[c]
                            * (x[index] - layer.runningMean()[c])
                            / Math.sqrt((double) layer.runningVariance()[c] + 0.1f)
                    + layer.beta()[c];
        }
        float[] y = layer.predict(x);
        assertNear(y, expected, 1e-6);
        assertThat(layer.predict(Arrays.copyOf(x, 6))).containsExactly(Arrays.copyOf(y, 6));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, -1e-6f})
    void aVarianceThatIsNoneIsRefusedWhenFrozen(float variance) {
        SingleLayer layer = new SingleLayer(BatchNorm.standard(), Shape.of(3), 2);
        layer.runningVariance()[1] = variance;
        assertThatThrownBy(layer::freeze)
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("BatchNorm 'norm' needs a ")
                .hasMessageContaining("running_var")
                .hasMessageContaining("channel 1 has " + variance + ". Recalibrate the model");
    }

    @ParameterizedTest
    @ValueSource(strings = {"weight", "bias", "running_mean"})
    void whatIsNotFiniteIsRefusedWhenFrozen(String name) {
        SingleLayer layer = new SingleLayer(BatchNorm.standard(), Shape.of(3), 2);
        float[] values = layer.parameters.containsKey(name) ? layer.slot(name).values : layer.statistic(name).values;
        values[2] = Float.NaN;
        assertThatThrownBy(layer::freeze)
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("BatchNorm 'norm' needs a finite " + name + ", but channel 2 has NaN. ")
                .hasMessageContaining(name.equals("running_mean") ? "Recalibrate" : "Train it again");
    }

    @Test
    void aVarianceOfZeroIsFine() {
        SingleLayer layer = new SingleLayer(BatchNorm.standard().epsilon(0.25f), Shape.of(1), 2);
        layer.runningVariance()[0] = 0;
        assertThat(layer.predict(3)).containsExactly(6);
    }

    @Test
    void itsTensorsHavePyTorchsNamesAndPlaces() {
        BatchNorm norm = BatchNorm.standard();
        assertThat(norm.parameters(Shape.of(7, 3))).extracting("name").containsExactly("weight", "bias");
        assertThat(norm.parameters(Shape.of(7, 3))).extracting("shape").containsOnly(Shape.of(3));
        assertThat(norm.parameters(Shape.of(3)))
                .extracting("role")
                .containsOnly(dev.evenkeel.layer.Parameter.Role.NORMALIZATION);
        assertThat(norm.statistics(Shape.of(7, 3))).extracting("name").containsExactly("running_mean", "running_var");
        assertThat(norm.statistics(Shape.of(7, 3))).extracting("initial").containsExactly(0f, 1f);
        assertThat(norm.statistics(Shape.of(7, 3))).extracting("shape").containsOnly(Shape.of(3));
        assertThat(norm.outputShape(List.of(Shape.of(7, 3)))).isEqualTo(Shape.of(7, 3));
        SingleLayer layer = new SingleLayer(norm, Shape.of(3), 2);
        assertThat(layer.gamma()).containsOnly(1);
        assertThat(layer.beta()).containsOnly(0);
    }

    @Test
    void onlyAReluIsComputedInTheSameSweep() {
        assertThat(FusionRules.relu(BatchNorm.standard(), Activate.of(Activation.RELU)))
                .isTrue();
        assertThat(FusionRules.relu(BatchNorm.standard(), Activate.leakyRelu(0.01f)))
                .isFalse();
        assertThat(FusionRules.relu(BatchNorm.standard(), BatchNorm.standard())).isFalse();
    }

    private static SingleLayer layer(BatchNorm norm, Batch batch) {
        return new SingleLayer(norm, batch.shape, batch.examples).withRandomParameters(7);
    }
}
