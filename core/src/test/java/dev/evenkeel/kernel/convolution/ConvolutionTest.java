package dev.evenkeel.kernel.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.stream.RowWriter;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.window.Axis;
import dev.evenkeel.kernel.window.Grid;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConvolutionTest {
    /** A convolution on some images. */
    record Case(Grid grid, int inputs, int outputs, int groups, int images) {}

    static Stream<Case> cases() {
        Random random = new Random(3);
        return Stream.concat(
                Stream.generate(() -> random(random)).limit(200),
                Stream.generate(() -> transformed(random)).limit(40));
    }

    /** One that {@link WinogradSweep} computes. */
    private static Case transformed(Random random) {
        Grid grid = Grid.of(List.of(window(random), window(random)));
        return new Case(grid, 32 + random.nextInt(3), 32 + random.nextInt(9), 1, 1 + random.nextInt(3));
    }

    private static Axis window(Random random) {
        int before = random.nextInt(3);
        int after = random.nextInt(3);
        int input = Math.max(1, 3 - before - after) + random.nextInt(9);
        return new Axis(input, input + before + after - 2, 3, 1, 1, before, after);
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

    @Test
    void transformsServeWindowsOfThreeInStepsOfOneOverManyChannels() {
        Axis window = new Axis(5, 5, 3, 1, 1, 1, 1);
        Grid grid = Grid.of(List.of(window, window));
        Grid strided = Grid.of(List.of(window, new Axis(5, 3, 3, 2, 1, 1, 1)));
        Grid dilated = Grid.of(List.of(window, new Axis(5, 3, 3, 1, 2, 1, 1)));
        Grid cropped = Grid.of(List.of(window, new Axis(5, 2, 3, 1, 1, 0, -1)));
        Grid shifted = Grid.of(List.of(window, new Axis(5, 6, 3, 1, 1, 3, 0)));
        Grid volume = Grid.of(List.of(window, window, window));
        assertThat(isTransformed(grid, 32, 32, 1)).isTrue();
        assertThat(isTransformed(grid, 31, 32, 1)).isFalse();
        assertThat(isTransformed(grid, 32, 31, 1)).isFalse();
        assertThat(isTransformed(grid, 64, 64, 2)).isFalse();
        assertThat(isTransformed(grid, 1 << 11, 1 << 11, 1)).isTrue();
        assertThat(isTransformed(grid, 1 << 11, 1 << 12, 1)).isFalse();
        for (Grid other : List.of(strided, dilated, cropped, shifted, volume, Grid.of(List.of(window)))) {
            assertThat(isTransformed(other, 32, 32, 1)).isFalse();
        }
    }

    private static boolean isTransformed(Grid grid, int inputs, int outputs, int groups) {
        return WinogradSweep.suits(ScalarKernels.kernels(), grid, inputs, outputs, groups);
    }

    @Test
    void noImageAddsNothingToGradients() {
        Axis window = new Axis(4, 4, 3, 1, 1, 1, 1);
        Convolution convolution = new Convolution(ScalarKernels.kernels(), Grid.of(List.of(window, window)), 32, 32, 1);
        Compute compute = new Compute(ScalarKernels.kernels(), Team.alone());
        ConvolutionGradient gradient = new ConvolutionGradient(compute, convolution, 1, Optional.empty());
        float[] x = values(new Random(1), 16 * 32);
        float[] weights = values(new Random(2), 32 * 9 * 32);
        float[] dw = new float[weights.length];
        float[] db = new float[32];
        RowWriter dy = (from, to, rows, at) -> System.arraycopy(x, from * 32, rows, at, (to - from) * 32);
        gradient.run(1, x, dy, weights, dw, db, new float[x.length]);
        float[] once = dw.clone();
        float[] biasOnce = db.clone();
        gradient.run(0, x, dy, weights, dw, db, new float[x.length]);
        assertThat(dw).isEqualTo(once);
        assertThat(db).isEqualTo(biasOnce);
    }

    /** A team shares tiles and columns of an image without changing a bit. */
    @Test
    void packedWeightsGiveTheBitsOfThePass() {
        Axis window = new Axis(6, 6, 3, 1, 1, 1, 1);
        Grid grid = Grid.of(List.of(window, window));
        int images = 3;
        int outputs = 300;
        Random random = new Random(1);
        float[] x = values(random, images * grid.inputs() * 32);
        float[] weights = values(random, outputs * 9 * 32);
        Convolution convolution = new Convolution(ScalarKernels.kernels(), grid, 32, outputs, 1);
        float[] passed = new float[images * grid.outputs() * outputs];
        new ConvolutionProduct(
                        new Compute(ScalarKernels.kernels(), Team.alone()), convolution, images, Optional.empty())
                .convolve(images, x, weights, passed, convolution.epilogues());

        float[] packed = new float[convolution.weights().packedLength()];
        convolution.weights().pack(weights, packed);
        float[] shared = new float[passed.length];
        try (Team team = Team.of(3)) {
            Compute compute = new Compute(ScalarKernels.kernels(), team);
            new PackedConvolution(compute, convolution, packed, convolution.epilogues()).run(images, x, shared);
        }
        assertThat(shared).isEqualTo(passed);
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
