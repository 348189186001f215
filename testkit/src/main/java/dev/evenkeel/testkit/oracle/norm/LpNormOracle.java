package dev.evenkeel.testkit.oracle.norm;

import dev.evenkeel.norm.LpNorm;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;

/**
 * {@code y_i = x_i / n} with {@code n = (sum_j |x_j|^p)^(1/p)} over the last axis;
 * {@code dx_i = dy_i / n - sign(x_i) |x_i|^(p - 1) n^(1 - p) sum_j dy_j x_j / n^2}. A row of zeros stays so.
 */
public record LpNormOracle(LpNorm layer) implements Oracle {
    @Override
    public double[] train(Given given) {
        double[] y = given.input().clone();
        for (int i = 0; i < y.length; i++) {
            double n = norm(given, i);
            y[i] = n == 0 ? 0 : y[i] / n;
        }
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        double[] x = given.input();
        double[] dx = new double[x.length];
        for (int i = 0; i < dx.length; i++) {
            double n = norm(given, i);
            double sum = 0;
            for (int j = row(given, i); j < row(given, i) + given.channels(); j++) {
                sum += dy[j] * x[j];
            }
            double slope = Math.signum(x[i]) * Math.pow(Math.abs(x[i]), layer.p() - 1) * Math.pow(n, 1 - layer.p());
            dx[i] = n == 0 ? 0 : dy[i] / n - slope * sum / (n * n);
        }
        return Gradients.of(dx);
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    private double norm(Given given, int index) {
        double sum = 0;
        for (int j = row(given, index); j < row(given, index) + given.channels(); j++) {
            sum += Math.pow(Math.abs(given.input()[j]), layer.p());
        }
        return Math.pow(sum, 1.0 / layer.p());
    }

    private static int row(Given given, int index) {
        return index / given.channels() * given.channels();
    }
}
