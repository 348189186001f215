package dev.evenkeel.kernels.vector.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.BlockMoments;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Product;
import dev.evenkeel.kernel.view.Start;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every element is one chain of fused multiply-adds, so the product equals the naive triple loop bit for bit. */
class VectorProductTest {
    private static final VectorProducts PRODUCTS = new VectorProducts();
    private static final int LANES = FloatVector.SPECIES_PREFERRED.length();
    private static final int PANEL = VectorProducts.PANEL_COLUMNS;
    private static final Epilogue NONE = new Epilogue();

    static Stream<Arguments> sizes() {
        int[] columns = {1, LANES - 1, LANES, LANES + 1, 2 * LANES + 3, PANEL - 1, PANEL, PANEL + 1, 4 * PANEL + 7};
        return IntStream.of(1, 2, 3, 5, 6, 7, 11, 12, 13, 127)
                .boxed()
                .flatMap(rows -> Arrays.stream(columns)
                        .boxed()
                        .flatMap(column ->
                                Stream.of(0, 1, 7, 64).map(depth -> Arguments.of(rows, depth, Math.max(1, column)))));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void everyElementIsOneChainOfFusedMultiplyAdds(int rows, int depth, int columns) {
        for (Layout layout : Layout.values()) {
            Case product = new Case(rows, depth, columns, layout, 3);
            assertThat(product.multiply(Start.ZERO, NONE)).isEqualTo(product.naive(Start.ZERO));
            assertThat(product.multiply(Start.SUM, NONE)).isEqualTo(product.naive(Start.SUM));
        }
    }

    @ParameterizedTest
    @MethodSource("longDepths")
    void blocksOfTheDepthChangeNoBit(int depth) {
        for (Layout layout : Layout.values()) {
            for (int rows : new int[] {1, 13}) {
                Case product = new Case(rows, depth, 4 * PANEL + 3, layout, 0);
                assertThat(product.multiply(Start.SUM, NONE)).isEqualTo(product.naive(Start.SUM));
            }
        }
    }

    static IntStream longDepths() {
        return IntStream.of(255, 256, 257, 512, 771, 1025);
    }

    @Test
    void anySplitGivesTheSameBits() {
        Case product = new Case(67, 97, 4 * PANEL + 5, Layout.PLAIN, 1);
        float[] whole = product.multiply(Start.ZERO, NONE);
        float[] parts = product.c();
        for (int row = 0; row < 67; row++) {
            for (int panel = 0; panel < 5; panel++) {
                product.multiply(
                        parts, Start.ZERO, NONE, row, row + 1, panel, panel + 1, VectorProducts.WORKSPACE_LENGTH);
            }
        }
        assertThat(parts).isEqualTo(whole);
    }

    @Test
    void theEpilogueShiftsAndRectifies() {
        int columns = PANEL + LANES + 1;
        Case product = new Case(7, 19, columns, Layout.PLAIN, 2);
        float[] shift = product.values(columns);
        Epilogue epilogue = new Epilogue().shift(shift).activation(Activation.RELU, 0f);
        float[] expected = product.naive(Start.ZERO);
        product.each((row, column, at) -> expected[at] = Math.max(0f, expected[at] + shift[column]));
        assertThat(product.multiply(Start.ZERO, epilogue)).isEqualTo(expected);
    }

    @Test
    void notANumberAndInfinitySpreadAsInTheChain() {
        Case product = new Case(8, 9, PANEL + 2, Layout.PLAIN, 0);
        product.a[3] = Float.NaN;
        product.a[20] = Float.POSITIVE_INFINITY;
        product.b[5] = Float.NEGATIVE_INFINITY;
        Epilogue rectified = new Epilogue().activation(Activation.RELU, 0f);
        float[] expected = product.naive(Start.ZERO);
        assertThat(product.multiply(Start.ZERO, NONE)).isEqualTo(expected);
        product.each((row, column, at) -> expected[at] = expected[at] < 0f ? 0f : expected[at]);
        assertThat(product.multiply(Start.ZERO, rectified)).isEqualTo(expected);
    }

    @Test
    void withoutAWorkspaceTheBitsAreTheSame() {
        for (Layout layout : Layout.values()) {
            Case product = new Case(13, 40, 4 * PANEL + 5, layout, 1);
            float[] c = product.c();
            product.multiply(c, Start.ZERO, NONE, 0, 13, 0, 5, 0);
            assertThat(c).isEqualTo(product.naive(Start.ZERO));
        }
    }

    @ParameterizedTest
    @MethodSource("widths")
    void momentsOfABlockAreThoseOfItsColumns(int columns) {
        Random random = new Random(columns);
        int stride = columns + 2;
        float[] x = new float[1 + 60 * stride];
        for (int i = 0; i < x.length; i++) {
            x[i] = 1000 + (float) random.nextGaussian();
        }
        double[] mean = new double[columns + 2];
        double[] m2 = new double[columns + 2];
        BlockMoments moments = new BlockMoments(mean, m2);
        PRODUCTS.blockMoments(Matrix.rowMajor(61, columns + 1, stride).over(x, 0), 0, 60, 1, columns + 1, moments, 1);
        for (int column = 0; column < columns; column++) {
            int at = 1 + column;
            double average = IntStream.range(0, 60)
                    .mapToDouble(row -> x[at + row * stride])
                    .average()
                    .orElseThrow();
            double squares = IntStream.range(0, 60)
                    .mapToDouble(row -> (x[at + row * stride] - average) * (x[at + row * stride] - average))
                    .sum();
            assertThat(mean[at]).isCloseTo(average, within(1e-6));
            assertThat(m2[at]).isCloseTo(squares, within(1e-5 * squares));
        }
        assertThat(mean[0] + mean[columns + 1] + m2[0] + m2[columns + 1]).isZero();
    }

    static IntStream widths() {
        return IntStream.of(1, LANES / 2, LANES - 1, LANES, LANES + 1, 2 * LANES + 3);
    }

    /** A narrower register, and the interpreter, change the tiles and the speed but no bit. */
    @ParameterizedTest
    @ValueSource(strings = {"-XX:MaxVectorSize=16", "-XX:MaxVectorSize=32", "-XX:MaxVectorSize=64", "-Xint"})
    void everyVirtualMachineComputesTheSameBits(String option) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules=jdk.incubator.vector",
                        option,
                        "-cp",
                        System.getProperty("java.class.path"),
                        VectorProductTest.class.getName(),
                        option.equals("-Xint") ? "1" : "40")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(printed.strip()).isEqualTo(Integer.toString(hashOfProducts()));
    }

    public static void main(String[] arguments) {
        for (int warmUp = 1; warmUp < Integer.parseInt(arguments[0]); warmUp++) {
            hashOfProducts();
        }
        System.out.println(hashOfProducts());
    }

    private static int hashOfProducts() {
        int hash = 0;
        for (Layout layout : Layout.values()) {
            hash = 31 * hash + Arrays.hashCode(new Case(9, 270, 77, layout, 1).multiply(Start.SUM, NONE));
        }
        return hash;
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
    private static final class Case {
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
        final float[] a;
        final float[] b;
        private final float[] before;

        Case(int rows, int depth, int columns, Layout layout, int margin) {
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

        float[] c() {
            return before.clone();
        }

        void each(Element element) {
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    element.visit(row, column, margin + row * cRow + column);
                }
            }
        }

        float[] naive(Start start) {
            float[] c = c();
            each((row, column, at) -> {
                float sum = start == Start.SUM ? c[at] : 0f;
                for (int k = 0; k < depth; k++) {
                    sum = Math.fma(a[margin + row * aRow + k * aDepth], b[margin + k * bDepth + column * bColumn], sum);
                }
                c[at] = sum;
            });
            return c;
        }

        float[] multiply(Start start, Epilogue epilogue) {
            float[] c = c();
            multiply(c, start, epilogue, 0, rows, 0, (columns + PANEL - 1) / PANEL, VectorProducts.WORKSPACE_LENGTH);
            return c;
        }

        void multiply(
                float[] c,
                Start start,
                Epilogue epilogue,
                int rowFrom,
                int rowTo,
                int panelFrom,
                int panelTo,
                int memory) {
            float[] packed = new float[PRODUCTS.packedLength(depth, columns)];
            Arrays.fill(packed, Float.NaN);
            float[] workspace = new float[memory];
            Arrays.fill(workspace, Float.NaN);
            PRODUCTS.pack(right(), packed, panelFrom, panelTo);
            Product product =
                    new Product().of(left(), packed, result(c)).start(start).epilogue(epilogue);
            PRODUCTS.multiply(product, rowFrom, rowTo, panelFrom, panelTo, workspace);
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
    }
}
