package dev.evenkeel.lab.check;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.instanceNorm;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.rmsNorm;

import dev.evenkeel.layer.Layer;
import dev.evenkeel.reference.NormalizationReference;
import dev.evenkeel.reference.NormalizationReference.Center;
import dev.evenkeel.reference.NormalizationReference.Gradients;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * S1 for normalization: the formulas' gradients against central differences of fourth order of {@code sum(dy * y)} with random dy, and the
 * library's outputs and gradients, in float, against the formulas.
 */
final class GradientChecks {
    private static final double FORMULA = 1e-7;
    private static final double LIBRARY = 1e-5;
    private static final float EPSILON = 1e-3f;
    private static final int EXAMPLES = 5;
    private static final int POSITIONS = 3;
    private static final int CHANNELS = 6;
    private static final int GROUPS = 3;

    /** A layer and its formula. */
    private record Pair(Layer layer, NormalizationReference reference) {}

    private GradientChecks() {}

    static List<Check> all() {
        Shape shape = Shape.of(POSITIONS, CHANNELS);
        List<Pair> pairs = List.of(
                new Pair(batchNorm().epsilon(EPSILON), NormalizationReference.batch(shape, EPSILON)),
                new Pair(layerNorm().epsilon(EPSILON), NormalizationReference.rows(CHANNELS, Center.MEAN, EPSILON)),
                new Pair(groupNorm(GROUPS).epsilon(EPSILON), NormalizationReference.group(shape, GROUPS, EPSILON)),
                new Pair(
                        instanceNorm().withAffine().epsilon(EPSILON),
                        NormalizationReference.group(shape, CHANNELS, EPSILON)),
                new Pair(rmsNorm().epsilon(EPSILON), NormalizationReference.rows(CHANNELS, Center.ZERO, EPSILON)));
        List<Check> checks = new ArrayList<>();
        for (Pair pair : pairs) {
            String word = pair.layer.typeName();
            checks.add(new Check(
                    "S1 " + word + " formula",
                    "gradients by the formula = central differences, in double",
                    FORMULA,
                    seed -> formula(pair.reference, sample(seed))));
            checks.add(new Check(
                    "S1 " + word + " layer",
                    "outputs and gradients of the layer = formula",
                    LIBRARY,
                    seed -> layer(pair, sample(seed))));
        }
        return checks;
    }

    private static Sample sample(long seed) {
        return Sample.of(seed, EXAMPLES, POSITIONS, CHANNELS);
    }

    private static double formula(NormalizationReference reference, Sample sample) {
        Gradients gradient = reference.backward(sample.x(), sample.gamma(), sample.dy());
        return Math.max(
                Sample.deviation(gradient.dx(), CentralDifferences.of(sample.x(), () -> loss(reference, sample))),
                Math.max(
                        Sample.deviation(
                                gradient.gamma(), CentralDifferences.of(sample.gamma(), () -> loss(reference, sample))),
                        Sample.deviation(
                                gradient.beta(), CentralDifferences.of(sample.beta(), () -> loss(reference, sample)))));
    }

    private static double loss(NormalizationReference reference, Sample sample) {
        double[] y = reference.forward(sample.x(), sample.gamma(), sample.beta());
        double sum = 0;
        for (int at = 0; at < y.length; at++) {
            sum += sample.dy()[at] * y[at];
        }
        return sum;
    }

    private static double layer(Pair pair, Sample sample) {
        // RMS normalization learns no beta.
        double[] beta = pair.reference.center() == Center.ZERO ? new double[CHANNELS] : sample.beta();
        Sample.Outcome outcome = sample.through(pair.layer);
        Gradients expected = pair.reference.backward(sample.x(), sample.gamma(), sample.dy());
        double outputs = Sample.deviation(outcome.y(), pair.reference.forward(sample.x(), sample.gamma(), beta));
        double gradients = Math.max(
                Sample.deviation(outcome.gradient().dx(), expected.dx()),
                Sample.deviation(outcome.gradient().gamma(), expected.gamma()));
        double[] betaGradient = outcome.gradient().beta();
        double ofBeta = betaGradient.length == 0 ? 0 : Sample.deviation(betaGradient, expected.beta());
        return Math.max(outputs, Math.max(gradients, ofBeta));
    }
}
