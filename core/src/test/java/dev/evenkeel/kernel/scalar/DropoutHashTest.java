package dev.evenkeel.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutHashTest {
    private static final int LENGTH = 1 << 18;

    /** The values of the first version: a run that is begun again or resumed drops what it dropped before. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 7F15BB0A",
        "1, 1, 0871F1DF",
        "-7, 3000000000, 242644E8",
        "123456789012345, 1099511627793, F90B9FCE"
    })
    void theBitsOfAnIndexNeverChange(long key, long index, String bits) {
        int hash = DropoutHash.hash((int) index, DropoutHash.firstSeed(key, index), DropoutHash.secondSeed(key, index));
        assertThat(hash).isEqualTo(Integer.parseUnsignedInt(bits, 16));
    }

    @Test
    void seedsHoldUntilTheUpperHalfOfTheIndexChanges() {
        assertThat(DropoutHash.sameSeeds(0, 10)).isEqualTo(10);
        assertThat(DropoutHash.sameSeeds(0xFFFF_FFFEL, 10)).isEqualTo(2);
        assertThat(DropoutHash.sameSeeds(0x1_FFFF_FFFFL, 10)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, -1, 1L << 40, 0x123456789ABCDEFL})
    void theShareThatIsKeptIsTheOneAskedFor(long key) {
        for (float keep : new float[] {0.1f, 0.5f, 0.9f}) {
            double kept = share(mask(key, 0, keep), mask(key, 0, keep));
            double deviation = Math.sqrt(keep * (1 - keep) / LENGTH);
            assertThat(kept).isCloseTo(keep, within(4.5 * deviation));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 16, 64, 784, 1024, 65536})
    void neighboursAreIndependent(int lag) {
        boolean[] mask = mask(7, 0, 0.5f);
        assertThat(share(mask, shifted(mask, lag))).isCloseTo(0.25, within(4.5 * 0.433 / Math.sqrt(LENGTH)));
    }

    @Test
    void masksOfNeighbouringKeysAreIndependent() {
        for (long key = 0; key < 16; key++) {
            for (long other : new long[] {key + 1, key + (1L << 32), ~key}) {
                assertThat(share(mask(key, 0, 0.5f), mask(other, 0, 0.5f)))
                        .isCloseTo(0.25, within(4.5 * 0.433 / Math.sqrt(LENGTH)));
            }
        }
    }

    @Test
    void theUpperHalfOfTheIndexMatters() {
        assertThat(share(mask(3, 0, 0.5f), mask(3, 1L << 32, 0.5f)))
                .isCloseTo(0.25, within(4.5 * 0.433 / Math.sqrt(LENGTH)));
    }

    @Test
    void anyPartOfAMaskIsTheSamePartOfTheWhole() {
        long first = (1L << 32) - 100;
        boolean[] whole = mask(5, first, 0.3f);
        boolean[] part = mask(5, first + 60, 0.3f);
        assertThat(Arrays.copyOf(part, 1000)).isEqualTo(Arrays.copyOfRange(whole, 60, 1060));
    }

    @Test
    void keptValuesAreScaledAndAllAreKeptAtOne() {
        float[] x = {1f, 2f, 3f, Float.NaN};
        float[] y = new float[4];
        ScalarKernels.kernels().elements().dropout(x, y, 0, 4, 9, 0, 1f);
        assertThat(y).isEqualTo(x);
        ScalarKernels.kernels().elements().dropout(x, y, 0, 3, 9, 0, 0.5f);
        for (int i = 0; i < 3; i++) {
            assertThat(y[i]).isIn(0f, 2 * x[i]);
        }
    }

    private static boolean[] mask(long key, long first, float keep) {
        float[] ones = new float[LENGTH];
        Arrays.fill(ones, 1f);
        ScalarKernels.kernels().elements().dropout(ones, ones, 0, LENGTH, key, first, keep);
        boolean[] mask = new boolean[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            mask[i] = ones[i] != 0;
        }
        return mask;
    }

    private static boolean[] shifted(boolean[] mask, int by) {
        boolean[] shifted = new boolean[mask.length];
        for (int i = 0; i < mask.length; i++) {
            shifted[i] = mask[(i + by) % mask.length];
        }
        return shifted;
    }

    /** How often both are set. */
    private static double share(boolean[] a, boolean[] b) {
        int both = 0;
        for (int i = 0; i < a.length; i++) {
            both += a[i] && b[i] ? 1 : 0;
        }
        return (double) both / a.length;
    }
}
