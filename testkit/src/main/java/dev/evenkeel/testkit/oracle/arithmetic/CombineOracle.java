package dev.evenkeel.testkit.oracle.arithmetic;

import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.List;
import java.util.Map;

/** {@code y = f(x, z)} of two inputs stretched to one shape; what repeats sums its gradients. */
public record CombineOracle(Combine layer) implements Oracle {
    private static final double HALF = 0.5;

    @Override
    public double[] train(Given given) {
        Shape shape = shape(given);
        Stretched first = new Stretched(given.shapes().get(0), shape);
        Stretched second = new Stretched(given.shapes().get(1), shape);
        double[] y = new double[given.examples() * shape.size()];
        for (int place = 0; place < y.length; place++) {
            y[place] = value(
                    given.inputs().get(0)[first.index(place)], given.inputs().get(1)[second.index(place)]);
        }
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        Shape shape = shape(given);
        Stretched first = new Stretched(given.shapes().get(0), shape);
        Stretched second = new Stretched(given.shapes().get(1), shape);
        double[] dx = new double[given.inputs().get(0).length];
        double[] dz = new double[given.inputs().get(1).length];
        for (int place = 0; place < dy.length; place++) {
            double x = given.inputs().get(0)[first.index(place)];
            double z = given.inputs().get(1)[second.index(place)];
            dx[first.index(place)] += dy[place] * byFirst(x, z);
            dz[second.index(place)] += dy[place] * bySecond(x, z);
        }
        return new Gradients(List.of(dx, dz), Map.of());
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    private static Shape shape(Given given) {
        return Stretched.both(given.shapes().get(0), given.shapes().get(1));
    }

    private double value(double x, double z) {
        return switch (layer.operator()) {
            case PLUS -> x + z;
            case SUBTRACT -> x - z;
            case MULTIPLY -> x * z;
            case DIVIDE -> x / z;
            case RAISE -> Math.pow(x, z);
            case MAXIMUM -> x > z ? x : z;
            case MINIMUM -> x < z ? x : z;
        };
    }

    private double byFirst(double x, double z) {
        return switch (layer.operator()) {
            case PLUS, SUBTRACT -> 1;
            case MULTIPLY -> z;
            case DIVIDE -> 1 / z;
            case RAISE -> z * Math.pow(x, z - 1);
            case MAXIMUM -> x == z ? HALF : x > z ? 1 : 0;
            case MINIMUM -> x == z ? HALF : x < z ? 1 : 0;
        };
    }

    private double bySecond(double x, double z) {
        return switch (layer.operator()) {
            case PLUS -> 1;
            case SUBTRACT -> -1;
            case MULTIPLY -> x;
            case DIVIDE -> -x / (z * z);
            case RAISE -> Math.pow(x, z) * Math.log(x);
            case MAXIMUM -> x == z ? HALF : x < z ? 1 : 0;
            case MINIMUM -> x == z ? HALF : x > z ? 1 : 0;
        };
    }
}
