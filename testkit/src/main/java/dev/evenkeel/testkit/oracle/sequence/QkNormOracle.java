package dev.evenkeel.testkit.oracle.sequence;

import static java.util.Objects.requireNonNull;

import dev.evenkeel.sequence.QkNorm;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.HashMap;
import java.util.Map;

/** One head of one position after the other, straight from the formula. */
public record QkNormOracle(QkNorm layer) implements Oracle {
    @Override
    public double[] train(Given given) {
        double[] y = given.input().clone();
        forEachHead(given, (at, gamma, name) -> {
            double[] statistics = statistics(given.input(), at);
            for (int j = 0; j < layer.width(); j++) {
                y[at + j] = gamma[j] * (given.input()[at + j] - statistics[0]) * statistics[1];
            }
        });
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        double[] dx = dy.clone();
        Map<String, double[]> parameters = new HashMap<>();
        given.parameters().forEach((name, values) -> parameters.put(name, new double[values.length]));
        forEachHead(given, (at, gamma, name) -> {
            int width = layer.width();
            double[] statistics = statistics(given.input(), at);
            double meanG = 0;
            double meanGx = 0;
            for (int j = 0; j < width; j++) {
                double xhat = (given.input()[at + j] - statistics[0]) * statistics[1];
                requireNonNull(parameters.get(name))[j] += dy[at + j] * xhat;
                meanG += gamma[j] * dy[at + j] / width;
                meanGx += gamma[j] * dy[at + j] * xhat / width;
            }
            for (int j = 0; j < width; j++) {
                double xhat = (given.input()[at + j] - statistics[0]) * statistics[1];
                double g = gamma[j] * dy[at + j] - (layer.kind() == QkNorm.Kind.LAYER ? meanG : 0);
                dx[at + j] = statistics[1] * (g - xhat * meanGx);
            }
        });
        return Gradients.of(dx, parameters);
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    private interface Head {
        void at(int first, double[] gamma, String name);
    }

    private void forEachHead(Given given, Head work) {
        for (int row = 0; row < given.input().length / given.channels(); row++) {
            for (int head = 0; head < layer.queryHeads() + layer.keyHeads(); head++) {
                String name = head < layer.queryHeads() ? "q_norm.weight" : "k_norm.weight";
                work.at(row * given.channels() + head * layer.width(), given.tensor(name, layer.width(), 1), name);
            }
        }
    }

    /** What is taken off, and what the rest is multiplied by. */
    private double[] statistics(double[] x, int at) {
        double mean = 0;
        for (int j = 0; j < layer.width() && layer.kind() == QkNorm.Kind.LAYER; j++) {
            mean += x[at + j] / layer.width();
        }
        double square = 0;
        for (int j = 0; j < layer.width(); j++) {
            square += (x[at + j] - mean) * (x[at + j] - mean) / layer.width();
        }
        return new double[] {mean, 1 / Math.sqrt(square + layer.epsilon())};
    }
}
