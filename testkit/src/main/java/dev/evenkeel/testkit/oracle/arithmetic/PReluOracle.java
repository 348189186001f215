package dev.evenkeel.testkit.oracle.arithmetic;

import dev.evenkeel.arithmetic.PRelu;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.Map;

/** {@code y = x} where {@code x > 0}, else {@code w x}; there {@code dx = w dy} and {@code dw = sum x dy}. */
public record PReluOracle(PRelu layer) implements Oracle {
    @Override
    public double[] train(Given given) {
        double[] weight = given.tensor("weight", layer.slopes(), 0);
        double[] y = given.input().clone();
        for (int index = 0; index < y.length; index++) {
            y[index] *= y[index] > 0 ? 1 : weight[slope(given, index)];
        }
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        double[] weight = given.tensor("weight", layer.slopes(), 0);
        double[] dx = dy.clone();
        double[] dWeight = new double[layer.slopes()];
        for (int index = 0; index < dx.length; index++) {
            double x = given.input()[index];
            if (!(x > 0)) {
                dx[index] *= weight[slope(given, index)];
                dWeight[slope(given, index)] += x * dy[index];
            }
        }
        return Gradients.of(dx, Map.of("weight", dWeight));
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    private int slope(Given given, int index) {
        return layer.slopes() == 1 ? 0 : index % given.channels();
    }
}
