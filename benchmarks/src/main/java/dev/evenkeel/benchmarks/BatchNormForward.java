package dev.evenkeel.benchmarks;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.kernel.view.Moments;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The training forward pass of batch normalization on one core: statistics of a batch, then {@code y}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class BatchNormForward {
    /** Rows (batch and positions) and channels. */
    @Param({"256x128", "65536x32", "100352x32", "4096x1024", "65536x256"})
    String shape;

    private final Kernels kernels = PreferredKernels.kernels();
    private int rows;
    private int channels;
    private float[] x = {};
    private float[] y = {};
    private Moments moments = new Moments(0);
    private ColumnNormalization by = new ColumnNormalization(0, Activation.IDENTITY);

    /** Floats that must at least be touched: x is read for its statistics and again to be normalised, y is written. */
    static double bytes(String shape) {
        return 3.0 * Float.BYTES * length(shape);
    }

    static int length(String shape) {
        String[] sides = shape.split("x");
        return Integer.parseInt(sides[0]) * Integer.parseInt(sides[1]);
    }

    @Setup
    public void prepare() {
        if (kernels.lanes() == 1) {
            throw new IllegalStateException("the vector kernels did not load");
        }
        String[] sides = shape.split("x");
        rows = Integer.parseInt(sides[0]);
        channels = Integer.parseInt(sides[1]);
        x = Values.random(rows * channels, 1);
        y = new float[rows * channels];
        moments = new Moments(channels);
        by = new ColumnNormalization(channels, Activation.IDENTITY);
    }

    @Benchmark
    public float[] forward() {
        kernels.columns().moments(x, 0, rows, moments);
        for (int channel = 0; channel < channels; channel++) {
            by.setForward(channel, moments.mean(channel), 1 / Math.sqrt(moments.variance(channel) + 1e-5), 1, 0);
        }
        kernels.columns().normalize(x, 0, rows, by, y, 0);
        return y;
    }
}
