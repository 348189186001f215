package dev.evenkeel.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernels.vector.provider.VectorKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VectorKernelsTest {
    private static final int LANES = VectorKernels.INSTANCE.lanes();

    record Size(int rows, int columns) {}

    static Stream<Size> sizes() {
        List<Size> sizes = new ArrayList<>();
        for (int columns : new int[] {0, 1, 2, 3, LANES - 1, LANES, LANES + 1, 2 * LANES, 61, 127}) {
            for (int rows : new int[] {0, 1, 2, 7, 65, 131}) {
                sizes.add(new Size(rows, columns));
            }
        }
        sizes.add(new Size(9, 521));
        sizes.add(new Size(70, 1024));
        sizes.add(new Size(1, 8 * 64 * LANES + 5));
        sizes.add(new Size(9001, 1));
        sizes.add(new Size(4001, 5));
        return sizes.stream();
    }

    @Test
    void theVectorProviderIsTheOneInUse() {
        assertThat(PreferredKernels.kernels()).isSameAs(VectorKernels.INSTANCE);
        assertThat(PreferredKernels.kernels().name()).isEqualTo("vector " + 32 * LANES + " bit");
        assertThat(LANES).isGreaterThan(1);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void loopsByElementGiveTheBitsOfTheScalarOnes(Size size) {
        for (KernelRun.Data data : KernelRun.Data.values()) {
            Map<String, float[]> vector = new KernelRun(VectorKernels.INSTANCE, size.rows, size.columns, data).elements;
            Map<String, float[]> scalar =
                    new KernelRun(ScalarKernels.kernels(), size.rows, size.columns, data).elements;
            scalar.forEach((name, expected) ->
                    assertThat(vector.get(name)).as(name + " on " + data).isEqualTo(expected));
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void reductionsAgreeWithTheScalarOnes(Size size) {
        for (KernelRun.Data data : new KernelRun.Data[] {KernelRun.Data.PLAIN, KernelRun.Data.FAR}) {
            Map<String, double[]> vector =
                    new KernelRun(VectorKernels.INSTANCE, size.rows, size.columns, data).reductions;
            Map<String, double[]> scalar =
                    new KernelRun(ScalarKernels.kernels(), size.rows, size.columns, data).reductions;
            scalar.forEach((name, expected) -> near(name + " on " + data, vector.get(name), expected, 2e-5));
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void momentsOfValuesThatAreNotFiniteAreTheScalarOnes(Size size) {
        Map<String, double[]> vector =
                new KernelRun(VectorKernels.INSTANCE, size.rows, size.columns, KernelRun.Data.SPECIAL).reductions;
        Map<String, double[]> scalar =
                new KernelRun(ScalarKernels.kernels(), size.rows, size.columns, KernelRun.Data.SPECIAL).reductions;
        for (String name : List.of("columnMoments mean", "columnMoments m2", "normalizeRows inverse MEAN")) {
            double[] expected = scalar.get(name);
            for (int i = 0; i < expected.length; i++) {
                if (!Double.isFinite(expected[i])) {
                    assertThat(vector.get(name)[i]).as(name).isNotFinite();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void theSameCallGivesTheSameBitsAgain(Size size) {
        KernelRun once = new KernelRun(VectorKernels.INSTANCE, size.rows, size.columns, KernelRun.Data.SPECIAL);
        KernelRun again = new KernelRun(VectorKernels.INSTANCE, size.rows, size.columns, KernelRun.Data.SPECIAL);
        assertThat(again.bits()).isEqualTo(once.bits());
    }

    /** Near in units of the largest value: sums of the same terms in another order. */
    private static void near(String name, double[] actual, double[] expected, double tolerance) {
        double largest = 1e-6;
        for (double value : expected) {
            largest = Double.isNaN(value) ? largest : Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            if (Double.isNaN(expected[i])) {
                assertThat(actual[i]).as(name).isNaN();
                continue;
            }
            assertThat(actual[i]).as(name + "[" + i + "]").isCloseTo(expected[i], within(tolerance * largest));
        }
    }
}
