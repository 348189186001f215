package dev.evenkeel.testkit.oracle.spatial;

import static java.util.Objects.requireNonNull;

import dev.evenkeel.spatial.Conv;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.HashMap;
import java.util.Map;

/** A convolution with weights of which each filter has mean 0 and variance 1. */
public record StandardizedConvOracle(Conv layer, Oracle plain) implements Oracle {
    private static final String WEIGHT = "weight";

    @Override
    public double[] train(Given given) {
        return plain.train(standardized(given));
    }

    @Override
    public double[] infer(Given given) {
        return plain.infer(standardized(given));
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        Given other = standardized(given);
        Gradients gradients = plain.backward(other, dy);
        double[] weight = weight(given);
        double[] unit = weight(other);
        double[] of = requireNonNull(gradients.parameters().get(WEIGHT));
        double[] gradient = new double[weight.length];
        int size = weight.length / layer.channels();
        for (int filter = 0; filter < layer.channels(); filter++) {
            double deviation = moments(weight, filter * size, size)[1];
            double mean = 0;
            double product = 0;
            for (int index = filter * size; index < (filter + 1) * size; index++) {
                mean += of[index] / size;
                product += of[index] * unit[index] / size;
            }
            for (int index = filter * size; index < (filter + 1) * size; index++) {
                gradient[index] = (of[index] - mean - unit[index] * product) / deviation;
            }
        }
        Map<String, double[]> parameters = new HashMap<>(gradients.parameters());
        parameters.put(WEIGHT, gradient);
        return new Gradients(gradients.inputs(), parameters);
    }

    private static double[] weight(Given given) {
        return requireNonNull(given.parameters().get(WEIGHT));
    }

    private Given standardized(Given given) {
        double[] weight = weight(given).clone();
        int size = weight.length / layer.channels();
        for (int filter = 0; filter < layer.channels(); filter++) {
            double[] moments = moments(weight, filter * size, size);
            for (int index = filter * size; index < (filter + 1) * size; index++) {
                weight[index] = (weight[index] - moments[0]) / moments[1];
            }
        }
        Map<String, double[]> others = new HashMap<>(given.parameters());
        others.put(WEIGHT, weight);
        return given.withParameters(others);
    }

    /** The mean, and the root of variance and epsilon. */
    private double[] moments(double[] weight, int at, int size) {
        double mean = 0;
        for (int index = at; index < at + size; index++) {
            mean += weight[index] / size;
        }
        double variance = 0;
        for (int index = at; index < at + size; index++) {
            variance += (weight[index] - mean) * (weight[index] - mean) / size;
        }
        return new double[] {mean, Math.sqrt(variance + layer.weightEpsilon())};
    }
}
