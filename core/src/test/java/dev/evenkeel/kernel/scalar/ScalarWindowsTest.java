package dev.evenkeel.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.kernel.Windows;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.window.WindowOffsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums and maxima over windows, compared with the sparse matrix that the offsets are, in double. */
class ScalarWindowsTest {
    private static final int COLUMNS = 3;
    private static final int FROM = 1;
    private static final int EXAMPLE = 1;

    private final Windows windows = ScalarKernels.kernels().windows();
    private final Random random = new Random(7);

    /** Apart, overlapping, with an input nobody reads, and with more taps than one float sum takes. */
    static Stream<WindowOffsets> offsets() {
        return Stream.of(
                WindowOffsets.of(new int[] {6}, new int[][][] {{{0, 1}, {2, 3}, {4, 5}}}),
                WindowOffsets.of(new int[] {5}, new int[][][] {{{0, 1, 2}, {1, 2, 3}, {2, 4}}}),
                WindowOffsets.of(new int[] {7}, new int[][][] {{{0, 2}, {3, 6}}}),
                WindowOffsets.of(new int[] {150}, new int[][][] {
                    {
                        IntStream.range(0, 130).toArray(),
                        {3, 140},
                        IntStream.range(85, 150).toArray()
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("offsets")
    void sumsAreThoseOfTheMatrix(WindowOffsets taps) {
        WindowOffsets averaging = taps.averaging();
        float[] x = values((EXAMPLE + 1) * taps.inputs());
        float[] y = values((EXAMPLE + 1) * taps.outputs());
        float[] before = y.clone();
        windows.sum(averaging, matrix(x), matrix(y), EXAMPLE, FROM);
        for (int output = 0; output < taps.outputs(); output++) {
            List<Integer> rows = rows(taps, output);
            for (int column = 0; column < COLUMNS; column++) {
                int at = (EXAMPLE * taps.outputs() + output) * COLUMNS + column;
                int of = column;
                double mean = rows.stream()
                        .mapToDouble(row -> x[(EXAMPLE * taps.inputs() + row) * COLUMNS + of])
                        .average()
                        .orElse(0);
                if (column < FROM) {
                    assertThat(y[at]).isEqualTo(before[at]);
                } else {
                    assertThat((double) y[at]).isCloseTo(mean, within(1e-6));
                }
            }
        }
        assertThat(Arrays.copyOf(y, EXAMPLE * taps.outputs() * COLUMNS))
                .isEqualTo(Arrays.copyOf(before, EXAMPLE * taps.outputs() * COLUMNS));
    }

    @ParameterizedTest
    @MethodSource("offsets")
    void outputsOfNothingAreZero(WindowOffsets taps) {
        WindowOffsets back = taps.transposed();
        float[] dx = values((EXAMPLE + 1) * back.outputs());
        windows.sum(back, matrix(values((EXAMPLE + 1) * back.inputs())), matrix(dx), EXAMPLE, 0);
        for (int row = 0; row < back.outputs(); row++) {
            if (rows(back, row).isEmpty()) {
                assertThat(dx[(EXAMPLE * back.outputs() + row) * COLUMNS]).isZero();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("offsets")
    void theFirstOfEqualMaximaGetsTheGradient(WindowOffsets taps) {
        float[] x = values((EXAMPLE + 1) * taps.inputs());
        for (int index = 0; index < x.length; index++) {
            x[index] = Math.round(x[index]);
        }
        float[] y = values((EXAMPLE + 1) * taps.outputs());
        float[] dy = values((EXAMPLE + 1) * taps.outputs());
        float[] dx = values((EXAMPLE + 1) * taps.inputs());
        double[] expected = new double[dx.length];
        windows.max(taps, matrix(x), matrix(y), EXAMPLE, FROM);
        for (int output = 0; output < taps.outputs(); output++) {
            for (int column = FROM; column < COLUMNS; column++) {
                int best = -1;
                for (int row : rows(taps, output)) {
                    int at = (EXAMPLE * taps.inputs() + row) * COLUMNS + column;
                    best = best < 0 || x[at] > x[best] ? at : best;
                }
                int at = (EXAMPLE * taps.outputs() + output) * COLUMNS + column;
                assertThat(y[at]).isEqualTo(x[best]);
                expected[best] += dy[at];
            }
        }
        windows.maxBackward(taps, matrix(x), matrix(y), matrix(dy), matrix(dx), EXAMPLE, FROM);
        for (int row = EXAMPLE * taps.inputs(); row < (EXAMPLE + 1) * taps.inputs(); row++) {
            for (int column = FROM; column < COLUMNS; column++) {
                assertThat((double) dx[row * COLUMNS + column])
                        .isCloseTo(expected[row * COLUMNS + column], within(1e-6));
            }
        }
    }

    private static List<Integer> rows(WindowOffsets taps, int output) {
        List<Integer> rows = new ArrayList<>();
        for (int tap = 0; tap < taps.count(); tap++) {
            if (taps.output(tap) == output) {
                rows.add(taps.row(tap));
            }
        }
        return rows;
    }

    private static Matrix matrix(float[] values) {
        return Matrix.rowMajor(values.length / COLUMNS, COLUMNS).over(values);
    }

    /** Never 0, in -3 to 3. */
    private float[] values(int rows) {
        float[] values = new float[rows * COLUMNS];
        for (int index = 0; index < values.length; index++) {
            values[index] = random.nextFloat(0.1f, 3) * (random.nextBoolean() ? 1 : -1);
        }
        return values;
    }
}
