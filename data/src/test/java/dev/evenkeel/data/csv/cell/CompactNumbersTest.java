package dev.evenkeel.data.csv.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CompactNumbersTest {
    @Test
    void whatFilesWriteTakes32BitsAndComesBackToTheLastBit() {
        Random random = new Random(7);
        double[] values = random.doubles(1000, -2000, 2000)
                .map(value -> Double.parseDouble(String.format(Locale.ROOT, "%.5f", value)))
                .toArray();
        values[3] = Double.NaN;
        values[4] = -0.0;
        values[5] = 0.1;

        assertThat(CompactNumbers.of(values.clone())).isInstanceOf(CompactNumbers.Multiples.class);
        assertSame(CompactNumbers.of(values.clone()), values);
    }

    @Test
    void otherNumbersTake64Bits() {
        for (double[] values : List.of(
                new double[] {Math.PI, 1},
                new double[] {1, 1e10},
                new double[] {16_777_217, .5, 2147483648.0},
                new double[] {Double.MIN_VALUE, 1e-300},
                new double[] {1e-7, 12345})) {
            assertThat(CompactNumbers.of(values.clone())).isInstanceOf(CompactNumbers.Wide.class);
            assertSame(CompactNumbers.of(values.clone()), values);
        }
    }

    @Test
    void wholeNumbersAbove2To24KeepTheirLastDigit() {
        double[] values = {16_777_217, 16_777_219, 2_000_000_001};

        assertThat(CompactNumbers.of(values.clone())).isInstanceOf(CompactNumbers.Multiples.class);
        assertSame(CompactNumbers.of(values.clone()), values);
    }

    @Test
    void partsOfAnyKindAreJoined() {
        double[] whole = {1, 2, Double.NaN};
        double[] fractions = {.125, -0.0};
        double[] large = {2_000_000_000};
        double[] any = {Math.E};

        assertSame(joined(whole, fractions), 1, 2, Double.NaN, .125, -0.0);
        assertSame(joined(fractions, large), .125, -0.0, 2_000_000_000);
        assertSame(joined(whole, any), 1, 2, Double.NaN, Math.E);
        assertThat(joined().size()).isZero();
    }

    @Test
    void manyAreKeptInChunks() {
        double[] values = new Random(3).doubles(100_000).toArray();
        Arrays.setAll(values, row -> row < 50_000 ? row / 4.0 : values[row]);

        assertThat(joined(values)).isInstanceOf(CompactNumbers.Chunks.class);
        assertSame(joined(values), values);
        assertSame(joined(Arrays.copyOf(values, 7), Arrays.copyOfRange(values, 7, 100_000)), values);
        assertSame(joined(Arrays.copyOf(values, 1 << 16)), Arrays.copyOf(values, 1 << 16));
    }

    @Test
    void randomTextsComeBackToTheLastBit() {
        Random random = new Random(1);
        for (int round = 0; round < 2000; round++) {
            double[] values = new double[1 + random.nextInt(6)];
            int digits = random.nextInt(12);
            double scale = Math.pow(10, random.nextInt(24) - 12);
            for (int index = 0; index < values.length; index++) {
                values[index] = Double.parseDouble(
                        String.format(Locale.ROOT, "%." + digits + "f", random.nextGaussian() * scale));
            }
            assertSame(CompactNumbers.of(values.clone()), values);
        }
    }

    private static CompactNumbers joined(double[]... parts) {
        return CompactNumbers.joined(
                Arrays.stream(parts).map(CompactNumbers::of).toList());
    }

    private static void assertSame(CompactNumbers numbers, double... wanted) {
        assertThat(numbers.size()).isEqualTo(wanted.length);
        for (int index = 0; index < wanted.length; index++) {
            if (Double.doubleToLongBits(numbers.value(index)) != Double.doubleToLongBits(wanted[index])) {
                assertThat(numbers.value(index)).as("at %d", index).isEqualTo(wanted[index]);
            }
        }
    }
}
