package dev.evenkeel.kernel.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.kernel.Products;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.kernel.view.Start;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every element is one chain of fused multiply-adds, so the product equals the naive triple loop bit for bit. */
class MatrixProductTest {
    private static final Epilogue NONE = new Epilogue();

    static Stream<Arguments> sizes() {
        return IntStream.of(0, 1, 2, 3, 7, 64)
                .boxed()
                .flatMap(rows -> IntStream.of(1, 3, 4, 5, 13)
                        .boxed()
                        .flatMap(columns ->
                                IntStream.of(0, 1, 11).mapToObj(depth -> Arguments.of(rows, depth, columns))));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void everyElementIsOneChainOfFusedMultiplyAdds(int rows, int depth, int columns) {
        for (Layout layout : Layout.values()) {
            Operands operands = new Operands(rows, depth, columns, layout, 3);
            assertThat(operands.run(Team.alone(), Start.ZERO, NONE)).isEqualTo(operands.naive(Start.ZERO));
            assertThat(operands.run(Team.alone(), Start.SUM, NONE)).isEqualTo(operands.naive(Start.SUM));
        }
    }

    @Test
    void anyTeamGivesTheSameBits() {
        for (Layout layout : Layout.values()) {
            Operands operands = new Operands(131, 67, 61, layout, 1);
            float[] expected = operands.naive(Start.SUM);
            for (int threads : new int[] {1, 2, 5}) {
                try (Team team = Team.of(threads)) {
                    assertThat(operands.run(team, Start.SUM, NONE)).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void oneRowAloneHasTheBitsItHasAmongOthers() {
        Operands operands = new Operands(9, 33, 21, Layout.PLAIN, 0);
        float[] together = operands.run(Team.alone(), Start.ZERO, NONE);
        Matrix b = Matrix.rowMajor(33, 21).over(operands.b);
        PackedMatrix matrix = PackedMatrix.pack(ScalarKernels.kernels(), b);
        for (int row = 0; row < 9; row++) {
            float[] alone = new float[21];
            Matrix a = Matrix.rowMajor(1, 33).over(operands.a, row * 33);
            Matrix c = Matrix.rowMajor(1, 21).over(alone);
            matrix.product(new Compute(ScalarKernels.kernels(), Team.alone()), a, c, NONE)
                    .run(1);
            assertThat(alone).isEqualTo(Arrays.copyOfRange(together, row * 21, row * 21 + 21));
        }
    }

    /** What a session appends is packed by itself. */
    @Test
    void rowsAndColumnsPackedOneByOneAreThoseOfTheWhole() {
        assertPackedOneByOne(ScalarKernels.kernels().products(), Matrix.rowMajor(7, 11));
        assertPackedOneByOne(ScalarKernels.kernels().products(), Matrix.columnMajor(7, 11));
    }

    private static void assertPackedOneByOne(Products products, Matrix shape) {
        float[] values = new float[7 * 11];
        for (int index = 0; index < values.length; index++) {
            values[index] = index + 1;
        }
        Matrix b = shape.over(values);
        float[] whole = new float[products.packedLength(7, 11)];
        products.pack(b, whole, 0, products.panels(11));
        float[] byRows = new float[whole.length];
        float[] byColumns = new float[whole.length];
        for (int row = 0; row < 7; row++) {
            products.packRow(b, row, byRows);
        }
        for (int column = 0; column < 11; column++) {
            products.packColumn(b, column, byColumns);
        }
        assertThat(byRows).isEqualTo(whole);
        assertThat(byColumns).isEqualTo(whole);
    }

    @Test
    void theEpilogueShiftsAndActivatesEachColumn() {
        Operands operands = new Operands(5, 8, 6, Layout.PLAIN, 2);
        float[] shift = operands.values(6);
        for (Activation activation : Activation.values()) {
            float[] expected = operands.naive(Start.ZERO);
            operands.each((row, column, at) -> {
                expected[at] = expected[at] + shift[column];
                ScalarKernels.kernels().activations().apply(activation, 0.1f, expected, at, expected, at, 1);
            });
            Epilogue epilogue = new Epilogue().shift(shift).activation(activation, 0.1f);
            assertThat(operands.run(Team.alone(), Start.ZERO, epilogue)).isEqualTo(expected);
        }
    }

    @Test
    void momentsAreThoseOfTheWrittenColumns() {
        Operands operands = new Operands(333, 20, 9, Layout.PLAIN, 0);
        Epilogue bias = new Epilogue().shift(new float[] {1000, 0, 0, 0, 0, 0, 0, 0, -1000});
        Moments alone = new Moments(9);
        Moments shared = new Moments(9);
        float[] c = operands.runWithMoments(Team.alone(), bias, alone);
        try (Team team = Team.of(3)) {
            assertThat(operands.runWithMoments(team, bias, shared)).isEqualTo(c);
        }
        assertThat(alone.count()).isEqualTo(333);
        for (int column = 0; column < 9; column++) {
            int at = column;
            double mean = IntStream.range(0, 333)
                    .mapToDouble(row -> c[row * 9 + at])
                    .average()
                    .orElseThrow();
            double variance = IntStream.range(0, 333)
                    .mapToDouble(row -> (c[row * 9 + at] - mean) * (c[row * 9 + at] - mean))
                    .average()
                    .orElseThrow();
            assertThat(alone.mean(column)).isCloseTo(mean, within(1e-6));
            assertThat(alone.variance(column)).isCloseTo(variance, within(1e-5 * variance));
            assertThat(shared.mean(column)).isEqualTo(alone.mean(column));
            assertThat(shared.variance(column)).isEqualTo(alone.variance(column));
        }
    }

    @Test
    void aProductLargerThanPlannedIsRefused() {
        MatrixProduct product = new MatrixProduct(new Compute(ScalarKernels.kernels(), Team.alone()), 4, 4);
        Matrix five = Matrix.rowMajor(1, 5);
        Matrix four = Matrix.rowMajor(1, 4);
        Matrix square = Matrix.rowMajor(4, 4);
        assertThatThrownBy(() -> product.run(five, Matrix.rowMajor(5, 4), four, Start.ZERO, NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("planned");
        assertThatThrownBy(() -> product.runWithMoments(four, square, four, Start.ZERO, NONE, new Moments(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 channels");
        assertThatThrownBy(() -> product.run(five, square, four, Start.ZERO, NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("but got 1 x 5, 4 x 4 and 1 x 4");
    }

    private enum Layout {
        PLAIN,
        TURNED_A,
        TURNED_B
    }

    private interface Element {
        void visit(int row, int column, int at);
    }

    /** Operands with margins that must neither be read into the result nor written. */
    private static final class Operands {
        private final Random random = new Random(7);
        private final int rows;
        private final int depth;
        private final int columns;
        private final int margin;
        private final int aRow;
        private final int aDepth;
        private final int bDepth;
        private final int bColumn;
        private final int cRow;
        private final float[] a;
        private final float[] b;
        private final float[] before;

        Operands(int rows, int depth, int columns, Layout layout, int margin) {
            this.rows = rows;
            this.depth = depth;
            this.columns = columns;
            this.margin = margin;
            aRow = layout == Layout.TURNED_A ? 1 : depth + margin;
            aDepth = layout == Layout.TURNED_A ? rows + margin : 1;
            bDepth = layout == Layout.TURNED_B ? 1 : columns + margin;
            bColumn = layout == Layout.TURNED_B ? depth + margin : 1;
            cRow = columns + margin;
            a = values(margin + (rows + margin) * (depth + margin));
            b = values(margin + (columns + margin) * (depth + margin));
            before = values(margin + rows * cRow);
        }

        float[] values(int length) {
            float[] values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return values;
        }

        void each(Element element) {
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    element.visit(row, column, margin + row * cRow + column);
                }
            }
        }

        float[] naive(Start start) {
            float[] c = before.clone();
            each((row, column, at) -> {
                float sum = start == Start.SUM ? c[at] : 0f;
                for (int k = 0; k < depth; k++) {
                    sum = Math.fma(a[margin + row * aRow + k * aDepth], b[margin + k * bDepth + column * bColumn], sum);
                }
                c[at] = sum;
            });
            return c;
        }

        float[] run(Team team, Start start, Epilogue epilogue) {
            float[] c = before.clone();
            product(team).run(left(), right(), result(c), start, epilogue);
            return c;
        }

        float[] runWithMoments(Team team, Epilogue epilogue, Moments moments) {
            float[] c = before.clone();
            product(team).runWithMoments(left(), right(), result(c), Start.ZERO, epilogue, moments);
            return c;
        }

        private Matrix left() {
            Matrix left = aDepth == 1 ? Matrix.rowMajor(rows, depth, aRow) : Matrix.columnMajor(rows, depth, aDepth);
            return left.over(a, margin);
        }

        private Matrix right() {
            Matrix right = bColumn == 1
                    ? Matrix.rowMajor(depth, columns, bDepth)
                    : Matrix.columnMajor(depth, columns, bColumn);
            return right.over(b, margin);
        }

        private Matrix result(float[] c) {
            return Matrix.rowMajor(rows, columns, cRow).over(c, margin);
        }

        private MatrixProduct product(Team team) {
            return new MatrixProduct(new Compute(ScalarKernels.kernels(), team), depth, columns);
        }
    }
}
