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
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.TrainingMode;
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

/** The norms that know one example at a time: LayerNorm, GroupNorm, InstanceNorm, RmsNorm. */
class ExampleNormsTest {
    private static final float EPSILON = 0.1f;

    record Case(Layer layer, Shape shape, int examples, Oracle oracle) {
        int size() {
            return examples * shape.size();
        }

        SingleLayer build() {
            return new SingleLayer(layer, shape, examples).withRandomParameters(7);
        }

        @Override
        public String toString() {
            return layer + " " + shape + " x " + examples;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                        layerNorms(Shape.of(5), 1),
                        layerNorms(Shape.of(2), 7),
                        layerNorms(Shape.of(3, 4), 2),
                        layerNorms(Shape.of(2, 1, 3, 2), 2),
                        groupNorms(Shape.of(6), 3, 3),
                        groupNorms(Shape.of(5, 4), 3, 2),
                        groupNorms(Shape.of(2, 3, 4), 2, 4),
                        groupNorms(Shape.of(7, 1), 2, 1),
                        groupNorms(Shape.of(2, 1, 3, 2), 2, 1),
                        instanceNorms(Shape.of(7, 1), 2),
                        instanceNorms(Shape.of(2, 3), 5),
                        instanceNorms(Shape.of(2, 3, 4), 1),
                        rmsNorms(Shape.of(1), 3),
                        rmsNorms(Shape.of(5), 3),
                        rmsNorms(Shape.of(2, 2, 3), 2))
                .flatMap(List::stream);
    }

    private static List<Case> layerNorms(Shape shape, int examples) {
        LayerNorm norm = LayerNorm.standard().epsilon(EPSILON);
        Oracle last = Oracle.rows(shape.channels(), EPSILON);
        Oracle all = Oracle.rows(shape.size(), EPSILON);
        return List.of(
                new Case(norm, shape, examples, last),
                new Case(norm.withoutAffine(), shape, examples, last),
                new Case(norm.withoutScale(), shape, examples, last),
                new Case(norm.withoutBias(), shape, examples, last),
                new Case(norm.overAllAxes().withoutBias(), shape, examples, all),
                new Case(norm.overAllAxes(), shape, examples, all));
    }

    private static List<Case> groupNorms(Shape shape, int examples, int groups) {
        GroupNorm norm = GroupNorm.of(groups).epsilon(EPSILON);
        Oracle oracle = Oracle.group(shape, groups, EPSILON);
        return List.of(
                new Case(norm, shape, examples, oracle),
                new Case(norm.withoutScale(), shape, examples, oracle),
                new Case(norm.withoutBias(), shape, examples, oracle),
                new Case(norm.withoutAffine(), shape, examples, oracle));
    }

    private static List<Case> instanceNorms(Shape shape, int examples) {
        InstanceNorm norm = InstanceNorm.standard().epsilon(EPSILON);
        Oracle oracle = Oracle.group(shape, shape.channels(), EPSILON);
        return List.of(
                new Case(norm, shape, examples, oracle),
                new Case(norm.withAffine().withoutScale(), shape, examples, oracle),
                new Case(norm.withAffine().withoutBias(), shape, examples, oracle),
                new Case(norm.withAffine(), shape, examples, oracle));
    }

    private static List<Case> rmsNorms(Shape shape, int examples) {
        RmsNorm norm = RmsNorm.standard().epsilon(EPSILON);
        Oracle oracle = Oracle.rowsWithoutMean(shape.channels(), EPSILON);
        return List.of(
                new Case(norm, shape, examples, oracle), new Case(norm.withoutAffine(), shape, examples, oracle));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void forwardIsTheFormula(Case it) {
        SingleLayer layer = it.build();
        float[] x = gaussian(2, it.size());
        assertNear(layer.forward(x), it.oracle.forward(wide(x), wide(layer.gamma()), wide(layer.beta())), 2e-6);
        assertThat(Arrays.copyOf(layer.input.values(), x.length)).containsExactly(x);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void backwardIsTheDerivative(Case it) {
        assertGradients(it, it.build());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aFollowingReluIsPartOfForwardAndBackward(Case it) {
        if (FusionRules.relu(it.layer, Activate.of(Activation.RELU))) {
            it.oracle.withRelu();
            assertGradients(it, it.build().withRelu());
        }
    }

    private static void assertGradients(Case it, SingleLayer layer) {
        float[] x = gaussian(2, it.size());
        float[] weight = gaussian(3, it.size());
        double[] gamma = wide(layer.gamma());
        double[] beta = wide(layer.beta());
        layer.parameters.values().forEach(slot -> Arrays.fill(slot.gradient, 100));

        assertNear(layer.forward(x), it.oracle.forward(wide(x), gamma, beta), 2e-6);
        float[] dx = layer.backward(weight);

        assertNear(dx, it.oracle.inputGradient(wide(x), gamma, beta, wide(weight)), 1e-5);
        if (layer.parameters.containsKey("weight")) {
            assertGradient(layer.gradient("weight"), it.oracle.gradient(gamma, wide(x), gamma, beta, wide(weight)));
        }
        if (layer.parameters.containsKey("bias")) {
            assertGradient(layer.gradient("bias"), it.oracle.gradient(beta, wide(x), gamma, beta, wide(weight)));
        }
    }

    private static void assertGradient(float[] actual, double[] expected) {
        assertNear(actual, Arrays.stream(expected).map(value -> 100 + value).toArray(), 1e-5);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void frozenItComputesTheSameAloneAndInABatch(Case it) {
        SingleLayer layer = it.build();
        float[] x = gaussian(2, it.size());
        float[] y = layer.predict(x);
        assertNear(y, it.oracle.forward(wide(x), wide(layer.gamma()), wide(layer.beta())), 2e-6);
        assertThat(layer.forward(x)).containsExactly(y);
        int size = it.shape.size();
        for (int example = 0; example < it.examples; example++) {
            float[] alone = Arrays.copyOfRange(x, example * size, (example + 1) * size);
            assertThat(layer.predict(alone))
                    .containsExactly(Arrays.copyOfRange(y, example * size, (example + 1) * size));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void onlyTheExamplesOfTheStepCount(Case it) {
        SingleLayer larger = new SingleLayer(it.layer, it.shape, it.examples + 2).withRandomParameters(7);
        larger.forward(gaussian(9, (it.examples + 2) * it.shape.size()));
        larger.backward(new float[(it.examples + 2) * it.shape.size()]);
        SingleLayer exact = it.build();
        float[] x = gaussian(2, it.size());
        assertThat(larger.forward(x)).containsExactly(exact.forward(x));
        assertThat(larger.backward(gaussian(3, it.size()))).containsExactly(exact.backward(gaussian(3, it.size())));
        larger.parameters.forEach((name, slot) -> assertNear(slot.gradient, exact.gradient(name), 1e-6));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void withoutInputGradientOnlyTheParametersLearn(Case it) {
        SingleLayer layer = it.build().withoutInputGradient();
        SingleLayer other = it.build();
        layer.forward(gaussian(1, it.size()));
        other.forward(gaussian(1, it.size()));
        layer.backward(gaussian(2, it.size()));
        other.backward(gaussian(2, it.size()));
        assertThat(layer.inputGradient).containsOnly(0);
        layer.parameters.forEach((name, slot) -> assertThat(slot.gradient).containsExactly(other.gradient(name)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void frozenParametersStay(Case it) {
        SingleLayer layer = it.build().treated(TrainingMode.TRAIN.withFrozenParameters());
        SingleLayer other = it.build();
        float[] x = gaussian(1, it.size());
        assertThat(layer.forward(x)).containsExactly(other.forward(x));
        assertThat(layer.backward(x)).containsExactly(other.backward(x));
        layer.parameters.values().forEach(slot -> assertThat(slot.gradient).containsOnly(0));
    }

    @ParameterizedTest
    @MethodSource("manyRows")
    void theBitsDoNotDependOnTheThreads(Layer norm) {
        Shape shape = Shape.of(37, 24);
        float[] x = gaussian(1, 41 * shape.size());
        float[] dy = gaussian(2, x.length);
        SingleLayer alone = new SingleLayer(norm, shape, 41).withRandomParameters(3);
        float[] y = alone.forward(x);
        float[] dx = alone.backward(dy);
        for (int threads : new int[] {2, 8}) {
            try (Team team = Team.of(threads)) {
                SingleLayer together =
                        new SingleLayer(norm, shape, 41).withRandomParameters(3).team(team);
                assertThat(together.forward(x)).isEqualTo(y);
                assertThat(together.backward(dy)).isEqualTo(dx);
                together.parameters.forEach(
                        (name, slot) -> assertThat(slot.gradient).isEqualTo(alone.gradient(name)));
            }
        }
    }

    static Stream<Layer> manyRows() {
        return Stream.of(
                LayerNorm.standard(),
                LayerNorm.standard().overAllAxes(),
                GroupNorm.of(6),
                InstanceNorm.standard().withAffine(),
                RmsNorm.standard());
    }

    @Test
    void asManyGroupsAsChannelsIsInstanceNorm() {
        Shape shape = Shape.of(5, 4);
        SingleLayer group = new SingleLayer(GroupNorm.of(4), shape, 3).withRandomParameters(2);
        SingleLayer instance = new SingleLayer(InstanceNorm.standard().withAffine(), shape, 3).withRandomParameters(2);
        float[] x = gaussian(1, 60);
        assertThat(group.forward(x)).containsExactly(instance.forward(x));
        assertThat(group.backward(gaussian(2, 60))).containsExactly(instance.backward(gaussian(2, 60)));
        assertThat(group.gradient("weight")).containsExactly(instance.gradient("weight"));
    }

    @Test
    void oneGroupIsLayerNormOverTheExample() {
        Shape shape = Shape.of(5, 4);
        SingleLayer group = new SingleLayer(GroupNorm.of(1).withoutAffine(), shape, 3);
        SingleLayer layer = new SingleLayer(LayerNorm.standard().overAllAxes().withoutAffine(), shape, 3);
        float[] x = gaussian(1, 60);
        assertNear(group.forward(x), layer.forward(x), 1e-6);
        assertNear(group.backward(gaussian(2, 60)), layer.backward(gaussian(2, 60)), 1e-6);
    }

    @Test
    void rmsNormOfCentredRowsIsLayerNorm() {
        float[] x = {1, -3, 2, -1, 4, -3};
        SingleLayer rms = new SingleLayer(RmsNorm.standard(), Shape.of(6), 1);
        SingleLayer layer = new SingleLayer(LayerNorm.standard().epsilon(Math.ulp(1f)), Shape.of(6), 1);
        assertNear(rms.forward(x), layer.forward(x), 1e-6);
    }

    @Test
    void aBiasBeforeInstanceNormHasNoGradientAndBeforeGroupNormItHas() {
        Shape shape = Shape.of(5, 4);
        assertThat(biasGradient(InstanceNorm.standard(), shape)).isCloseTo(0, within(1e-5));
        assertThat(Math.abs(biasGradient(GroupNorm.of(2), shape))).isGreaterThan(0.01);
        assertThat(Math.abs(biasGradient(LayerNorm.standard(), shape))).isGreaterThan(0.01);
    }

    private static double biasGradient(Layer norm, Shape shape) {
        SingleLayer layer = new SingleLayer(norm, shape, 2);
        layer.forward(gaussian(1, 2 * shape.size()));
        float[] dx = layer.backward(gaussian(2, 2 * shape.size()));
        double sum = 0;
        for (int index = 0; index < dx.length; index += shape.channels()) {
            sum += dx[index];
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMeanManyDeviationsFromZeroCostsNoPrecision(boolean groups) {
        Shape shape = Shape.of(16, 4);
        Layer norm = groups
                ? GroupNorm.of(2).epsilon(1e-10f)
                : LayerNorm.standard().epsilon(1e-10f).overAllAxes();
        Oracle oracle = groups ? Oracle.group(shape, 2, 1e-10f) : Oracle.rows(64, 1e-10f);
        float[] x = gaussian(3, 128);
        for (int index = 0; index < x.length; index++) {
            x[index] = 10_000 + 0.01f * x[index];
        }
        SingleLayer layer = new SingleLayer(norm, shape, 2).withRandomParameters(1);
        assertNear(layer.forward(x), oracle.forward(wide(x), wide(layer.gamma()), wide(layer.beta())), 1e-5);

        float[] dy = gaussian(4, 128);
        layer.backward(dy);
        float[] gammaGradient = layer.gradient("weight");
        double[] expected = new double[gammaGradient.length];
        double[] ones = wide(SingleLayer.ones(expected.length));
        double[] xhat = oracle.forward(wide(x), ones, new double[expected.length]);
        for (int index = 0; index < xhat.length; index++) {
            expected[index % expected.length] += dy[index] * xhat[index];
        }
        assertNear(gammaGradient, expected, 1e-5);
    }

    @Test
    void onlyTheOnesThatWorkColumnByColumnTakeAReluAlong() {
        Layer relu = Activate.of(Activation.RELU);
        assertThat(FusionRules.relu(GroupNorm.of(2), relu)).isTrue();
        assertThat(FusionRules.relu(InstanceNorm.standard(), relu)).isTrue();
        assertThat(FusionRules.relu(GroupNorm.of(2), Activate.of(Activation.TANH)))
                .isFalse();
        assertThat(FusionRules.relu(InstanceNorm.standard(), Activate.of(Activation.TANH)))
                .isFalse();
        assertThat(FusionRules.relu(LayerNorm.standard(), relu)).isFalse();
        assertThat(FusionRules.relu(RmsNorm.standard(), relu)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("manyRows")
    void parametersThatAreNotFiniteAreRefusedWhenFrozen(Layer norm) {
        SingleLayer layer = new SingleLayer(norm, Shape.of(4, 6), 2);
        for (SingleLayer.Slot slot : layer.parameters.values()) {
            float before = slot.values[3];
            slot.values[3] = Float.NEGATIVE_INFINITY;
            assertThatThrownBy(layer::freeze)
                    .isInstanceOf(EvenkeelException.class)
                    .hasMessageStartingWith(norm.getClass().getSimpleName() + " 'norm' needs a finite ")
                    .hasMessageContaining("-Infinity. Train it again, or take one saved before");
            slot.values[3] = before;
        }
        assertThat(layer.freeze().describe()).startsWith(norm.typeName());
    }

    @Test
    void frozenOnesSayWhatTheyDo() {
        assertThat(new SingleLayer(LayerNorm.standard(), Shape.of(4, 6), 2)
                        .freeze()
                        .describe())
                .isEqualTo("layerNorm over [6]");
        assertThat(new SingleLayer(LayerNorm.standard().overAllAxes(), Shape.of(4, 6), 2)
                        .freeze()
                        .describe())
                .isEqualTo("layerNorm over [4, 6]");
        assertThat(new SingleLayer(GroupNorm.of(3), Shape.of(4, 6), 2).freeze().describe())
                .isEqualTo("groupNorm in 3 groups");
        assertThat(new SingleLayer(RmsNorm.standard(), Shape.of(4, 6), 2)
                        .freeze()
                        .describe())
                .isEqualTo("rmsNorm over [6]");
        assertThat(new SingleLayer(InstanceNorm.standard(), Shape.of(4, 6), 2)
                        .freeze()
                        .describe())
                .isEqualTo("instanceNorm");
    }
}
