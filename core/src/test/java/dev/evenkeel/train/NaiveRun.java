package dev.evenkeel.train;

import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.layer.core.Dropout;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.StatisticSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Randomness;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * A run over rows of features straight from the formulas, in double: one layer after the other, mean cross-entropy,
 * gradients as central differences, steps down the gradient.
 */
final class NaiveRun {
    private static final double STEP = 1e-6;

    final Map<String, double[]> parameters = new LinkedHashMap<>();
    final Map<String, double[]> statistics = new LinkedHashMap<>();
    private final Network network;
    private final long seed;

    enum Statistics {
        BATCH,
        RUNNING
    }

    /** Begins where a run of this seed does. */
    NaiveRun(Network network, long seed) {
        this.network = network;
        this.seed = seed;
        Compute compute = new Compute(PreferredKernels.kernels(), Team.alone());
        TrainingProgram program = Compiler.compile(network, 2, compute, seed, layer -> TrainingMode.TRAIN);
        for (ParameterSlot slot : program.parameters()) {
            parameters.put(slot.name(), wide(slot.values()));
        }
        for (StatisticSlot slot : program.statistics()) {
            statistics.put(slot.name(), wide(slot.values()));
        }
    }

    private static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        for (int index = 0; index < wide.length; index++) {
            wide[index] = values[index];
        }
        return wide;
    }

    /** The output of each layer, rows one after the other. */
    Map<String, double[]> forward(double[] input, int rows, long number, Statistics source) {
        Map<String, double[]> outputs = new LinkedHashMap<>();
        double[] x = input;
        for (Node node : network.nodes()) {
            int columns = node.inputShapes().get(0).channels();
            x = apply(node, x, rows, columns, number, source);
            outputs.put(node.name(), x);
        }
        return outputs;
    }

    private double[] apply(Node node, double[] x, int rows, int columns, long number, Statistics source) {
        if (node.layer() instanceof Linear linear) {
            return linear(node, x, rows, columns, linear.features());
        }
        if (node.layer() instanceof BatchNorm norm) {
            return batchNorm(node, norm, x, rows, columns, source);
        }
        if (node.layer() instanceof LayerNorm norm) {
            return layerNorm(node, norm, x, rows, columns);
        }
        if (node.layer() instanceof Activate activate) {
            boolean relu = activate.activation() == Activation.RELU;
            return each(x.length, index -> relu ? Math.max(0, x[index]) : 1 / (1 + Math.exp(-x[index])));
        }
        if (node.layer() instanceof Dropout dropout) {
            float[] factors = factors(node.name(), x.length, number, 1 - dropout.probability());
            return each(x.length, index -> x[index] * factors[index]);
        }
        throw new IllegalArgumentException("No formula for " + node.title());
    }

    private static double[] each(int length, IntToDoubleFunction formula) {
        double[] values = new double[length];
        for (int index = 0; index < length; index++) {
            values[index] = formula.applyAsDouble(index);
        }
        return values;
    }

    private float[] factors(String layer, int length, long number, float keep) {
        float[] ones = new float[length];
        java.util.Arrays.fill(ones, 1);
        long key = Randomness.derive(Randomness.key(seed, "layer " + layer), number);
        PreferredKernels.kernels().elements().dropout(ones, ones, 0, length, key, 0, keep);
        return ones;
    }

    private double[] parameter(Node node, String name) {
        return parameters.get(node.name() + "." + name);
    }

    private double[] linear(Node node, double[] x, int rows, int columns, int features) {
        double[] weight = parameter(node, "weight");
        double[] y = new double[rows * features];
        for (int index = 0; index < y.length; index++) {
            int feature = index % features;
            y[index] = parameter(node, "bias")[feature];
            for (int column = 0; column < columns; column++) {
                y[index] += weight[feature * columns + column] * x[index / features * columns + column];
            }
        }
        return y;
    }

    private double[] batchNorm(Node node, BatchNorm norm, double[] x, int rows, int columns, Statistics source) {
        double[] mean = new double[columns];
        double[] variance = new double[columns];
        moments(x, rows, columns, mean, variance);
        boolean batch = source == Statistics.BATCH;
        double[] center = batch ? mean : statistics.get(node.name() + ".running_mean");
        double[] spread = batch ? variance : statistics.get(node.name() + ".running_var");
        return each(x.length, index -> {
            int column = index % columns;
            double xhat = (x[index] - center[column]) / Math.sqrt(spread[column] + norm.epsilon());
            return parameter(node, "weight")[column] * xhat + parameter(node, "bias")[column];
        });
    }

    /** Mean and biased variance of each column. */
    static void moments(double[] x, int rows, int columns, double[] mean, double[] variance) {
        for (int index = 0; index < rows * columns; index++) {
            mean[index % columns] += x[index] / rows;
        }
        for (int index = 0; index < rows * columns; index++) {
            double difference = x[index] - mean[index % columns];
            variance[index % columns] += difference * difference / rows;
        }
    }

    private double[] layerNorm(Node node, LayerNorm norm, double[] x, int rows, int columns) {
        double[] y = new double[x.length];
        for (int row = 0; row < rows; row++) {
            double mean = 0;
            double variance = 0;
            for (int column = 0; column < columns; column++) {
                mean += x[row * columns + column] / columns;
            }
            for (int column = 0; column < columns; column++) {
                variance += Math.pow(x[row * columns + column] - mean, 2) / columns;
            }
            for (int column = 0; column < columns; column++) {
                double xhat = (x[row * columns + column] - mean) / Math.sqrt(variance + norm.epsilon());
                y[row * columns + column] = parameter(node, "weight")[column] * xhat + parameter(node, "bias")[column];
            }
        }
        return y;
    }

    double loss(double[] input, int[] classes, long number, Statistics source) {
        Map<String, double[]> outputs = forward(input, classes.length, number, source);
        double[] logits = outputs.get(network.last().name());
        int columns = network.output().channels();
        double sum = 0;
        for (int row = 0; row < classes.length; row++) {
            double total = 0;
            for (int column = 0; column < columns; column++) {
                total += Math.exp(logits[row * columns + column]);
            }
            sum += Math.log(total) - logits[row * columns + classes[row]];
        }
        return sum / classes.length;
    }

    Map<String, double[]> gradients(double[] input, int[] classes, long number) {
        Map<String, double[]> gradients = new LinkedHashMap<>();
        parameters.forEach((name, values) -> gradients.put(name, each(values.length, index -> {
            double value = values[index];
            values[index] = value + STEP;
            double above = loss(input, classes, number, Statistics.BATCH);
            values[index] = value - STEP;
            double below = loss(input, classes, number, Statistics.BATCH);
            values[index] = value;
            return (above - below) / (2 * STEP);
        })));
        return gradients;
    }

    /** Follows the gradients, and the batch with the running statistics. */
    void step(double[] input, int rows, long number, double learningRate, Map<String, double[]> gradients) {
        Map<String, double[]> outputs = forward(input, rows, number, Statistics.BATCH);
        for (Node node : network.nodes()) {
            if (node.layer() instanceof BatchNorm) {
                double[] x = outputs.get(node.inputs().get(0));
                int columns = node.outputShape().channels();
                double[] mean = new double[columns];
                double[] variance = new double[columns];
                moments(x, rows, columns, mean, variance);
                follow(statistics.get(node.name() + ".running_mean"), mean, 1);
                follow(statistics.get(node.name() + ".running_var"), variance, rows / (rows - 1.0));
            }
        }
        gradients.forEach((name, gradient) -> {
            for (int index = 0; index < gradient.length; index++) {
                parameters.get(name)[index] -= learningRate * gradient[index];
            }
        });
    }

    private static void follow(double[] running, double[] batch, double factor) {
        for (int index = 0; index < running.length; index++) {
            running[index] = 0.9 * running[index] + 0.1 * factor * batch[index];
        }
    }
}
