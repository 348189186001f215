package dev.evenkeel.train.meter;

import dev.evenkeel.observe.Distribution;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.tensor.Mask;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A fixed sample of many values, and how it is distributed. Values are {@link #stride} apart; those that are not finite are
 * left out.
 */
public final class Sample {
    /** About how many values a sample of many has: from a quarter of it to twice as many. */
    static final int AIM = 2048;

    private static final int DIGITS = 256;

    private final float[] values = new float[2 * AIM];
    private final int[] keys = new int[values.length];
    private final int[] sorted = new int[values.length];
    private final int[] places = new int[DIGITS + 1];
    private int count;

    Sample of(double[] all) {
        count = 0;
        int stride = stride(all.length, all.length);
        for (int index = 0; index < all.length; index += stride) {
            add((float) all[index]);
        }
        return this;
    }

    Sample of(float[] all) {
        count = 0;
        int stride = stride(all.length, all.length);
        for (int index = 0; index < all.length; index += stride) {
            add(all[index]);
        }
        return this;
    }

    /** Of the first {@code examples} examples, padded positions left out. */
    Sample of(float[] all, Activations activations, int examples) {
        count = 0;
        int size = activations.shape().size();
        int channels = activations.shape().channels();
        Mask mask = activations.mask();
        int length = examples * size;
        int stride = stride(length, size);
        for (int index = 0; index < length; index += stride) {
            if (mask.isComplete() || mask.isReal(index / channels)) {
                add(all[index]);
            }
        }
        return this;
    }

    /**
     * How far apart values are taken: without a divisor in common with {@code width}, the length of a pattern that repeats, so
     * that each of its places gets its turn.
     */
    static int stride(int length, int width) {
        int stride = Math.max(1, length / AIM);
        while (stride > 1 && divisor(stride, width) > 1) {
            stride++;
        }
        return stride;
    }

    private static int divisor(int a, int b) {
        return b == 0 ? a : divisor(b, a % b);
    }

    private void add(float value) {
        if (Float.isFinite(value)) {
            values[count++] = value;
        }
    }

    int count() {
        return count;
    }

    float get(int index) {
        return values[index];
    }

    /** Empty where no value is finite. */
    Optional<Distribution> distribution() {
        if (count == 0) {
            return Optional.empty();
        }
        double mean = 0;
        for (int index = 0; index < count; index++) {
            mean += values[index];
        }
        mean /= count;
        double squares = 0;
        for (int index = 0; index < count; index++) {
            double difference = values[index] - mean;
            squares += difference * difference;
        }
        sort();
        Double[] quantiles = new Double[Distribution.QUANTILES];
        Arrays.setAll(quantiles, index -> quantile(index / (quantiles.length - 1.0)));
        return Optional.of(new Distribution(count, mean, Math.sqrt(squares / count), List.of(quantiles)));
    }

    /** Between two values linearly. */
    private double quantile(double share) {
        double place = share * (count - 1);
        int below = (int) place;
        double rest = place - below;
        double low = value(keys[below]);
        return rest == 0 ? low : low + rest * (value(keys[below + 1]) - low);
    }

    /** Keys in ascending order, digit by digit: on JDK 17 a comparing sort takes half the time of an observation. */
    private void sort() {
        for (int index = 0; index < count; index++) {
            keys[index] = key(values[index]);
        }
        for (int shift = 0; shift < Integer.SIZE; shift += 2 * Byte.SIZE) {
            order(keys, sorted, shift);
            order(sorted, keys, shift + Byte.SIZE);
        }
    }

    private void order(int[] from, int[] to, int shift) {
        Arrays.fill(places, 0);
        for (int index = 0; index < count; index++) {
            places[((from[index] >>> shift) & (DIGITS - 1)) + 1]++;
        }
        for (int digit = 1; digit < DIGITS; digit++) {
            places[digit] += places[digit - 1];
        }
        for (int index = 0; index < count; index++) {
            to[places[(from[index] >>> shift) & (DIGITS - 1)]++] = from[index];
        }
    }

    /** Whose unsigned order is that of the values. */
    private static int key(float value) {
        int bits = Float.floatToRawIntBits(value);
        return bits < 0 ? ~bits : bits ^ Integer.MIN_VALUE;
    }

    private static float value(int key) {
        return Float.intBitsToFloat(key < 0 ? key ^ Integer.MIN_VALUE : ~key);
    }
}
