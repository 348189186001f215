package dev.evenkeel.testkit.oracle;

import dev.evenkeel.layer.core.Embedding;
import java.util.Map;

/** {@code y[i, f] = W[x[i], f]}, negative x from the end; {@code dW[x[i], f] += dy[i, f]}, {@code dx = 0}. */
public record EmbeddingOracle(Embedding layer) implements Oracle {
    @Override
    public double[] train(Given given) {
        double[] weight = given.tensor("weight", layer.entries() * layer.features(), 0);
        double[] y = new double[given.input().length * layer.features()];
        for (int at = 0; at < y.length; at++) {
            y[at] = weight[weightOf(given, at)];
        }
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        double[] dWeight = new double[layer.entries() * layer.features()];
        for (int at = 0; at < dy.length; at++) {
            dWeight[weightOf(given, at)] += dy[at];
        }
        return Gradients.of(new double[given.input().length], Map.of("weight", dWeight));
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    /** Which weight an output is; differences move an index by less than a half. */
    private int weightOf(Given given, int output) {
        int row = (int) Math.round(given.input()[output / layer.features()]);
        return (row < 0 ? layer.entries() + row : row) * layer.features() + output % layer.features();
    }
}
