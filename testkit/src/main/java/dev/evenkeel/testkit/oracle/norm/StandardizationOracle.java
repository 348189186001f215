package dev.evenkeel.testkit.oracle.norm;

import dev.evenkeel.layer.core.FixedStandardization;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.List;
import java.util.function.Function;

/** {@code y = (x - mean) / deviation}, with one pair per channel or one for all; {@code dx = dy / deviation}; 0 for a channel that is held. */
public record StandardizationOracle(Function<Given, double[]> mean, Function<Given, double[]> deviation)
        implements Oracle {
    public static StandardizationOracle fitted() {
        return new StandardizationOracle(given -> given.tensor("mean", 1, 0), given -> given.tensor("deviation", 1, 1));
    }

    public static StandardizationOracle fixed(FixedStandardization layer) {
        double[] mean = wide(layer.mean());
        double[] deviation = wide(layer.deviation());
        return new StandardizationOracle(given -> mean, given -> deviation);
    }

    private static double[] wide(List<Float> values) {
        return values.stream().mapToDouble(Float::doubleValue).toArray();
    }

    @Override
    public double[] train(Given given) {
        double[] y = given.input().clone();
        for (int index = 0; index < y.length; index++) {
            y[index] = (y[index] - at(given, mean.apply(given), index)) * scale(given, index);
        }
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        double[] dx = dy.clone();
        for (int index = 0; index < dx.length; index++) {
            dx[index] *= scale(given, index);
        }
        return Gradients.of(dx);
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    private double scale(Given given, int index) {
        double by = at(given, deviation.apply(given), index);
        return by == InputStandardization.HELD ? 0 : 1 / by;
    }

    private static double at(Given given, double[] values, int index) {
        return values[values.length == 1 ? 0 : index % given.channels()];
    }
}
