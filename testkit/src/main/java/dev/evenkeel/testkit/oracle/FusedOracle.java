package dev.evenkeel.testkit.oracle;

import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * {@code next(first(x))} of two layers that are computed in one sweep, where {@code next} learns nothing.
 *
 * @param shape of one example between the two
 */
public record FusedOracle(Oracle first, Shape shape, Oracle next) implements Oracle {
    @Override
    public double[] train(Given given) {
        return next.train(between(given, first.train(given)));
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        Given between = between(given, first.train(given));
        return first.backward(given, next.backward(between, dy).inputs().get(0));
    }

    @Override
    public Followed follow(Given given) {
        return first.follow(given);
    }

    @Override
    public double[] infer(Given given) {
        return next.infer(between(given, first.infer(given)));
    }

    @Override
    public double[] trainAround(Given base, Given moved) {
        return next.train(between(moved, first.trainAround(base, moved)));
    }

    private Given between(Given given, double[] values) {
        boolean[] real = given.real();
        if (shape.positions() != given.shape().positions()) {
            real = new boolean[given.examples() * shape.positions()];
            Arrays.fill(real, true);
        }
        return new Given(
                List.of(shape),
                given.examples(),
                List.of(values),
                real,
                given.kept(),
                Map.of(),
                Map.of(),
                0,
                0,
                given.trainingMode());
    }
}
