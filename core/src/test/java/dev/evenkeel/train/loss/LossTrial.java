package dev.evenkeel.train.loss;

import dev.evenkeel.dataset.Target;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.train.loss.LossCases.Case;
import java.util.Arrays;

/** A loss bound to random outputs, targets and weights. */
final class LossTrial {
    final Case one;
    final int examples;
    final float[] outputs;
    final float[] gradient;
    final float[] targets;
    final float[] weights;
    final Mask mask;
    final Loss.Bound bound;

    LossTrial(Case one, int examples, double spread) {
        this(one, examples, spread, Team.alone());
    }

    LossTrial(Case one, int examples, double spread, Team team) {
        Randomness randomness = Randomness.of(11, "loss");
        this.one = one;
        this.examples = examples;
        outputs = new float[examples * one.output().size()];
        gradient = new float[outputs.length];
        targets = new float[examples * one.target().size()];
        weights = new float[examples];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = (float) (spread * randomness.nextGaussian());
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i % 7 == 3 ? 0 : (float) (0.25 + randomness.nextDouble());
        }
        draw(randomness);
        mask = new Mask(examples, one.output().positions());
        Activations activations = new Activations(one.output(), examples, outputs, mask);
        bound = one.loss().bind(new Compute(ScalarKernels.kernels(), team), activations, one.target(), gradient);
    }

    private void draw(Randomness randomness) {
        boolean distribution = one.loss() instanceof CrossEntropy
                && one.target().size() == one.output().size();
        boolean index = one.target() instanceof Target.Classes || one.loss() instanceof CrossEntropy;
        int channels = one.output().channels();
        for (int i = 0; i < targets.length; i++) {
            if (distribution) {
                float share = (float) randomness.nextDouble();
                targets[i] = i % channels == 0 ? share : (1 - targets[i - 1]);
            } else if (index) {
                targets[i] = randomness.nextInt(one.target() instanceof Target.Classes c ? c.count() : channels);
            } else {
                targets[i] = (float) randomness.nextDouble();
            }
        }
    }

    void pad() {
        for (int row = 2; row < examples * mask.positions(); row += 5) {
            mask.pad(row);
        }
    }

    double evaluateWithoutExample(int example, float output) {
        weights[example] = 0;
        int size = one.output().size();
        Arrays.fill(outputs, example * size, (example + 1) * size, output);
        return bound.run(examples, targets, weights, 1f);
    }

    double[] outputsAsDouble() {
        double[] x = new double[outputs.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = outputs[i];
        }
        return x;
    }

    double naive(double[] x) {
        int positions = one.output().positions();
        int channels = one.output().channels();
        int targetSize = one.target().size() / positions;
        double sum = 0;
        double total = 0;
        for (int row = 0; row < examples * positions; row++) {
            if (mask.isReal(row)) {
                double[] t = new double[targetSize];
                for (int i = 0; i < targetSize; i++) {
                    t[i] = targets[row * targetSize + i];
                }
                double[] values = Arrays.copyOfRange(x, row * channels, (row + 1) * channels);
                double weight = weights[row / positions];
                sum += weight * one.formula().loss(values, t);
                total += weight * one.formula().weight(t);
            }
        }
        return sum / total;
    }
}
