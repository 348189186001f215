package dev.evenkeel.layer;

import static dev.evenkeel.network.Layers.standardize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.layer.core.Add;
import dev.evenkeel.layer.core.Dropout;
import dev.evenkeel.layer.core.Flatten;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.layer.core.Softmax;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LayerFormulaTest {
    private static final Step LEARN = LayerContext.step(3, 1, Step.Purpose.LEARN);

    @ParameterizedTest
    @MethodSource("dev.evenkeel.layer.LayerFormulaTest#linearShapes")
    void linearIsTheProductPlusBiasForInputOfAnyRank(Shape input, int features) {
        Linear layer = Linear.of(features);
        LayerContext context = LayerContext.of(layer, 3, input);
        layer.training(context).forward(LEARN);
        int inputs = input.channels();
        double[] expected = new double[3 * input.positions() * features];
        for (int at = 0; at < expected.length; at++) {
            expected[at] = context.tensors.get("bias")[at % features];
            for (int k = 0; k < inputs; k++) {
                expected[at] += (double) context.input().values()[at / features * inputs + k]
                        * context.tensors.get("weight")[at % features * inputs + k];
            }
        }
        assertClose(context.output().values(), expected, 2e-5);
        assertClose(context.infer(layer), expected, 2e-5);
    }

    static Stream<Arguments> linearShapes() {
        return Stream.of(
                Arguments.of(Shape.of(1), 1),
                Arguments.of(Shape.of(7), 5),
                Arguments.of(Shape.of(4, 7), 65),
                Arguments.of(Shape.of(2, 3, 33), 10));
    }

    @Test
    void linearAddsItsGradientsToThoseOfTheBatchBefore() {
        Linear layer = Linear.of(5);
        LayerContext context = LayerContext.of(layer, 3, Shape.of(2, 7));
        Arrays.fill(context.gradients.get("weight"), 2f);
        Arrays.fill(context.gradients.get("bias"), 3f);
        TrainingPass pass = layer.training(context);
        pass.forward(LEARN);
        pass.backward(LEARN);
        double[] weight = new double[35];
        double[] bias = new double[5];
        double[] input = new double[42];
        Arrays.fill(weight, 2);
        Arrays.fill(bias, 3);
        for (int row = 0; row < 6; row++) {
            for (int j = 0; j < 5; j++) {
                double dy = context.outputGradient()[row * 5 + j];
                bias[j] += dy;
                for (int k = 0; k < 7; k++) {
                    weight[j * 7 + k] += dy * context.input().values()[row * 7 + k];
                    input[row * 7 + k] += dy * context.tensors.get("weight")[j * 7 + k];
                }
            }
        }
        assertClose(context.gradients.get("weight"), weight, 1e-5);
        assertClose(context.gradients.get("bias"), bias, 1e-5);
        assertClose(context.inputGradient(0), input, 1e-5);
    }

    @Test
    void aSmallerBatchLeavesTheRestOfTheBuffersAlone() {
        Linear layer = Linear.of(5).withoutBias();
        LayerContext context = LayerContext.of(layer, 3, Shape.of(7));
        Arrays.fill(context.output().values(), 9f);
        layer.training(context).forward(LayerContext.step(2, 1, Step.Purpose.LEARN));
        assertThat(Arrays.copyOfRange(context.output().values(), 10, 15)).containsOnly(9f);
    }

    @Test
    void linearGivesTheSameBitsOnAnyNumberOfThreads() {
        Linear layer = Linear.of(130);
        LayerContext one =
                new LayerContext(layer, 150, new Compute(ScalarKernels.kernels(), Team.alone()), Shape.of(130));
        try (Team team = Team.of(3)) {
            LayerContext three =
                    new LayerContext(layer, 150, new Compute(ScalarKernels.kernels(), team), Shape.of(130));
            for (LayerContext context : List.of(one, three)) {
                TrainingPass pass = layer.training(context);
                pass.forward(LayerContext.step(150, 1, Step.Purpose.LEARN));
                pass.backward(LayerContext.step(150, 1, Step.Purpose.LEARN));
            }
            assertThat(three.output().values()).isEqualTo(one.output().values());
            assertThat(three.gradients.get("weight")).isEqualTo(one.gradients.get("weight"));
            assertThat(three.gradients.get("bias")).isEqualTo(one.gradients.get("bias"));
            assertThat(three.inputGradient(0)).isEqualTo(one.inputGradient(0));
        }
    }

    @ParameterizedTest
    @MethodSource("activations")
    void activationsAreTheirFormulas(Activate layer, DoubleUnaryOperator formula) {
        LayerContext context = LayerContext.of(layer, 3, Shape.of(4, 5));
        float[] x = context.input().values();
        TrainingPass pass = layer.training(context);
        pass.forward(LEARN);
        pass.backward(LEARN);
        double[] y = new double[x.length];
        double[] dx = new double[x.length];
        for (int at = 0; at < x.length; at++) {
            y[at] = formula.applyAsDouble(x[at]);
            double difference = formula.applyAsDouble(x[at] + 1e-6) - formula.applyAsDouble(x[at] - 1e-6);
            dx[at] = context.outputGradient()[at] * difference / 2e-6;
        }
        assertClose(context.output().values(), y, 1e-6);
        assertClose(context.infer(layer), y, 1e-6);
        assertClose(context.inputGradient(0), dx, 1e-5);
    }

    static Stream<Arguments> activations() {
        return Stream.of(
                activation(Activate.of(Activation.RELU), x -> Math.max(0, x)),
                activation(Activate.leakyRelu(0.2f), x -> x > 0 ? x : 0.2f * x),
                activation(Activate.of(Activation.GELU), x -> x / 2 * (1 + erf(x / Math.sqrt(2)))),
                activation(
                        Activate.of(Activation.GELU_TANH),
                        x -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
                activation(Activate.of(Activation.SILU), x -> x / (1 + Math.exp(-x))),
                activation(Activate.of(Activation.SIGMOID), x -> 1 / (1 + Math.exp(-x))),
                activation(Activate.of(Activation.TANH), Math::tanh));
    }

    private static Arguments activation(Activate layer, DoubleUnaryOperator formula) {
        return Arguments.of(layer, formula);
    }

    /** Simpson's rule on the integral. */
    private static double erf(double x) {
        int pieces = 400;
        double step = x / pieces;
        double sum = 1 + Math.exp(-x * x);
        for (int piece = 1; piece < pieces; piece++) {
            sum += (piece % 2 == 1 ? 4 : 2) * Math.exp(-(piece * step) * (piece * step));
        }
        return 2 / Math.sqrt(Math.PI) * sum * step / 3;
    }

    @Test
    void softmaxSharesOneBetweenTheLastAxis() {
        Softmax layer = new Softmax();
        LayerContext context = LayerContext.of(layer, 3, Shape.of(2, 4));
        TrainingPass pass = layer.training(context);
        pass.forward(LEARN);
        pass.backward(LEARN);
        double[] y = new double[24];
        double[] dx = new double[24];
        for (int row = 0; row < 24; row += 4) {
            double sum = 0;
            double mean = 0;
            for (int at = row; at < row + 4; at++) {
                sum += Math.exp(context.input().values()[at]);
            }
            for (int at = row; at < row + 4; at++) {
                y[at] = Math.exp(context.input().values()[at]) / sum;
                mean += y[at] * context.outputGradient()[at];
            }
            for (int at = row; at < row + 4; at++) {
                dx[at] = y[at] * (context.outputGradient()[at] - mean);
            }
        }
        assertClose(context.output().values(), y, 1e-6);
        assertClose(context.infer(layer), y, 1e-6);
        assertClose(context.inputGradient(0), dx, 1e-6);
    }

    @Test
    void dropoutDropsItsShareAndScalesTheOthers() {
        Dropout layer = new Dropout(0.25f);
        LayerContext context = LayerContext.of(layer, 1, Shape.of(40_000));
        Arrays.fill(context.input().values(), 3f);
        Arrays.fill(context.outputGradient(), 3f);
        TrainingPass pass = layer.training(context);
        pass.forward(LayerContext.step(1, 5, Step.Purpose.LEARN));
        pass.backward(LayerContext.step(1, 5, Step.Purpose.LEARN));
        float[] dropped = context.output().values().clone();
        long zeros = java.util.stream.IntStream.range(0, 40_000)
                .filter(at -> dropped[at] == 0)
                .count();
        assertThat(zeros / 40_000.0).isCloseTo(0.25, within(0.01));
        assertThat(dropped).containsOnly(0f, 4f);
        assertThat(context.inputGradient(0)).isEqualTo(dropped);
        pass.forward(LayerContext.step(1, 6, Step.Purpose.LEARN));
        assertThat(context.output().values()).isNotEqualTo(dropped);
        pass.forward(LayerContext.step(1, 5, Step.Purpose.LEARN));
        assertThat(context.output().values()).isEqualTo(dropped);
    }

    @Test
    void dropoutPassesThroughWhileStatisticsAreGatheredAndInInference() {
        Dropout layer = new Dropout(0.5f);
        LayerContext context = LayerContext.of(layer, 3, Shape.of(40));
        layer.training(context).forward(LayerContext.step(3, 5, Step.Purpose.GATHER_STATISTICS));
        assertThat(context.output().values()).isEqualTo(context.input().values());
        assertThat(context.infer(layer)).isEqualTo(context.input().values());
    }

    @Test
    void flattenKeepsTheValuesAndTheirOrder() {
        Flatten layer = new Flatten();
        LayerContext context = LayerContext.of(layer, 3, Shape.of(2, 3, 4));
        TrainingPass pass = layer.training(context);
        pass.forward(LEARN);
        pass.backward(LEARN);
        assertThat(context.output().shape()).isEqualTo(Shape.of(24));
        assertThat(context.output().values()).isEqualTo(context.input().values());
        assertThat(context.inputGradient(0)).isEqualTo(context.outputGradient());
    }

    @Test
    void addSumsAllItsInputsAndGivesEachTheGradient() {
        Add layer = new Add();
        LayerContext context = LayerContext.of(layer, 3, Shape.of(5), Shape.of(5), Shape.of(5));
        TrainingPass pass = layer.training(context);
        pass.forward(LEARN);
        pass.backward(LEARN);
        double[] expected = new double[15];
        for (int at = 0; at < 15; at++) {
            expected[at] = (double) context.input(0).values()[at]
                    + context.input(1).values()[at]
                    + context.input(2).values()[at];
        }
        assertClose(context.output().values(), expected, 1e-6);
        assertClose(context.infer(layer), expected, 1e-6);
        assertThat(context.inputGradient(2)).isEqualTo(context.outputGradient());
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void standardisedTrainingDataHaveMeanZeroAndDeviationOne(InputStandardization.Scope scope) {
        InputStandardization layer = new InputStandardization(scope);
        LayerContext context = LayerContext.of(layer, 50, Shape.of(2, 3));
        float[] x = context.input().values();
        for (int at = 0; at < x.length; at++) {
            x[at] = 100 * (at % 3) + 5 * x[at];
        }
        fit(layer, context);
        layer.training(context).forward(LayerContext.step(50, 1, Step.Purpose.LEARN));
        int groups = scope == InputStandardization.Scope.WHOLE ? 1 : 3;
        for (int group = 0; group < groups; group++) {
            double sum = 0;
            double squares = 0;
            for (int at = group; at < x.length; at += groups) {
                double y = context.output().values()[at];
                sum += y;
                squares += y * y;
            }
            assertThat(sum * groups / x.length).isCloseTo(0, within(1e-5));
            assertThat(squares * groups / x.length).isCloseTo(1, within(1e-5));
        }
        assertThat(context.infer(layer)).isEqualTo(context.output().values());
        layer.training(context).backward(LayerContext.step(50, 1, Step.Purpose.LEARN));
    }

    static Stream<InputStandardization.Scope> scopes() {
        return Stream.of(InputStandardization.Scope.values());
    }

    private static void fit(InputStandardization layer, LayerContext context) {
        Moments moments = new Moments(3);
        context.kernels().columns().moments(context.input().values(), 0, 100, moments);
        InputStandardization.Fitted fitted = layer.fit(moments);
        context.tensors.put("mean", fitted.mean().toArray());
        context.tensors.put("deviation", fitted.deviation().toArray());
    }

    @Test
    void aChannelThatDoesNotVaryIsHeld() {
        Moments moments = new Moments(5);
        double[] squares = {0, 90, 10 * 6.7e-8 * 6.7e-8, 10 * 5e-41 * 5e-41, 10 * 0.01};
        moments.merge(10, new double[] {4, 5, 20, 1.5e-40, 1e4}, squares, 0);
        InputStandardization layer = standardize();
        InputStandardization.Fitted fitted = layer.fit(moments);
        assertThat(fitted.deviation().toArray())
                .containsExactly(
                        InputStandardization.HELD, 3f, InputStandardization.HELD, InputStandardization.HELD, 0.1f);
        LayerContext context = LayerContext.of(layer, 1, Shape.of(5));
        float[] x = context.input().values();
        System.arraycopy(new float[] {3e38f, 8, 1e6f, 1, 1e4f}, 0, x, 0, 5);
        context.tensors.put("mean", fitted.mean().toArray());
        context.tensors.put("deviation", fitted.deviation().toArray());
        layer.training(context).forward(LayerContext.step(1, 1, Step.Purpose.LEARN));
        assertThat(context.output().values()).containsExactly(0, 1, 0, 0, 0);
        assertThat(context.infer(layer)).containsExactly(0, 1, 0, 0, 0);
    }

    @Test
    void aRobustFitTakesMedianAndQuartilesElseTheRange() {
        InputStandardization.Fitted fitted = standardize()
                .robust()
                .fit(List.of(
                        new float[] {1, 2, 3, 4, 1e30f},
                        new float[] {0, 0, 0, 0, 1},
                        new float[] {7, 7, 7},
                        new float[] {1, 2}));
        assertThat(fitted.mean().toArray()).containsExactly(3, 0, 7, 1.5f);
        assertThat(fitted.deviation().toArray()).containsExactly(2, 0.5f, InputStandardization.HELD, 0.5f);
    }

    @Test
    void standardisationRefusesDataThatAreNotFinite() {
        Moments moments = new Moments(2);
        moments.merge(10, new double[] {4, Double.NaN}, new double[] {0, 90}, 0);
        assertThatThrownBy(() -> new InputStandardization(InputStandardization.Scope.PER_CHANNEL).fit(moments))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("channel 1")
                .hasMessageContaining("missing or infinite");
    }

    @ParameterizedTest
    @MethodSource("initials")
    void initialValuesHaveTheirDeviation(Initial initial, double deviation, boolean biased) {
        Linear layer = Linear.of(200).initial(initial);
        List<Parameter> parameters = layer.parameters(Shape.of(300));
        float[] weight = new float[60_000];
        parameters.get(0).initializer().fill(weight, new Randomness(1));
        double squares = 0;
        for (float value : weight) {
            squares += value * value;
        }
        assertThat(Math.sqrt(squares / weight.length)).isCloseTo(deviation, within(deviation * 0.02));
        float[] bias = new float[200];
        parameters.get(1).initializer().fill(bias, new Randomness(1));
        assertThat(Arrays.equals(bias, new float[200])).isNotEqualTo(biased);
    }

    static Stream<Arguments> initials() {
        return Stream.of(
                Arguments.of(Initial.UNIFORM, 1 / Math.sqrt(300 * 3), true),
                Arguments.of(Initial.HE, Math.sqrt(2.0 / 300), false),
                Arguments.of(Initial.XAVIER, Math.sqrt(2.0 / 500), false),
                Arguments.of(Initial.normal(0.05), 0.05, false));
    }

    private static void assertClose(float[] actual, double[] expected, double tolerance) {
        assertThat(actual).hasSize(expected.length);
        for (int at = 0; at < expected.length; at++) {
            assertThat((double) actual[at]).as("at %d", at).isCloseTo(expected[at], within(tolerance));
        }
    }
}
