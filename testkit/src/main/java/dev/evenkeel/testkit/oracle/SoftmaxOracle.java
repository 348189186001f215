package dev.evenkeel.testkit.oracle;

/** {@code y_i = e^(x_i) / sum_j e^(x_j)} over the last axis; {@code dx_i = y_i (dy_i - sum_j dy_j y_j)}. */
public record SoftmaxOracle() implements Oracle {
    @Override
    public double[] train(Given given) {
        int channels = given.channels();
        double[] y = given.input().clone();
        for (int row = 0; row < y.length; row += channels) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = row; i < row + channels; i++) {
                largest = Math.max(largest, y[i]);
            }
            double sum = 0;
            for (int i = row; i < row + channels; i++) {
                y[i] = Math.exp(y[i] - largest);
                sum += y[i];
            }
            for (int i = row; i < row + channels; i++) {
                y[i] /= sum;
            }
        }
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        int channels = given.channels();
        double[] y = train(given);
        double[] dx = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            int row = i / channels * channels;
            double sum = 0;
            for (int j = row; j < row + channels; j++) {
                sum += dy[j] * y[j];
            }
            dx[i] = y[i] * (dy[i] - sum);
        }
        return Gradients.of(dx);
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }
}
