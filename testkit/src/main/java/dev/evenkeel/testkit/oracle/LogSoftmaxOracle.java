package dev.evenkeel.testkit.oracle;

import java.util.function.IntToDoubleFunction;

/** {@code y_i = x_i - log(sum_j e^(x_j))} over the last axis; {@code dx_i = dy_i - e^(y_i) sum_j dy_j}. */
public record LogSoftmaxOracle() implements Oracle {
    @Override
    public double[] train(Given given) {
        double[] y = given.input().clone();
        for (int i = 0; i < y.length; i++) {
            y[i] -= Math.log(sum(given, i, j -> Math.exp(given.input()[j])));
        }
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        double[] y = train(given);
        double[] dx = dy.clone();
        for (int i = 0; i < dx.length; i++) {
            dx[i] -= Math.exp(y[i]) * sum(given, i, j -> dy[j]);
        }
        return Gradients.of(dx);
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    private static double sum(Given given, int index, IntToDoubleFunction term) {
        int row = index / given.channels() * given.channels();
        double sum = 0;
        for (int j = row; j < row + given.channels(); j++) {
            sum += term.applyAsDouble(j);
        }
        return sum;
    }
}
