package dev.evenkeel.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.layer.Step;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/**
 * Gradients against central differences of fourth order, {@code (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12h}, of the loss
 * {@code sum(weights * outputs)} with random weights: an even loss would hide what normalization takes away.
 */
final class Differences {
    private static final double ORACLE_STEP = 2e-4;
    private static final double ORACLE_TOLERANCE = 1e-7;
    private static final int MAX_PLACES = 100;
    private static final float LAYER_STEP = 0x1p-6f;
    private static final double LAYER_TOLERANCE = 2e-3;

    private Differences() {}

    static void ofOracle(LayerCase tested) {
        tested.oracle().ifPresent(oracle -> {
            for (int examples : new int[] {tested.fewest(), Math.max(3, tested.fewest() + 1)}) {
                LayerHarness context = HarnessVariants.one(tested, examples);
                int length = examples * context.outputShape().size();
                Given given = context.given(examples, someDropped(length));
                assertDifferences(oracle, given, LayerHarness.doubles(context.weights(), length));
            }
        });
    }

    /** Outputs of which every third was dropped, for layers that drop at random. */
    private static float[] someDropped(int length) {
        float[] outputs = new float[length];
        for (int index = 0; index < length; index++) {
            outputs[index] = index % 3;
        }
        return outputs;
    }

    private static void assertDifferences(Oracle oracle, Given given, double[] weights) {
        Gradients gradients = oracle.backward(given, weights);
        for (int input = 0; input < gradients.inputs().size(); input++) {
            int number = input;
            double[] gradient = gradients.inputs().get(input);
            assertThat(gradient).hasSameSizeAs(given.inputs().get(input));
            assertDifferences(
                    "gradient of input " + input,
                    gradient,
                    place -> difference(
                            ORACLE_STEP,
                            step -> loss(
                                    oracle.trainAround(given, given.withInputMoved(number, place, step)), weights)));
        }
        gradients.parameters().forEach((name, gradient) -> {
            assertThat(gradient).hasSameSizeAs(given.tensor(name, 0, 0));
            assertDifferences(
                    "gradient of " + name,
                    gradient,
                    place -> difference(
                            ORACLE_STEP,
                            step -> loss(
                                    oracle.trainAround(given, given.withParameterMoved(name, place, step)), weights)));
        });
    }

    /** At places spread over the gradient, where it is long. */
    private static void assertDifferences(String what, double[] gradient, IntToDoubleFunction difference) {
        int count = Math.min(gradient.length, MAX_PLACES);
        double[] actual = new double[count];
        double[] expected = new double[count];
        for (int index = 0; index < count; index++) {
            int place = (int) ((long) gradient.length * index / count);
            actual[index] = gradient[place];
            expected[index] = difference.applyAsDouble(place);
        }
        Near.assertNear(what, actual, expected, ORACLE_TOLERANCE);
    }

    /** The layer's own outputs, in float: a coarse test, but one that needs no formula. */
    static void ofLayer(LayerCase tested) {
        if (tested.oracle().isPresent()) {
            return;
        }
        int examples = Math.max(3, tested.fewest());
        LayerHarness context = HarnessVariants.one(tested, examples);
        Stage stage = new Stage(context);
        Outcome outcome = stage.run(examples);
        for (int input = 0; input < context.inputs(); input++) {
            float[] gradient = outcome.inputGradients().get(input);
            double[] expected = differences(stage, context, context.input(input).values(), gradient.length);
            Near.assertNear("gradient of input " + input, gradient, expected, LAYER_TOLERANCE);
        }
        context.parameters().forEach((name, slot) -> {
            if (slot.needsGradient()) {
                double[] expected = differences(stage, context, slot.values(), slot.values().length);
                Near.assertNear("gradient of " + name, outcome.added(name), expected, LAYER_TOLERANCE);
            }
        });
    }

    private static double[] differences(Stage stage, LayerHarness context, float[] values, int length) {
        double[] differences = new double[length];
        for (int index = 0; index < length; index++) {
            float value = values[index];
            int place = index;
            differences[index] = difference(LAYER_STEP, step -> {
                values[place] = (float) (value + step);
                float[] outputs = stage.forward(context.examples(), Step.Purpose.LEARN);
                return loss(
                        LayerHarness.doubles(outputs, outputs.length),
                        LayerHarness.doubles(context.weights(), outputs.length));
            });
            values[index] = value;
        }
        return differences;
    }

    private static double difference(double h, DoubleUnaryOperator f) {
        double near = f.applyAsDouble(h) - f.applyAsDouble(-h);
        double far = f.applyAsDouble(2 * h) - f.applyAsDouble(-2 * h);
        return (8 * near - far) / (12 * h);
    }

    private static double loss(double[] outputs, double[] weights) {
        double sum = 0;
        for (int index = 0; index < outputs.length; index++) {
            sum += weights[index] * outputs[index];
        }
        return sum;
    }
}
