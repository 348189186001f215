package dev.evenkeel.testkit.oracle.sequence;

import dev.evenkeel.sequence.PositionEmbedding;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.Map;

/** {@code y[t, c] = x[t, c] + P[t, c]}, where P is learned or made of sines and cosines. */
public record PositionEmbeddingOracle(PositionEmbedding layer) implements Oracle {
    @Override
    public double[] train(Given given) {
        double[] y = given.input().clone();
        for (int index = 0; index < y.length; index++) {
            y[index] += row(given, index % given.shape().size());
        }
        return y;
    }

    private double row(Given given, int at) {
        if (layer.kind() == PositionEmbedding.Kind.LEARNED) {
            return given.tensor("weight", 0, 0)[at];
        }
        int channels = given.channels();
        int channel = at % channels;
        int position = at / channels;
        double angle = position * Math.pow(10_000, -(channel - channel % 2) / (double) channels);
        return channel % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        if (layer.kind() == PositionEmbedding.Kind.SINUSOIDAL) {
            return Gradients.of(dy);
        }
        double[] weight = new double[given.tensor("weight", 0, 0).length];
        for (int index = 0; index < dy.length; index++) {
            weight[index % given.shape().size()] += dy[index];
        }
        return Gradients.of(dy, Map.of("weight", weight));
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }
}
