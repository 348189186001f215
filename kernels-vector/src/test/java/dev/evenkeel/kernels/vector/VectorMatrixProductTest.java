package dev.evenkeel.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Products;
import dev.evenkeel.kernel.product.MatrixProduct;
import dev.evenkeel.kernel.product.PackedMatrix;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.kernel.view.Start;
import dev.evenkeel.kernels.vector.provider.VectorKernels;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The planned product over the vector kernels, against the same over the scalar ones. */
class VectorMatrixProductTest {
    private static final Kernels VECTOR = VectorKernels.INSTANCE;

    private final Random random = new Random(3);

    @ParameterizedTest
    @CsvSource({"1,512,256", "128,64,128", "131,300,333", "61,7,10", "7,1000,65"})
    void anyTeamAndEitherProviderGiveTheSameBits(int rows, int depth, int columns) {
        float[] a = values(rows * depth);
        float[] b = values(depth * columns);
        float[] expected = run(ScalarKernels.kernels(), Team.alone(), rows, depth, columns, a, b, new Moments(columns));
        Moments alone = new Moments(columns);
        assertThat(run(VECTOR, Team.alone(), rows, depth, columns, a, b, alone)).isEqualTo(expected);
        try (Team team = Team.of(3)) {
            Moments shared = new Moments(columns);
            assertThat(run(VECTOR, team, rows, depth, columns, a, b, shared)).isEqualTo(expected);
            for (int column = 0; column < columns; column++) {
                assertThat(shared.mean(column)).isEqualTo(alone.mean(column));
                assertThat(shared.variance(column)).isEqualTo(alone.variance(column));
            }
        }
    }

    @Test
    void momentsOfBothProvidersAgree() {
        Moments scalar = new Moments(70);
        Moments vector = new Moments(70);
        float[] a = values(500 * 20);
        float[] b = values(20 * 70);
        run(ScalarKernels.kernels(), Team.alone(), 500, 20, 70, a, b, scalar);
        run(VECTOR, Team.alone(), 500, 20, 70, a, b, vector);
        for (int column = 0; column < 70; column++) {
            assertThat(vector.mean(column)).isCloseTo(scalar.mean(column), within(1e-6));
            assertThat(vector.variance(column)).isCloseTo(scalar.variance(column), within(1e-4));
        }
    }

    @Test
    void oneRowAloneHasTheBitsItHasInAnyBatch() {
        float[] a = values(200 * 300);
        Compute alone = new Compute(VECTOR, Team.alone());
        PackedMatrix matrix = PackedMatrix.pack(VECTOR, Matrix.rowMajor(300, 90).over(values(300 * 90)));
        Epilogue epilogue = new Epilogue().shift(values(90)).activation(Activation.SILU, 0f);
        float[] all = new float[200 * 90];
        Matrix rows = Matrix.rowMajor(200, 300).over(a);
        matrix.product(alone, rows, Matrix.rowMajor(200, 90).over(all), epilogue)
                .run(200);
        try (Team team = Team.of(3)) {
            float[] shared = new float[all.length];
            matrix.product(
                            new Compute(VECTOR, team),
                            rows,
                            Matrix.rowMajor(200, 90).over(shared),
                            epilogue)
                    .run(200);
            assertThat(shared).isEqualTo(all);
        }
        for (int row = 0; row < 200; row++) {
            float[] one = new float[90];
            rows.over(a, row * 300);
            matrix.product(alone, rows, Matrix.rowMajor(1, 90).over(one), epilogue)
                    .run(1);
            assertThat(one).isEqualTo(Arrays.copyOfRange(all, row * 90, row * 90 + 90));
        }
    }

    /** Fewer columns than a panel has, and a great depth. */
    @Test
    void narrowProductsAreFourChainsInAnyBatch() {
        int lanes = VECTOR.lanes();
        for (int depth : new int[] {512, 513, 514, 515}) {
            for (int columns :
                    new int[] {1, lanes - 1, lanes, lanes + 1, VECTOR.products().panelColumns() - 1}) {
                float[] a = values(8 * depth);
                float[] b = values(depth * columns);
                float[] bias = values(columns);
                float[] expected = fourChains(a, b, depth, columns);
                for (int at = 0; at < expected.length; at++) {
                    expected[at] = Math.max(0, expected[at] + bias[at % columns]);
                }
                for (int rows = 1; rows <= 8; rows++) {
                    float[] some = Arrays.copyOf(expected, rows * columns);
                    assertThat(packedProduct(VECTOR, Team.alone(), rows, depth, a, b, bias))
                            .isEqualTo(some);
                }
            }
        }
    }

    @Test
    void narrowProductsOfAnyTeamAndEitherProviderAreTheSame() {
        float[] a = values(500 * 600);
        float[] b = values(600 * 3);
        float[] bias = values(3);
        float[] alone = packedProduct(VECTOR, Team.alone(), 500, 600, a, b, bias);
        assertThat(packedProduct(ScalarKernels.kernels(), Team.alone(), 500, 600, a, b, bias))
                .isEqualTo(alone);
        try (Team team = Team.of(3)) {
            assertThat(packedProduct(VECTOR, team, 500, 600, a, b, bias)).isEqualTo(alone);
        }
    }

    private static float[] packedProduct(
            Kernels kernels, Team team, int rows, int depth, float[] a, float[] b, float[] bias) {
        int columns = bias.length;
        float[] c = new float[rows * columns];
        Arrays.fill(c, 7);
        PackedMatrix.pack(kernels, Matrix.rowMajor(depth, columns).over(b))
                .product(
                        new Compute(kernels, team),
                        Matrix.rowMajor(rows, depth).over(a),
                        Matrix.rowMajor(rows, columns).over(c),
                        new Epilogue().shift(bias).activation(Activation.RELU, 0))
                .run(rows);
        return c;
    }

    private static float[] fourChains(float[] a, float[] b, int depth, int columns) {
        float[] c = new float[a.length / depth * columns];
        for (int at = 0; at < c.length; at++) {
            float[] chains = new float[4];
            int from = at / columns * depth;
            int whole = depth / 4 * 4;
            for (int k = 0; k < whole; k++) {
                chains[k % 4] = Math.fma(a[from + k], b[k * columns + at % columns], chains[k % 4]);
            }
            c[at] = (chains[0] + chains[1]) + (chains[2] + chains[3]);
            for (int k = whole; k < depth; k++) {
                c[at] = Math.fma(a[from + k], b[k * columns + at % columns], c[at]);
            }
        }
        return c;
    }

    @ParameterizedTest
    @CsvSource({"1,1", "33,15", "512,256", "70,131", "9,16", "2048,1100", "0,5"})
    void oneRowOfAMatrixThatIsReadAsItLiesHasTheBitsThatItHasAmongOthers(int depth, int columns) {
        float[] a = values(2 * depth);
        float[] b = values(depth * columns);
        float[] start = values(2 * columns);
        Epilogue epilogue = new Epilogue().shift(values(columns)).activation(Activation.SILU, 0f);
        for (Start from : Start.values()) {
            for (Kernels kernels : List.of(VECTOR, ScalarKernels.kernels())) {
                float[] two = start.clone();
                run(kernels, Team.alone(), a, b, two, 2, from, epilogue);
                float[] one = Arrays.copyOf(start, columns);
                run(kernels, Team.alone(), a, b, one, 1, from, epilogue);
                assertThat(one).isEqualTo(Arrays.copyOf(two, columns));
                try (Team team = Team.of(3)) {
                    float[] shared = Arrays.copyOf(start, columns);
                    run(kernels, team, a, b, shared, 1, from, epilogue);
                    assertThat(shared).isEqualTo(one);
                }
            }
        }
    }

    private static void run(
            Kernels kernels, Team team, float[] a, float[] b, float[] c, int rows, Start start, Epilogue epilogue) {
        int depth = a.length / 2;
        int columns = c.length / rows;
        new MatrixProduct(new Compute(kernels, team), depth, columns)
                .run(
                        Matrix.rowMajor(rows, depth).over(a),
                        Matrix.rowMajor(depth, columns).over(b),
                        Matrix.rowMajor(rows, columns).over(c),
                        start,
                        epilogue);
    }

    @Test
    void rowsAndColumnsPackedOneByOneAreThoseOfTheWhole() {
        Products products = VECTOR.products();
        Matrix b = Matrix.columnMajor(70, 150).over(values(70 * 150));
        float[] whole = new float[products.packedLength(70, 150)];
        products.pack(b, whole, 0, products.panels(150));
        float[] byRows = new float[whole.length];
        float[] byColumns = new float[whole.length];
        for (int row = 0; row < 70; row++) {
            products.packRow(b, row, byRows);
        }
        for (int column = 0; column < 150; column++) {
            products.packColumn(b, column, byColumns);
        }
        assertThat(byRows).isEqualTo(whole);
        assertThat(byColumns).isEqualTo(whole);
    }

    private float[] values(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] run(
            Kernels kernels, Team team, int rows, int depth, int columns, float[] a, float[] b, Moments moments) {
        float[] c = new float[rows * columns];
        new MatrixProduct(new Compute(kernels, team), depth, columns)
                .runWithMoments(
                        Matrix.rowMajor(rows, depth).over(a),
                        Matrix.rowMajor(depth, columns).over(b),
                        Matrix.rowMajor(rows, columns).over(c),
                        Start.ZERO,
                        new Epilogue(),
                        moments);
        return c;
    }
}
