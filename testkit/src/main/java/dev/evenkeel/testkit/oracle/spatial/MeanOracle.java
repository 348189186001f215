package dev.evenkeel.testkit.oracle.spatial;

import dev.evenkeel.spatial.AdaptivePool;
import dev.evenkeel.spatial.AveragePool;
import dev.evenkeel.spatial.AveragePool.Counting;
import dev.evenkeel.spatial.Padding;
import dev.evenkeel.spatial.Upsample;
import dev.evenkeel.spatial.ZeroPad;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.function.Function;

/**
 * {@code y[o, c] = mean over k of x[taps[o][k], c]}, where positions outside the input are 0; of a single tap it is a copy.
 *
 * @param reads what each output position reads of an example
 * @param counting whether positions outside the input count
 */
public record MeanOracle(Function<Shape, Reads> reads, Counting counting) implements Oracle {
    public static Oracle of(AveragePool layer) {
        return new MeanOracle(shape -> Reads.of(shape, layer.window()), layer.counting());
    }

    public static Oracle of(AdaptivePool layer) {
        return along((extent, axis) -> Reads.regions(extent, layer.size().at(axis)));
    }

    public static Oracle of(Upsample layer) {
        return along((extent, axis) -> Reads.repeated(extent, layer.factor().at(axis)));
    }

    public static Oracle of(ZeroPad layer) {
        Padding.Explicit padding = (Padding.Explicit) layer.padding();
        return along((extent, axis) -> {
            int before = padding.before().at(axis);
            int after = padding.after().at(axis);
            return Reads.moving(extent, before + extent + after, 1, 1, 1, before);
        });
    }

    /** What is read along an axis of some extent. */
    private interface Along {
        Reads of(int extent, int axis);
    }

    private static Oracle along(Along along) {
        return new MeanOracle(shape -> Reads.of(shape, axis -> along.of(shape.extent(axis), axis)), Counting.PADDED);
    }

    @Override
    public double[] train(Given given) {
        Reads read = reads.apply(given.shape());
        double[] y = new double[given.examples() * read.outputs() * given.channels()];
        each(given, (x, at, share) -> y[at] += share * given.input()[x]);
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        double[] dx = new double[given.input().length];
        each(given, (x, at, share) -> dx[x] += share * dy[at]);
        return Gradients.of(dx);
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    /** An input that goes into an output with a share, by the index of both. */
    private interface Part {
        void of(int x, int y, double share);
    }

    private void each(Given given, Part part) {
        Reads read = reads.apply(given.shape());
        int channels = given.channels();
        for (int n = 0; n < given.examples(); n++) {
            for (int o = 0; o < read.outputs(); o++) {
                double share = 1.0 / counted(read.taps()[o]);
                for (int position : read.taps()[o]) {
                    for (int c = 0; c < channels && position != Reads.OUTSIDE; c++) {
                        part.of(
                                (n * read.extent() + position) * channels + c,
                                (n * read.outputs() + o) * channels + c,
                                share);
                    }
                }
            }
        }
    }

    private int counted(int[] taps) {
        int count = 0;
        for (int position : taps) {
            count += counting == Counting.PADDED || position != Reads.OUTSIDE ? 1 : 0;
        }
        return count;
    }
}
