package dev.evenkeel.testkit.oracle;

import dev.evenkeel.layer.core.Dropout;

/** {@code y = x / (1 - p)} where the layer kept the value, else 0; the identity in inference. */
public record DropoutOracle(Dropout layer) implements Oracle {
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
            scaled[index] *= given.kept()[index] ? 1 / (1.0 - layer.probability()) : 0;
        }
        return scaled;
    }
}
