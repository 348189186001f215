package dev.evenkeel.testkit.oracle.arithmetic;

import dev.evenkeel.arithmetic.Constant;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.List;
import java.util.Map;

/** {@code y = value} for every example; {@code dvalue = sum dy} where it learns. */
public record ConstantOracle(Constant layer) implements Oracle {
    @Override
    public double[] train(Given given) {
        double[] value = given.tensor("value", layer.shape().size(), 0);
        double[] y = new double[given.examples() * value.length];
        for (int index = 0; index < y.length; index++) {
            y[index] = value[index % value.length];
        }
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        double[] gradient = new double[layer.shape().size()];
        for (int index = 0; index < dy.length; index++) {
            gradient[index % gradient.length] += dy[index];
        }
        return new Gradients(
                List.of(), layer.learning() == Constant.Learning.LEARNED ? Map.of("value", gradient) : Map.of());
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }
}
