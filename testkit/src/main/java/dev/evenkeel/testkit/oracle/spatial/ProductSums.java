package dev.evenkeel.testkit.oracle.spatial;

import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.Map;

/**
 * {@code y = b + sum x W} over products that the layer names: {@code dx = sum dy W}, {@code dW = sum dy x} over the same,
 * {@code db = sum dy}.
 */
interface ProductSums extends Oracle {
    /** One product {@code x W} that goes into y, by the index of each. */
    interface Product {
        void of(int x, int weight, int y);
    }

    /** Which positions go together. */
    Reads reads(Given given);

    /** Every product. */
    void each(Given given, Reads reads, Product product);

    /** How many positions an example of the output has. */
    int positions(Reads reads);

    /** How many values the weight has for each tap. */
    int weightsPerTap(Given given);

    int channels();

    Linear.Bias bias();

    @Override
    default double[] train(Given given) {
        Reads reads = reads(given);
        double[] x = given.input();
        double[] weight = given.tensor("weight", weights(given, reads), 0);
        double[] bias = given.tensor("bias", channels(), 0);
        double[] y = new double[given.examples() * positions(reads) * channels()];
        for (int index = 0; index < y.length; index++) {
            y[index] = bias[index % channels()];
        }
        each(given, reads, (atX, atWeight, atY) -> y[atY] += x[atX] * weight[atWeight]);
        return y;
    }

    @Override
    default Gradients backward(Given given, double[] dy) {
        Reads reads = reads(given);
        double[] x = given.input();
        double[] weight = given.tensor("weight", weights(given, reads), 0);
        double[] dx = new double[x.length];
        double[] dWeight = new double[weights(given, reads)];
        double[] dBias = new double[channels()];
        each(given, reads, (atX, atWeight, atY) -> {
            dx[atX] += dy[atY] * weight[atWeight];
            dWeight[atWeight] += dy[atY] * x[atX];
        });
        for (int index = 0; index < dy.length; index++) {
            dBias[index % channels()] += dy[index];
        }
        return Gradients.of(
                dx, bias() == Linear.Bias.WITH ? Map.of("weight", dWeight, "bias", dBias) : Map.of("weight", dWeight));
    }

    @Override
    default double[] infer(Given given) {
        return train(given);
    }

    private int weights(Given given, Reads reads) {
        return reads.taps()[0].length * weightsPerTap(given);
    }
}
