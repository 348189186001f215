package dev.evenkeel.testkit.oracle.norm;

import dev.evenkeel.norm.LocalResponseNorm;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;

/**
 * {@code y_c = x_c s_c^-beta}, {@code s_c = k + alpha / size sum_j x_j^2} over the channels j around c; each s gives
 * {@code -beta s_c^(-beta - 1) x_c dy_c 2 alpha / size x_j} to each of its j.
 */
public record LocalResponseNormOracle(LocalResponseNorm layer) implements Oracle {
    @Override
    public double[] train(Given given) {
        double[] y = given.input().clone();
        for (int c = 0; c < y.length; c++) {
            y[c] *= Math.pow(scale(given, c), -layer.beta());
        }
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        double[] x = given.input();
        double[] dx = new double[x.length];
        for (int c = 0; c < dx.length; c++) {
            double s = scale(given, c);
            dx[c] += dy[c] * Math.pow(s, -layer.beta());
            double ds = -layer.beta() * Math.pow(s, -layer.beta() - 1) * x[c] * dy[c];
            for (int j = first(given, c); j <= last(given, c); j++) {
                dx[j] += ds * 2 * layer.alpha() / layer.size() * x[j];
            }
        }
        return Gradients.of(dx);
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    private double scale(Given given, int c) {
        double sum = 0;
        for (int j = first(given, c); j <= last(given, c); j++) {
            sum += given.input()[j] * given.input()[j];
        }
        return layer.k() + layer.alpha() / layer.size() * sum;
    }

    private int first(Given given, int index) {
        int row = index / given.channels() * given.channels();
        return Math.max(row, index - (int) Math.floor((layer.size() - 1) / 2.0));
    }

    private int last(Given given, int index) {
        int row = index / given.channels() * given.channels();
        return Math.min(row + given.channels() - 1, index + (int) Math.ceil((layer.size() - 1) / 2.0));
    }
}
