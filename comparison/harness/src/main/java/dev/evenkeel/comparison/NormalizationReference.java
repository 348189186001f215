package dev.evenkeel.comparison;

import dev.evenkeel.comparison.Task.Normalization;
import dev.evenkeel.comparison.Task.Normalization.Kind;
import java.util.Arrays;

/**
 * {@code y = gamma * xhat + beta} and its gradients in double, over each channel (batch normalization) or each row (layer
 * normalization).
 */
final class NormalizationReference {
    private final Normalization task;
    private final int rows;
    private final int channels;
    private final float[] gamma;
    private final float[] beta;
    private final float[] x;
    private final double[] mean;
    private final double[] inverse;

    NormalizationReference(Normalization task) {
        this.task = task;
        rows = task.extent().rows();
        channels = task.extent().channels();
        gamma = Values.gamma(channels);
        beta = Values.beta(channels);
        x = Values.input(rows * channels);
        int groups = task.kind() == Kind.LAYER ? rows : channels;
        double count = (double) rows * channels / groups;
        mean = new double[groups];
        inverse = new double[groups];
        for (int place = 0; place < x.length; place++) {
            mean[group(place)] += x[place] / count;
        }
        for (int place = 0; place < x.length; place++) {
            double distance = x[place] - mean[group(place)];
            inverse[group(place)] += distance * distance / count;
        }
        for (int group = 0; group < groups; group++) {
            inverse[group] = 1 / Math.sqrt(inverse[group] + Reference.EPSILON);
        }
    }

    Evidence evidence() {
        return task.pass() == Pass.FORWARD ? forward() : backward();
    }

    private Evidence forward() {
        return Reference.sampled(
                "output", x.length, place -> task.kind() == Kind.BATCH_RELU ? Math.max(0, y(place)) : y(place));
    }

    /** With {@code g = gamma * dy}: {@code dx = inverse * (g - mean(g) - xhat * mean(g * xhat))}. */
    private Evidence backward() {
        double[] dy = new double[x.length];
        float[] drawn = Values.outputGradient(x.length);
        double[] meanG = new double[mean.length];
        double[] meanGXhat = new double[mean.length];
        double[] dGamma = new double[channels];
        double[] dBeta = new double[channels];
        double count = (double) x.length / mean.length;
        for (int place = 0; place < x.length; place++) {
            dy[place] = task.kind() == Kind.BATCH_RELU && y(place) <= 0 ? 0 : drawn[place];
            int channel = place % channels;
            meanG[group(place)] += gamma[channel] * dy[place] / count;
            meanGXhat[group(place)] += gamma[channel] * dy[place] * xhat(place) / count;
            dGamma[channel] += dy[place] * xhat(place);
            dBeta[channel] += dy[place];
        }
        return Reference.sampled(
                        "input gradient",
                        x.length,
                        place -> inverse[group(place)]
                                * (gamma[place % channels] * dy[place]
                                        - meanG[group(place)]
                                        - xhat(place) * meanGXhat[group(place)]))
                .withSamples("gamma gradient", sample(dGamma))
                .withSamples("beta gradient", sample(dBeta));
    }

    private static double[] sample(double[] values) {
        return Arrays.stream(Evidence.places(values.length))
                .mapToDouble(place -> values[place])
                .toArray();
    }

    private int group(int place) {
        return task.kind() == Kind.LAYER ? place / channels : place % channels;
    }

    private double xhat(int place) {
        return (x[place] - mean[group(place)]) * inverse[group(place)];
    }

    private double y(int place) {
        return gamma[place % channels] * xhat(place) + beta[place % channels];
    }
}
