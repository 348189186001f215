package dev.evenkeel.benchmarks;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.kernel.view.GradientSums;
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

/** The training backward pass of batch normalization on one core: sums of gradients, then {@code dx}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class BatchNormBackward {
    /** Rows (batch and positions) and channels. */
    @Param({"256x128", "65536x32", "100352x32", "4096x1024", "65536x256"})
    String shape;

    /** What is fused behind it: IDENTITY or RELU. */
    @Param({"IDENTITY", "RELU"})
    Activation activation;

    private final Kernels kernels = PreferredKernels.kernels();
    private int rows;
    private int channels;
    private float[] x = {};
    private float[] dy = {};
    private float[] dx = {};
    private ColumnNormalization by = new ColumnNormalization(0, Activation.IDENTITY);
    private GradientSums sums = new GradientSums(0);

    @Setup
    public void prepare() {
        if (kernels.lanes() == 1) {
            throw new IllegalStateException("the vector kernels did not load");
        }
        String[] sides = shape.split("x");
        rows = Integer.parseInt(sides[0]);
        channels = Integer.parseInt(sides[1]);
        x = Values.random(rows * channels, 1);
        dy = Values.random(rows * channels, 2);
        dx = new float[rows * channels];
        by = new ColumnNormalization(channels, activation);
        sums = new GradientSums(channels);
        for (int channel = 0; channel < channels; channel++) {
            by.setForward(channel, 0.1, 1.1, 0.9, 0.2);
        }
    }

    @Benchmark
    public float[] backward() {
        kernels.columns().gradientSums(x, dy, 0, rows, by, sums);
        for (int channel = 0; channel < channels; channel++) {
            by.setBackward(channel, sums.dy()[channel] / rows, by.sumDyXhat(channel, sums) / rows);
        }
        kernels.columns().normalizeBackward(x, dy, 0, rows, by, dx, 0);
        return dx;
    }
}
