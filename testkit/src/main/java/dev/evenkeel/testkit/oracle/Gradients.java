package dev.evenkeel.testkit.oracle;

import java.util.List;
import java.util.Map;

/**
 * The gradients of one batch.
 *
 * @param inputs of each input, as long as its values
 * @param parameters of each parameter by its name
 */
public record Gradients(List<double[]> inputs, Map<String, double[]> parameters) {
    /** Of a layer with one input that learns nothing. */
    public static Gradients of(double[] input) {
        return new Gradients(List.of(input), Map.of());
    }

    /** Of a layer with one input. */
    public static Gradients of(double[] input, Map<String, double[]> parameters) {
        return new Gradients(List.of(input), parameters);
    }
}
