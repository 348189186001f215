package dev.evenkeel.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.convolution.Convolution;
import dev.evenkeel.kernel.convolution.ConvolutionGradient;
import dev.evenkeel.kernel.convolution.ConvolutionProduct;
import dev.evenkeel.kernel.convolution.PackedConvolution;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.kernel.window.Axis;
import dev.evenkeel.kernel.window.Grid;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class VectorConvolutionTest {
    private static final int L = Lanes.COUNT;
    private static final int IMAGES = 2;

    /** A convolution of 3 x 2 taps on some images. */
    record Case(int inputs, int outputs, int groups, int stride, int images) {}

    static Stream<Case> cases() {
        return Stream.of(1, 2, L - 1, L, L + 1, 2 * L, 2 * L + 3, 3 * L, 4 * L, 4 * L + 1, 6 * L + 5)
                .flatMap(outputs -> Stream.of(
                        new Case(1, outputs, 1, 1, 3),
                        new Case(5, outputs, 1, 2, 20),
                        new Case(outputs, outputs, outputs, 2, 3),
                        new Case(2 * L + 1, 2 * outputs, outputs > L ? 1 : 2, 1, 1)))
                .map(given -> given.inputs % given.groups == 0
                        ? given
                        : new Case(given.inputs + 1, given.outputs, given.groups, given.stride, given.images));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void vectorAndScalarLoopsAgree(Case given) {
        Run vector = new Run(given, PreferredKernels.kernels());
        Run scalar = new Run(given, ScalarKernels.kernels());
        assertThat(PreferredKernels.kernels().lanes()).isEqualTo(L);
        requireNear(vector.y, scalar.y);
        requireNear(vector.dx, scalar.dx);
        requireNear(vector.dw, scalar.dw);
        requireNear(vector.db, scalar.db);
        for (int channel = 0; channel < given.outputs; channel++) {
            assertThat(vector.moments.mean(channel)).isCloseTo(scalar.moments.mean(channel), within(1e-5));
            assertThat(vector.moments.variance(channel))
                    .isCloseTo(scalar.moments.variance(channel), within(1e-4 * (1 + scalar.moments.variance(channel))));
        }
    }

    /** Windows of 3 x 3 in steps of 1 over many channels, which are transformed. */
    @ParameterizedTest
    @CsvSource({"4,4,32,32", "5,7,64,32", "3,6,32,96", "7,7,96,160", "14,9,64,64", "5,6,40,72", "6,5,48,80"})
    void transformedWindowsAgreeWithScalarLoops(int height, int width, int inputs, int outputs) {
        Grid grid =
                Grid.of(List.of(new Axis(height, height, 3, 1, 1, 1, 1), new Axis(width, width - 1, 3, 1, 1, 0, 1)));
        Run vector = new Run(grid, inputs, outputs, PreferredKernels.kernels());
        Run scalar = new Run(grid, inputs, outputs, ScalarKernels.kernels());
        requireNear(vector.y, scalar.y);
        requireNear(vector.dx, scalar.dx);
        requireNear(vector.dw, scalar.dw);
    }

    static Stream<Arguments> images() {
        return IntStream.of(1, 3, 4, 5, 8, 13, 14, 15)
                .boxed()
                .flatMap(width -> Stream.of(L, 2 * L, 2 * L + 1, 4 * L, 6 * L)
                        .flatMap(outputs -> Stream.of(
                                Arguments.of(width, outputs, 1, 1),
                                Arguments.of(width, outputs, 2, 1),
                                Arguments.of(width, outputs, 1, 2))));
    }

    @ParameterizedTest
    @MethodSource("images")
    void eachElementIsOneChainOverTheWindow(int width, int outputs, int stride, int dilation) {
        int height = 5;
        Axis lines = new Axis(height, height, 3, 1, 1, 1, 1);
        int padding = dilation;
        int positions = (width - 1) / stride + 1;
        Axis points = new Axis(width, positions, 3, stride, dilation, padding, padding);
        Grid grid = Grid.of(List.of(lines, points));
        Random random = new Random(7);
        float[] x = Run.values(random, IMAGES * height * width);
        float[] weights = Run.values(random, outputs * 9);
        float[] shift = Run.values(random, outputs);
        Epilogue epilogue = new Epilogue().shift(shift).activation(Activation.RELU, 0);
        float[] y = convolved(
                new Convolution(PreferredKernels.kernels(), grid, 1, outputs, 1),
                x,
                weights,
                epilogue,
                new float[IMAGES * grid.outputs() * outputs]);
        for (int index = 0; index < y.length; index++) {
            int output = index % outputs;
            int place = index / outputs;
            int image = place / (height * positions);
            int line = place / positions % height;
            float sum = 0;
            for (int tap = 0; tap < 9; tap++) {
                int row = line + tap / 3 - 1;
                int point = place % positions * stride + tap % 3 * dilation - padding;
                boolean inside = row >= 0 && row < height && point >= 0 && point < width;
                float value = inside ? x[(image * height + row) * width + point] : 0;
                sum = Math.fma(value, weights[output * 9 + tap], sum);
            }
            float shifted = sum + shift[output];
            assertThat(y[index]).isEqualTo(shifted < 0 ? 0f : shifted);
        }
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void tilesAreFinishedAsRowsAre(Activation activation) {
        for (int inputs : new int[] {1, 200}) {
            for (int outputs : new int[] {2 * L, 2 * L + 3, 4 * L}) {
                Grid grid = Grid.of(List.of(new Axis(3, 3, 3, 1, 1, 1, 1), new Axis(5, 5, 3, 1, 1, 1, 1)));
                Random random = new Random(7);
                float[] x = Run.values(random, IMAGES * 15 * inputs);
                x[x.length - 1] = Float.NaN;
                float[] weights = Run.values(random, outputs * 9 * inputs);
                float[] shift = Run.values(random, outputs);
                Kernels kernels = PreferredKernels.kernels();
                Convolution convolution = new Convolution(kernels, grid, inputs, outputs, 1);
                int length = IMAGES * grid.outputs() * outputs;
                float[] plain = convolved(convolution, x, weights, new Epilogue(), new float[length]);
                for (float[] added : List.of(shift, new float[0])) {
                    Epilogue epilogue = new Epilogue().shift(added).activation(activation, 0.1f);
                    float[] expected = plain.clone();
                    for (int at = 0; at < expected.length; at += outputs) {
                        kernels.products().finish(epilogue, expected, at, outputs);
                    }
                    assertThat(convolved(convolution, x, weights, epilogue, new float[length]))
                            .isEqualTo(expected)
                            .contains(Float.NaN);
                }
            }
        }
    }

    private static float[] convolved(
            Convolution convolution, float[] x, float[] weights, Epilogue epilogue, float[] y) {
        float[] packed = new float[convolution.weights().packedLength()];
        convolution.weights().pack(weights, packed);
        Compute compute = new Compute(PreferredKernels.kernels(), Team.alone());
        new PackedConvolution(compute, convolution, packed, new Epilogue[] {epilogue}).run(IMAGES, x, y);
        return y;
    }

    private static void requireNear(float[] actual, float[] expected) {
        for (int index = 0; index < expected.length; index++) {
            assertThat(actual[index]).isCloseTo(expected[index], within(2e-4f * (1 + Math.abs(expected[index]))));
        }
    }

    /** All passes of a case on one provider. */
    private static final class Run {
        private final float[] y;
        private final float[] dx;
        private final float[] dw;
        private final float[] db;
        private final Moments moments;

        Run(Grid grid, int inputs, int outputs, Kernels kernels) {
            this(new Case(inputs, outputs, 1, 1, IMAGES), grid, kernels);
        }

        Run(Case given, Kernels kernels) {
            this(given, grid(given), kernels);
        }

        private static Grid grid(Case given) {
            Axis lines = new Axis(5, (5 + 2 - 3) / given.stride + 1, 3, given.stride, 1, 1, 1);
            Axis points = new Axis(7, (7 + 1 - 2) / given.stride + 1, 2, given.stride, 1, 0, 1);
            return Grid.of(List.of(lines, points));
        }

        private Run(Case given, Grid grid, Kernels kernels) {
            Random random = new Random(7);
            float[] x = values(random, given.images * grid.inputs() * given.inputs);
            float[] dy = values(random, given.images * grid.outputs() * given.outputs);
            float[] weights = values(random, given.outputs * grid.taps() * given.inputs / given.groups);
            float[] shift = values(random, given.outputs);
            y = new float[dy.length];
            dx = new float[x.length];
            dw = new float[weights.length];
            db = new float[given.outputs];
            moments = new Moments(given.outputs);
            Compute compute = new Compute(kernels, Team.alone());
            Convolution convolution = new Convolution(kernels, grid, given.inputs, given.outputs, given.groups);
            Epilogue[] epilogues = convolution.epilogues();
            for (Epilogue epilogue : epilogues) {
                epilogue.shift(shift).activation(Activation.RELU, 0);
            }
            new ConvolutionProduct(compute, convolution, given.images, Optional.empty())
                    .convolveWithMoments(given.images, x, weights, y, epilogues, moments);
            new ConvolutionGradient(compute, convolution, given.images, Optional.empty())
                    .run(
                            given.images,
                            x,
                            (from, to, rows, at) ->
                                    System.arraycopy(dy, from * given.outputs, rows, at, (to - from) * given.outputs),
                            weights,
                            dw,
                            db,
                            dx);
        }

        private static float[] values(Random random, int length) {
            float[] values = new float[length];
            for (int index = 0; index < length; index++) {
                values[index] = (float) random.nextGaussian();
            }
            return values;
        }
    }
}
