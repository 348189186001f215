package dev.evenkeel.lab.check;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;

import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Step;
import dev.evenkeel.network.Network;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/** S4: batch normalization forgets the scale and the shift of what comes before it. */
final class InvarianceChecks {
    private static final double BOUND = 1e-5;
    private static final int INPUTS = 5;
    private static final int FEATURES = 7;
    private static final int BATCH = 32;
    private static final int STEPS = 10;

    private InvarianceChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "S4 bias",
                        "gradient of a bias before batchNorm / gradient of its weights = 0",
                        BOUND,
                        InvarianceChecks::biasGradient),
                new Check(
                        "S4 orthogonal",
                        "cosine of weight and gradient, channel by channel, before batchNorm = 0",
                        BOUND,
                        InvarianceChecks::cosine),
                new Check(
                        "S4 scale",
                        "weights x 10 at rate x 100: outputs over " + STEPS + " steps = those of the usual weights",
                        BOUND,
                        InvarianceChecks::scaled));
    }

    private static double biasGradient(long seed) {
        TrainingProgram program = stepped(seed);
        float[] bias = Sample.slot(program, "0.bias").gradient();
        float[] gradient = Sample.slot(program, "0.weight").gradient();
        double worst = 0;
        for (int feature = 0; feature < FEATURES; feature++) {
            worst = Math.max(worst, Math.abs(bias[feature]) / Math.sqrt(product(gradient, gradient, feature)));
        }
        return worst;
    }

    private static double cosine(long seed) {
        TrainingProgram program = stepped(seed);
        float[] weight = Sample.slot(program, "0.weight").values();
        float[] gradient = Sample.slot(program, "0.weight").gradient();
        double worst = 0;
        for (int feature = 0; feature < FEATURES; feature++) {
            double norms = product(weight, weight, feature) * product(gradient, gradient, feature);
            worst = Math.max(worst, Math.abs(product(weight, gradient, feature)) / Math.sqrt(norms));
        }
        return worst;
    }

    private static double product(float[] a, float[] b, int feature) {
        double sum = 0;
        for (int at = feature * INPUTS; at < (feature + 1) * INPUTS; at++) {
            sum += (double) a[at] * b[at];
        }
        return sum;
    }

    private static double scaled(long seed) {
        TrainingProgram usual = program();
        TrainingProgram large = program();
        large.parameters().forEach(slot -> {
            for (int at = 0; at < slot.values().length; at++) {
                slot.values()[at] *= 10;
            }
        });
        double worst = 0;
        for (int number = 0; number < STEPS; number++) {
            step(usual, seed, number);
            step(large, seed, number);
            int length = BATCH * FEATURES;
            worst = Math.max(
                    worst,
                    Sample.deviation(
                            Sample.doubles(large.output().values(), length),
                            Sample.doubles(usual.output().values(), length)));
            descend(usual, 1e-3);
            descend(large, 1e-1);
        }
        return worst;
    }

    private static TrainingProgram stepped(long seed) {
        TrainingProgram program = program();
        step(program, seed, 0);
        return program;
    }

    private static TrainingProgram program() {
        return Sample.program(
                Network.of(
                        Shape.of(INPUTS),
                        linear(FEATURES),
                        batchNorm().withoutAffine().epsilon(1e-12f)),
                BATCH,
                Team.alone());
    }

    private static void step(TrainingProgram program, long seed, int number) {
        Randomness random = Randomness.of(seed, "batch", number);
        Sample.copy(Sample.gaussian(random, BATCH * INPUTS, 0), program.input().values());
        program.begin();
        program.forward(BATCH, number, Step.Purpose.LEARN);
        Sample.copy(Sample.gaussian(random, BATCH * FEATURES, 0), program.outputGradient());
        program.backward();
        program.commit();
    }

    private static void descend(TrainingProgram program, double learningRate) {
        ParameterSlot weight = Sample.slot(program, "0.weight");
        for (int at = 0; at < weight.values().length; at++) {
            weight.next()[at] = (float) (weight.values()[at] - learningRate * weight.gradient()[at]);
        }
        weight.commit();
    }
}
