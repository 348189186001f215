package dev.evenkeel.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.convolution.Convolution;
import dev.evenkeel.kernel.convolution.ConvolutionGradient;
import dev.evenkeel.kernel.convolution.ConvolutionProduct;
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
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VectorConvolutionTest {
    private static final int L = Lanes.COUNT;

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

        Run(Case given, Kernels kernels) {
            Random random = new Random(7);
            Axis lines = new Axis(5, (5 + 2 - 3) / given.stride + 1, 3, given.stride, 1, 1, 1);
            Axis points = new Axis(7, (7 + 1 - 2) / given.stride + 1, 2, given.stride, 1, 0, 1);
            Grid grid = Grid.of(List.of(lines, points));
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
