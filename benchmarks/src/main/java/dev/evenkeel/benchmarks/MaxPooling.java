package dev.evenkeel.benchmarks;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.window.Axis;
import dev.evenkeel.kernel.window.Grid;
import dev.evenkeel.kernel.window.WindowOffsets;
import java.util.List;
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

/**
 * Maxima of windows of 2 x 2 positions that do not overlap, on one core. Forward reads x and writes a quarter of it; backward
 * reads x, y and dy and writes dx: 5 and 10 bytes for each value of x.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class MaxPooling {
    /** Examples, height, width and channels. */
    @Param({"128x28x28x32", "128x14x14x64"})
    String shape;

    private final Kernels kernels = PreferredKernels.kernels();
    private WindowOffsets taps = WindowOffsets.of(Grid.of(List.of(Axis.POINT)));
    private int examples;
    private float[] x = {};
    private float[] y = {};
    private float[] dy = {};
    private float[] dx = {};
    private Matrix inputs = Matrix.rowMajor(0, 0);
    private Matrix outputs = inputs;
    private Matrix gradients = inputs;
    private Matrix inputGradients = inputs;

    @Setup
    public void prepare() {
        if (kernels.lanes() == 1) {
            throw new IllegalStateException("the vector kernels did not load");
        }
        String[] extents = shape.split("x");
        examples = Integer.parseInt(extents[0]);
        int channels = Integer.parseInt(extents[3]);
        taps = WindowOffsets.of(Grid.of(List.of(halved(extents[1]), halved(extents[2]))));
        x = Values.random(examples * taps.inputs() * channels, 1);
        y = new float[examples * taps.outputs() * channels];
        dy = Values.random(y.length, 2);
        dx = new float[x.length];
        inputs = Matrix.rowMajor(examples * taps.inputs(), channels).over(x);
        outputs = Matrix.rowMajor(examples * taps.outputs(), channels).over(y);
        gradients = Matrix.rowMajor(examples * taps.outputs(), channels).over(dy);
        inputGradients = Matrix.rowMajor(examples * taps.inputs(), channels).over(dx);
        forward();
    }

    private static Axis halved(String extent) {
        int input = Integer.parseInt(extent);
        return new Axis(input, input / 2, 2, 2, 1, 0, 0);
    }

    @Benchmark
    public float[] forward() {
        for (int example = 0; example < examples; example++) {
            kernels.windows().max(taps, inputs, outputs, example, 0);
        }
        return y;
    }

    @Benchmark
    public float[] backward() {
        for (int example = 0; example < examples; example++) {
            kernels.windows().maxBackward(taps, inputs, outputs, gradients, inputGradients, example, 0);
        }
        return dx;
    }
}
