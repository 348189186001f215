package dev.evenkeel.kernel.reduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.kernel.Columns;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.Centering;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.kernel.view.GradientSums;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.kernel.view.RowNormalization;
import dev.evenkeel.tensor.Mask;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ColumnReductionTest {
    record Size(int rows, int columns, double realShare) {}

    static Stream<Size> sizes() {
        return Stream.of(
                new Size(0, 3, 1),
                new Size(1, 5, 1),
                new Size(63, 512, 1),
                new Size(129, 513, 0.5),
                new Size(700, 130, 1),
                new Size(700, 130, 0.9),
                new Size(40_000, 3, 0.01),
                new Size(100_001, 1, 1),
                new Size(300, 1024, 0));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void anyNumberOfThreadsGivesTheSameBitsAndTheStatisticsOfTheRealRows(Size size) {
        Random random = new Random(1);
        int from = 2;
        int to = from + size.rows;
        int columns = size.columns;
        float[] x = gaussians(random, to * columns, 5f);
        float[] dy = gaussians(random, to * columns, 0f);
        ColumnNormalization by = new ColumnNormalization(columns, Activation.RELU);
        for (int column = 0; column < columns; column++) {
            by.setForward(column, 5 + random.nextGaussian(), 1 + random.nextGaussian(), 1, random.nextGaussian());
        }
        Mask mask = new Mask(to + 1, 1);
        for (int row = 0; row < to && size.realShare < 1; row++) {
            if (random.nextDouble() >= size.realShare) {
                mask.pad(row);
            }
        }
        double[] expected = new double[5 * columns];
        long count = naive(x, dy, from, to, mask, by, expected);
        double[] first = new double[0];
        for (int threads : new int[] {1, 2, 8}) {
            try (Team team = Team.of(threads)) {
                ColumnReduction reduction =
                        new ColumnReduction(new Compute(ScalarKernels.kernels(), team), size.rows, columns);
                for (int repetition = 0; repetition < 3; repetition++) {
                    double[] actual = new double[5 * columns];
                    Moments moments = new Moments(columns);
                    reduction.moments(x, from, to, mask, moments);
                    assertThat(moments.count()).isEqualTo(count);
                    for (int column = 0; column < columns; column++) {
                        actual[column] = moments.mean(column);
                        actual[columns + column] = count == 0 ? 0 : moments.variance(column);
                    }
                    double[] sums = new double[columns];
                    reduction.sums(x, from, to, mask, sums);
                    GradientSums gradientSums = new GradientSums(columns);
                    Columns loops = ScalarKernels.kernels().columns();
                    reduction.gradientSums(
                            from, to, (row, end, out) -> loops.gradientSums(x, dy, row, end, by, out), gradientSums);
                    System.arraycopy(sums, 0, actual, 2 * columns, columns);
                    System.arraycopy(gradientSums.dy(), 0, actual, 3 * columns, columns);
                    System.arraycopy(gradientSums.dyXhat(), 0, actual, 4 * columns, columns);
                    first = first.length == 0 ? actual : first;
                    assertThat(actual).isEqualTo(first);
                }
            }
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(first[i]).isCloseTo(expected[i], within(1e-9 * (1 + Math.abs(expected[i]) + size.rows)));
        }
    }

    @Test
    void rowGradientsAreTheSameBitsForAnyNumberOfThreads() {
        Random random = new Random(2);
        int rows = 1001;
        int columns = 96;
        float[] x = gaussians(random, rows * columns, 1f);
        float[] dy = gaussians(random, rows * columns, 0f);
        float[] gamma = gaussians(random, columns, 1f);
        Kernels kernels = ScalarKernels.kernels();
        RowNormalization normalization = new RowNormalization(Centering.MEAN, 1e-5f, rows).affine(gamma, gamma);
        Matrix inputs = Matrix.rowMajor(rows, columns).over(x);
        Matrix gradients = Matrix.rowMajor(rows, columns).over(dy);
        Matrix results = Matrix.rowMajor(rows, columns).over(new float[x.length]);
        kernels.rows().normalize(normalization, inputs, results, 0, rows);
        float[] wholeDx = new float[x.length];
        GradientSums sums = new GradientSums(columns);
        kernels.rows().normalizeBackward(normalization, inputs, gradients, results.over(wholeDx), 0, rows, sums);
        double[] wholeGamma = Arrays.copyOf(sums.dyXhat(), columns);
        double[] wholeBeta = Arrays.copyOf(sums.dy(), columns);
        double[] first = new double[0];
        for (int threads : new int[] {1, 2, 8}) {
            try (Team team = Team.of(threads)) {
                float[] dx = new float[x.length];
                results.over(dx);
                GradientSums shared = new GradientSums(columns);
                new ColumnReduction(new Compute(kernels, team), rows, columns)
                        .gradientSums(
                                0,
                                rows,
                                (from, to, out) -> kernels.rows()
                                        .normalizeBackward(normalization, inputs, gradients, results, from, to, out),
                                shared);
                double[] gammaGradient = Arrays.copyOf(shared.dyXhat(), columns);
                double[] betaGradient = Arrays.copyOf(shared.dy(), columns);
                assertThat(dx).isEqualTo(wholeDx);
                assertThat(gammaGradient).containsExactly(wholeGamma, within(1e-9));
                assertThat(betaGradient).containsExactly(wholeBeta, within(1e-9));
                first = first.length == 0 ? gammaGradient : first;
                assertThat(gammaGradient).isEqualTo(first);
            }
        }
    }

    @Test
    void moreRowsThanPlannedAreRefused() {
        ColumnReduction reduction = new ColumnReduction(new Compute(ScalarKernels.kernels(), Team.alone()), 3, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reduction.sums(new float[8], 0, 4, new Mask(4, 1), new double[2]))
                .withMessageContaining("at most 3 rows, but got 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reduction.moments(new float[8], 0, 3, new Mask(4, 1), new Moments(5)))
                .withMessageContaining("2 columns")
                .withMessageContaining("5 channels");
    }

    /** Mean, variance and sum of the real rows, and the gradient sums of all. */
    private static long naive(
            float[] x, float[] dy, int from, int to, Mask mask, ColumnNormalization by, double[] out) {
        long count = mask.realRows(from, to);
        int columns = by.columns();
        for (int column = 0; column < columns; column++) {
            double sum = 0;
            double[] sums = new double[2];
            for (int row = from; row < to; row++) {
                int i = row * columns + column;
                float centred = x[i] - by.mean()[column];
                sum += mask.isReal(row) ? x[i] : 0;
                if (Math.fma(centred, by.scale()[column], by.shift()[column]) > 0) {
                    sums[0] += dy[i];
                    sums[1] += (double) dy[i] * centred * by.inverse()[column];
                }
            }
            double average = count == 0 ? 0 : sum / count;
            double m2 = 0;
            for (int row = from; row < to; row++) {
                double difference = mask.isReal(row) ? x[row * columns + column] - average : 0;
                m2 += difference * difference;
            }
            out[column] = average;
            out[columns + column] = count == 0 ? 0 : m2 / count;
            out[2 * columns + column] = sum;
            out[3 * columns + column] = sums[0];
            out[4 * columns + column] = sums[1];
        }
        return count;
    }

    private static float[] gaussians(Random random, int length, float mean) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = mean + (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void mergedMomentsAreThoseOfTheWholeAlongAnyCut() {
        Random random = new Random(3);
        float[] x = gaussians(random, 1000, 1000f);
        Moments whole = new Moments(2);
        ScalarKernels.kernels().columns().moments(x, 0, 500, whole);
        Moments merged = new Moments(2);
        Moments part = new Moments(2);
        int row = 0;
        for (int rows : new int[] {1, 0, 7, 300, 192}) {
            ScalarKernels.kernels().columns().moments(x, row, row + rows, part);
            merged.merge(part);
            row += rows;
        }
        assertThat(merged.count()).isEqualTo(500);
        for (int channel = 0; channel < 2; channel++) {
            assertThat(merged.mean(channel)).isCloseTo(whole.mean(channel), within(1e-10));
            assertThat(merged.variance(channel)).isCloseTo(whole.variance(channel), within(1e-10));
        }
    }
}
