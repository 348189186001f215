package dev.evenkeel.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Gather;
import dev.evenkeel.kernel.view.GatheredProduct;
import dev.evenkeel.kernel.view.Start;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScalarGatheredProductsTest {
    private final Kernels kernels = ScalarKernels.kernels();
    private final Random random = new Random(5);

    /** {@code C = A * B} or {@code C += A * B} through tables, for a whole panel of columns and one that is not. */
    @Test
    void gatheredProductsAreThoseOfWhatTheTablesSay() {
        int panel = kernels.products().panelColumns();
        int columns = panel + 2;
        int depth = 3;
        float[] a = gaussians(20);
        float[] b = gaussians(depth * kernels.gathered().packedColumns(columns));
        Gather tables = Gather.of(new int[] {2, 7}, new int[] {0, 3, 9}, new int[] {1, 1 + columns}, new int[0]);
        for (Start start : Start.values()) {
            float[] c = gaussians(3 + 2 * columns);
            float[] before = c.clone();
            Epilogue shifted = new Epilogue().shift(filled(columns, 2));
            kernels.gathered()
                    .multiply(new GatheredProduct(kernels.gathered().workspaceLength())
                            .through(tables, 2, depth)
                            .columns(columns)
                            .a(a, 1)
                            .packedB(b, 0)
                            .c(c, 1)
                            .finish(start, shifted));
            for (int row = 0; row < 2; row++) {
                for (int column = 0; column < columns; column++) {
                    int at = 1 + tables.results()[row] + column;
                    double sum = start == Start.ZERO ? 0 : before[at];
                    for (int k = 0; k < depth; k++) {
                        sum += (double) a[1 + tables.rows()[row] + tables.depths()[k]]
                                * b[kernels.gathered().packedAt(depth, columns, k, column)];
                    }
                    assertThat((double) c[at]).isCloseTo(sum + 2, within(1e-5));
                }
            }
            assertThat(c[0]).isEqualTo(before[0]);
            assertThat(c[1]).isEqualTo(before[1]);
            assertThat(c[c.length - 1]).isEqualTo(before[c.length - 1]);
        }
    }

    private static float[] filled(int length, float value) {
        float[] values = new float[length];
        java.util.Arrays.fill(values, value);
        return values;
    }

    private float[] gaussians(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
