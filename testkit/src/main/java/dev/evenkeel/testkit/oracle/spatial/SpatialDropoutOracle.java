package dev.evenkeel.testkit.oracle.spatial;

import dev.evenkeel.spatial.SpatialDropout;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;

/**
 * {@code y = x / (1 - p)} in the channels of an example that the layer kept, as its first position tells, else 0; the
 * identity in inference.
 */
public record SpatialDropoutOracle(SpatialDropout layer) implements Oracle {
    @Override
    public double[] train(Given given) {
        return scaled(given, given.input());
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        return Gradients.of(scaled(given, dy));
    }

    @Override
    public double[] infer(Given given) {
        return given.input().clone();
    }

    private double[] scaled(Given given, double[] values) {
        double[] scaled = values.clone();
        for (int index = 0; index < scaled.length; index++) {
            int example = index / given.shape().size();
            int first = example * given.shape().size() + index % given.channels();
            scaled[index] *= given.kept()[first] ? 1 / (1.0 - layer.probability()) : 0;
        }
        return scaled;
    }
}
