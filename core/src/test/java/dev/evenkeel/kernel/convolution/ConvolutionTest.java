package dev.evenkeel.kernel.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.window.Axis;
import dev.evenkeel.kernel.window.Grid;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConvolutionTest {
    /** A convolution on some images. */
    record Case(Grid grid, int inputs, int outputs, int groups, int images) {}

    static Stream<Case> cases() {
        Random random = new Random(3);
        return Stream.generate(() -> random(random)).limit(200);
    }

    private static Case random(Random random) {
        int groups = 1 + random.nextInt(3);
        Grid grid = Grid.of(
                Stream.generate(() -> axis(random)).limit(1 + random.nextInt(3)).toList());
        return new Case(
                grid,
                groups * (1 + random.nextInt(3)),
                groups * (1 + random.nextInt(6)),
                groups,
                1 + random.nextInt(3));
    }

    private static Axis axis(Random random) {
        int size = 1 + random.nextInt(3);
        int stride = 1 + random.nextInt(4);
        int dilation = 1 + random.nextInt(2);
        int before = random.nextInt(3);
        int after = random.nextInt(3);
        int reach = (size - 1) * dilation + 1;
        int input = Math.max(1, reach - before - after) + random.nextInt(4);
        return new Axis(input, (input + before + after - reach) / stride + 1, size, stride, dilation, before, after);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void allPassesAreThoseOfTheDefinition(Case given) {
        Random random = new Random(1);
        int inputSize = given.grid.inputs() * given.inputs;
        int outputSize = given.grid.outputs() * given.outputs;
        float[] x = values(random, given.images * inputSize);
        float[] dy = values(random, given.images * outputSize);
        float[] weights = values(random, given.outputs * given.grid.taps() * given.inputs / given.groups);
        double[] y = new double[dy.length];
        double[] dx = new double[x.length];
        double[] dw = new double[weights.length];
        define(given, x, dy, weights, y, dx, dw);

        Compute compute = new Compute(ScalarKernels.kernels(), Team.alone());
        Convolution convolution =
                new Convolution(compute.kernels(), given.grid, given.inputs, given.outputs, given.groups);
        float[] actualY = new float[y.length];
        float[] actualDx = new float[dx.length];
        float[] actualDw = new float[dw.length];
        float[] bias = new float[given.outputs];
        new ConvolutionProduct(compute, convolution, given.images, Optional.empty())
                .convolve(given.images, x, weights, actualY, convolution.epilogues());
        new ConvolutionGradient(compute, convolution, given.images, Optional.empty())
                .run(
                        given.images,
                        x,
                        (from, to, rows, at) ->
                                System.arraycopy(dy, from * given.outputs, rows, at, (to - from) * given.outputs),
                        weights,
                        actualDw,
                        bias,
                        actualDx);
        requireNear(actualY, y);
        requireNear(actualDx, dx);
        requireNear(actualDw, dw);
    }

    private static void requireNear(float[] actual, double[] expected) {
        for (int index = 0; index < expected.length; index++) {
            assertThat((double) actual[index]).isCloseTo(expected[index], within(1e-4));
        }
    }

    private static float[] values(Random random, int length) {
        float[] values = new float[length];
        for (int index = 0; index < length; index++) {
            values[index] = (float) random.nextGaussian();
        }
        return values;
    }

    private static void define(
            Case given, float[] x, float[] dy, float[] weights, double[] y, double[] dx, double[] dw) {
        List<Axis> axes = List.of(given.grid.planes(), given.grid.lines(), given.grid.points());
        int read = given.inputs / given.groups;
        int written = given.outputs / given.groups;
        for (int image = 0; image < given.images; image++) {
            for (int position = 0; position < given.grid.outputs(); position++) {
                for (int tap = 0; tap < given.grid.taps(); tap++) {
                    int from = inputPosition(axes, position, tap);
                    for (int output = 0; output < given.outputs && from >= 0; output++) {
                        for (int input = 0; input < read; input++) {
                            int xAt = (image * given.grid.inputs() + from) * given.inputs
                                    + output / written * read
                                    + input;
                            int yAt = (image * given.grid.outputs() + position) * given.outputs + output;
                            int wAt = (output * given.grid.taps() + tap) * read + input;
                            y[yAt] += (double) x[xAt] * weights[wAt];
                            dx[xAt] += (double) dy[yAt] * weights[wAt];
                            dw[wAt] += (double) dy[yAt] * x[xAt];
                        }
                    }
                }
            }
        }
    }

    /** The input position that an output position reads through a tap, or -1 for padding. */
    private static int inputPosition(List<Axis> axes, int position, int tap) {
        int from = 0;
        int scale = 1;
        for (int index = 2; index >= 0; index--) {
            Axis axis = axes.get(index);
            int at = position % axis.output() * axis.stride() - axis.before() + tap % axis.size() * axis.dilation();
            if (at < 0 || at >= axis.input()) {
                return -1;
            }
            from += at * scale;
            scale *= axis.input();
            position /= axis.output();
            tap /= axis.size();
        }
        return from;
    }
}
