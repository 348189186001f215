package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.network.Network;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Oracle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exact consequences of batch normalization's formula. */
class StrictChecksTest {
    private static final int INPUTS = 5;
    private static final int FEATURES = 7;
    private static final int BATCH = 32;

    @Test
    void aBiasBeforeBatchNormHasNoGradientAndWeightsAreOrthogonalToTheirs() {
        TrainingProgram program = program();
        step(program, 0);
        float[] weight = slot(program, "0.weight").values();
        float[] gradient = slot(program, "0.weight").gradient();
        for (int feature = 0; feature < FEATURES; feature++) {
            double product = 0;
            double weights = 0;
            double gradients = 0;
            for (int at = feature * INPUTS; at < (feature + 1) * INPUTS; at++) {
                product += (double) weight[at] * gradient[at];
                weights += (double) weight[at] * weight[at];
                gradients += (double) gradient[at] * gradient[at];
            }
            assertThat(gradients).isPositive();
            assertThat(product / Math.sqrt(weights * gradients)).isCloseTo(0, within(1e-5));
            assertThat(slot(program, "0.bias").gradient()[feature] / Math.sqrt(gradients))
                    .isCloseTo(0f, within(1e-5));
        }
    }

    @Test
    void weightsTenTimesLargerWithAHundredTimesTheRateTakeTheSamePath() {
        TrainingProgram usual = program();
        TrainingProgram large = program();
        float[] weights = slot(large, "0.weight").values();
        for (int at = 0; at < weights.length; at++) {
            weights[at] *= 10;
        }
        float[] bias = slot(large, "0.bias").values();
        for (int at = 0; at < bias.length; at++) {
            bias[at] *= 10;
        }
        for (int step = 0; step < 10; step++) {
            step(usual, step);
            step(large, step);
            int length = BATCH * FEATURES;
            double[] expected = LayerHarness.doubles(usual.output().values(), length);
            Near.assertNear(
                    "outputs after " + step, LayerHarness.doubles(large.output().values(), length), expected, 1e-5);
            descend(usual, 1e-3);
            descend(large, 1e-1);
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 1.5958", "8, 1.2036", "32, 1.0414"})
    void smallBatchesInflateTheInverseDeviation(int size, double expected) {
        int batches = 200_000 / size;
        Randomness random = new Randomness(17);
        double[] x = new double[batches * size];
        for (int index = 0; index < x.length; index++) {
            x[index] = random.nextGaussian();
        }
        BatchNorm ghosts = batchNorm().withoutAffine().ghostSize(size).epsilon(Float.MIN_NORMAL);
        Oracle oracle = Oracles.of(ghosts).orElseThrow();
        double[] y = oracle.train(Given.of(Shape.of(1), x.length, x));
        double sum = 0;
        for (int batch = 0; batch < batches; batch++) {
            int at = batch * size;
            sum += (y[at + 1] - y[at]) / (x[at + 1] - x[at]);
        }
        assertThat(sum / batches).isCloseTo(expected, within(expected * (size == 4 ? 0.03 : 0.01)));
    }

    private static TrainingProgram program() {
        BatchNorm norm = batchNorm().withoutAffine().epsilon(1e-12f);
        return Compiler.compile(
                Network.of(Shape.of(INPUTS), linear(FEATURES), norm),
                BATCH,
                new Compute(PreferredKernels.kernels(), Team.alone()),
                3,
                layer -> TrainingMode.TRAIN);
    }

    private static void step(TrainingProgram program, int number) {
        Randomness random = Randomness.of(23, "batch", number);
        for (int index = 0; index < BATCH * INPUTS; index++) {
            program.input().values()[index] = (float) random.nextGaussian();
        }
        program.begin();
        program.forward(BATCH, number, Step.Purpose.LEARN);
        for (int index = 0; index < BATCH * FEATURES; index++) {
            program.outputGradient()[index] = (float) random.nextGaussian();
        }
        program.backward();
        program.commit();
    }

    private static void descend(TrainingProgram program, double learningRate) {
        ParameterSlot weight = slot(program, "0.weight");
        for (int at = 0; at < weight.values().length; at++) {
            weight.next()[at] = (float) (weight.values()[at] - learningRate * weight.gradient()[at]);
        }
        weight.commit();
    }

    private static ParameterSlot slot(TrainingProgram program, String name) {
        return program.parameters().stream()
                .filter(slot -> slot.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
