package dev.evenkeel.testkit.oracle;

import dev.evenkeel.layer.core.Linear;
import java.util.Map;

/** {@code y[n, o] = b[o] + sum_i x[n, i] W[o, i]}; {@code dx = dy W}, {@code dW = dy^T x}, {@code db = sum dy}. */
public record LinearOracle(Linear layer) implements Oracle {
    @Override
    public double[] train(Given given) {
        int inputs = given.channels();
        int features = layer.features();
        double[] x = given.input();
        double[] weight = given.tensor("weight", features * inputs, 0);
        double[] bias = given.tensor("bias", features, 0);
        double[] y = new double[x.length / inputs * features];
        for (int n = 0; n < x.length / inputs; n++) {
            for (int o = 0; o < features; o++) {
                y[n * features + o] = bias[o];
                for (int i = 0; i < inputs; i++) {
                    y[n * features + o] += x[n * inputs + i] * weight[o * inputs + i];
                }
            }
        }
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        int inputs = given.channels();
        int features = layer.features();
        double[] x = given.input();
        double[] weight = given.tensor("weight", features * inputs, 0);
        double[] dx = new double[x.length];
        double[] dWeight = new double[weight.length];
        double[] dBias = new double[features];
        for (int n = 0; n < x.length / inputs; n++) {
            for (int o = 0; o < features; o++) {
                dBias[o] += dy[n * features + o];
                for (int i = 0; i < inputs; i++) {
                    dx[n * inputs + i] += dy[n * features + o] * weight[o * inputs + i];
                    dWeight[o * inputs + i] += dy[n * features + o] * x[n * inputs + i];
                }
            }
        }
        return Gradients.of(
                dx,
                layer.bias() == Linear.Bias.WITH
                        ? Map.of("weight", dWeight, "bias", dBias)
                        : Map.of("weight", dWeight));
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }
}
