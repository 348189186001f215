package dev.evenkeel.testkit.oracle;

import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code y[p] = [x1[p], x2[p], ...]}; each input's gradient is its part of dy. */
public record ConcatenateOracle() implements Oracle {
    @Override
    public double[] train(Given given) {
        int channels = channels(given);
        int rows = given.examples() * given.shape().positions();
        double[] y = new double[rows * channels];
        int from = 0;
        for (int input = 0; input < given.inputs().size(); input++) {
            int own = given.shapes().get(input).channels();
            for (int row = 0; row < rows; row++) {
                for (int c = 0; c < own; c++) {
                    y[row * channels + from + c] = given.inputs().get(input)[row * own + c];
                }
            }
            from += own;
        }
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        int channels = channels(given);
        List<double[]> gradients = new ArrayList<>();
        int from = 0;
        for (int input = 0; input < given.inputs().size(); input++) {
            int own = given.shapes().get(input).channels();
            double[] dx = new double[given.inputs().get(input).length];
            for (int index = 0; index < dx.length; index++) {
                dx[index] = dy[index / own * channels + from + index % own];
            }
            gradients.add(dx);
            from += own;
        }
        return new Gradients(gradients, Map.of());
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    private static int channels(Given given) {
        return given.shapes().stream().mapToInt(Shape::channels).sum();
    }
}
