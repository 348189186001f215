package dev.evenkeel.testkit.oracle.spatial;

import dev.evenkeel.spatial.AdaptivePool;
import dev.evenkeel.spatial.MaxPool;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.function.Function;

/**
 * {@code y[o, c] = max over k of x[taps[o][k], c]} over the positions that the input has; dy goes to the first that holds
 * the maximum. A value that is not a number counts as the largest.
 *
 * @param reads what each output position reads of an example
 */
public record MaxOracle(Function<Shape, Reads> reads) implements Oracle {
    public static Oracle of(MaxPool layer) {
        return new MaxOracle(shape -> Reads.of(shape, layer.window()));
    }

    public static Oracle of(AdaptivePool layer) {
        return new MaxOracle(shape -> Reads.of(
                shape, axis -> Reads.regions(shape.extent(axis), layer.size().at(axis))));
    }

    @Override
    public double[] train(Given given) {
        return trainAround(given, given);
    }

    /** Where the maximum stands is a constant: at equal values it would jump. */
    @Override
    public double[] trainAround(Given base, Given moved) {
        int[] places = places(base);
        double[] y = new double[places.length];
        for (int index = 0; index < y.length; index++) {
            y[index] = moved.input()[places[index]];
        }
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        int[] places = places(given);
        double[] dx = new double[given.input().length];
        for (int index = 0; index < dy.length; index++) {
            dx[places[index]] += dy[index];
        }
        return Gradients.of(dx);
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    /** The index of the maximum of each output. */
    private int[] places(Given given) {
        Reads read = reads.apply(given.shape());
        int channels = given.channels();
        int[] places = new int[given.examples() * read.outputs() * channels];
        for (int index = 0; index < places.length; index++) {
            int o = index / channels % read.outputs();
            int n = index / channels / read.outputs();
            places[index] = place(given.input(), read.taps()[o], n * read.extent(), channels, index % channels);
        }
        return places;
    }

    private static int place(double[] x, int[] taps, int from, int channels, int channel) {
        int place = Reads.OUTSIDE;
        for (int position : taps) {
            int index = (from + position) * channels + channel;
            if (position != Reads.OUTSIDE && (place == Reads.OUTSIDE || isLarger(x[index], x[place]))) {
                place = index;
            }
        }
        return place;
    }

    private static boolean isLarger(double value, double other) {
        return value > other || (Double.isNaN(value) && !Double.isNaN(other));
    }
}
