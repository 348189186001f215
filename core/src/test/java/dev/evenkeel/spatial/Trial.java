package dev.evenkeel.spatial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.LayerContext;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;

/** A layer at work on examples whose values lie a quarter apart, so that no small step changes which is the largest. */
final class Trial {
    static final int EXAMPLES = 3;
    private static final Step STEP = LayerContext.step(EXAMPLES, 1, Step.Purpose.LEARN);
    private static final float SMALL = 0x1p-5f;

    final LayerContext context;
    private final TrainingPass pass;

    Trial(Layer layer, Shape... inputs) {
        this(layer, new Compute(ScalarKernels.kernels(), Team.alone()), inputs);
    }

    Trial(Layer layer, Compute compute, Shape... inputs) {
        context = new LayerContext(layer, EXAMPLES, compute, inputs);
        for (int input = 0; input < inputs.length; input++) {
            float[] x = context.input(input).values();
            int[] order = new int[x.length];
            Arrays.setAll(order, index -> index);
            new Randomness(3).shuffle(order);
            for (int index = 0; index < x.length; index++) {
                x[index] = (order[index] - x.length / 2) / 4f;
            }
        }
        pass = layer.training(context);
    }

    float[] x() {
        return context.input().values();
    }

    float[] forward() {
        Arrays.fill(context.output().values(), Float.NaN);
        pass.forward(STEP);
        return context.output().values();
    }

    /** The gradient of input {@code index} for the gradient of the output that the context came with. */
    float[] backward(int index) {
        forward();
        float[] dy = context.outputGradient().clone();
        Arrays.fill(context.inputGradient(index), Float.NaN);
        pass.backward(STEP);
        System.arraycopy(dy, 0, context.outputGradient(), 0, dy.length);
        return context.inputGradient(index);
    }

    /** The outputs are a linear function of small steps, so differences are exact but for rounding. */
    void assertGradientsAreDifferences() {
        for (int index = 0; index < context.inputs(); index++) {
            float[] gradient = backward(index).clone();
            float[] x = context.input(index).values();
            for (int at = 0; at < x.length; at++) {
                float value = x[at];
                x[at] = value + SMALL;
                double more = loss();
                x[at] = value - SMALL;
                double less = loss();
                x[at] = value;
                assertThat((double) gradient[at])
                        .as("input %d at %d", index, at)
                        .isCloseTo((more - less) / (2 * SMALL), within(2e-3));
            }
        }
    }

    private double loss() {
        float[] y = forward();
        double loss = 0;
        for (int at = 0; at < y.length; at++) {
            loss += (double) context.outputGradient()[at] * y[at];
        }
        return loss;
    }

    static void assertClose(float[] actual, double[] expected, double tolerance) {
        assertThat(actual).hasSize(expected.length);
        for (int at = 0; at < expected.length; at++) {
            assertThat((double) actual[at]).as("at %d", at).isCloseTo(expected[at], within(tolerance));
        }
    }
}
