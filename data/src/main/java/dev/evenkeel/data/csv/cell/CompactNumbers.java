package dev.evenkeel.data.csv.cell;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The numbers of a column, in as little memory as loses nothing. Files mostly write a few digits, so that each number is a
 * whole multiple of one power of ten, {@code multiple / 10^decimals}, and 32 bits hold the multiple; dividing it gives the
 * very double that the text gives, as both are exact (Clinger 1990). Other columns take 64 bits a number.
 */
public sealed interface CompactNumbers {
    /** How many there are. */
    int size();

    /** One of them; {@code NaN} where it is missing. */
    double value(int index);

    /** All of them. */
    default DoubleStream stream() {
        return IntStream.range(0, size()).mapToDouble(this::value);
    }

    /** These numbers. The array must not change. */
    static CompactNumbers of(double... values) {
        int decimals = 0;
        double largest = 0;
        for (double value : values) {
            if (!Double.isNaN(value)) {
                largest = Math.max(largest, Math.abs(value));
                decimals = Multiples.decimals(value, decimals, largest);
                if (decimals > Multiples.MAX_DECIMALS) {
                    return new Wide(values);
                }
            }
        }
        if (largest * Multiples.POWERS[decimals] > Multiples.MAX) {
            return new Wide(values);
        }
        int[] multiples = new int[values.length];
        for (int index = 0; index < multiples.length; index++) {
            multiples[index] = Multiples.multiple(values[index], decimals);
        }
        return new Multiples(multiples, decimals);
    }

    /** All of {@code parts}, one behind the other. */
    static CompactNumbers joined(List<CompactNumbers> parts) {
        int size = parts.stream().mapToInt(CompactNumbers::size).reduce(0, Math::addExact);
        CompactNumbers[] chunks = new CompactNumbers[(size + Chunks.ROWS - 1) / Chunks.ROWS];
        double[] chunk = new double[Math.min(size, Chunks.ROWS)];
        int at = 0;
        for (CompactNumbers part : parts) {
            for (int index = 0; index < part.size(); index++) {
                chunk[at++ % Chunks.ROWS] = part.value(index);
                if (at % Chunks.ROWS == 0 || at == size) {
                    chunks[(at - 1) / Chunks.ROWS] = of(Arrays.copyOf(chunk, (at - 1) % Chunks.ROWS + 1));
                }
            }
        }
        return chunks.length == 1 ? chunks[0] : new Chunks(chunks, size);
    }

    /** Equally many at a time, so that each part takes what it needs, and no large array is asked for. */
    record Chunks(CompactNumbers[] chunks, int size) implements CompactNumbers {
        private static final int LOGARITHM = 15;
        private static final int ROWS = 1 << LOGARITHM;

        @Override
        public double value(int index) {
            return chunks[index >>> LOGARITHM].value(index & ROWS - 1);
        }
    }

    /** Any numbers. */
    record Wide(double[] values) implements CompactNumbers {
        @Override
        public int size() {
            return values.length;
        }

        @Override
        public double value(int index) {
            return values[index];
        }
    }

    /** Multiples of {@code 10^-decimals}; two codes stand for a missing number and for the zero below 0. */
    record Multiples(int[] multiples, int decimals) implements CompactNumbers {
        private static final double[] POWERS = IntStream.rangeClosed(0, 22)
                .mapToDouble(power -> Double.parseDouble("1e" + power))
                .toArray();
        private static final int MAX_DECIMALS = POWERS.length - 1;
        private static final int MISSING = Integer.MIN_VALUE;
        private static final int NEGATIVE_ZERO = MISSING + 1;
        private static final double MAX = Integer.MAX_VALUE - 1;

        /** How many decimals, at least {@code least}, write a value; more than there can be if none do. */
        private static int decimals(double value, int least, double largest) {
            for (int decimals = least; decimals <= MAX_DECIMALS && largest * POWERS[decimals] <= MAX; decimals++) {
                if (Math.rint(value * POWERS[decimals]) / POWERS[decimals] == value) {
                    return decimals;
                }
            }
            return MAX_DECIMALS + 1;
        }

        private static int multiple(double value, int decimals) {
            if (Double.isNaN(value)) {
                return MISSING;
            }
            boolean isNegativeZero = value == 0 && 1 / value < 0;
            return isNegativeZero ? NEGATIVE_ZERO : (int) Math.rint(value * POWERS[decimals]);
        }

        @Override
        public int size() {
            return multiples.length;
        }

        @Override
        public double value(int index) {
            int multiple = multiples[index];
            if (multiple > NEGATIVE_ZERO) {
                return multiple / POWERS[decimals];
            }
            return multiple == MISSING ? Double.NaN : -0.0;
        }
    }
}
