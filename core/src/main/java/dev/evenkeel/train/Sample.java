package dev.evenkeel.train;

import dev.evenkeel.inference.Flow;
import dev.evenkeel.observe.Distribution;
import dev.evenkeel.tensor.Mask;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A fixed sample of many values, and how it is distributed. Values are {@link #stride} apart; those that are not finite are
 * left out.
 */
final class Sample {
    /** About how many values a sample of many has: from a quarter of it to twice as many. */
    static final int AIM = 2048;

    private final double[] values = new double[2 * AIM];
    private int count;

    /** All of these, or as many as fit. */
    Sample of(double[] all) {
        count = 0;
        int stride = stride(all.length, all.length);
        for (int index = 0; index < all.length; index += stride) {
            add(all[index]);
        }
        return this;
    }

    /** Of one tensor. */
    Sample of(float[] all) {
        count = 0;
        int stride = stride(all.length, all.length);
        for (int index = 0; index < all.length; index += stride) {
            add(all[index]);
        }
        return this;
    }

    /** Of the first {@code examples} examples, padded positions left out. */
    Sample of(float[] all, Flow flow, int examples) {
        count = 0;
        int size = flow.shape().size();
        int channels = flow.shape().channels();
        Mask mask = flow.mask();
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

    private void add(double value) {
        if (Double.isFinite(value)) {
            values[count++] = value;
        }
    }

    int count() {
        return count;
    }

    double get(int index) {
        return values[index];
    }

    /** Empty where no value is finite. Sorts the sample. */
    Optional<Distribution> distribution() {
        if (count == 0) {
            return Optional.empty();
        }
        double mean = 0;
        for (int index = 0; index < count; index++) {
            mean += values[index] / count;
        }
        double squares = 0;
        for (int index = 0; index < count; index++) {
            double difference = values[index] - mean;
            squares += difference * difference;
        }
        Arrays.sort(values, 0, count);
        Double[] quantiles = new Double[Distribution.QUANTILES];
        for (int quantile = 0; quantile < quantiles.length; quantile++) {
            quantiles[quantile] = quantile(quantile / (quantiles.length - 1.0));
        }
        return Optional.of(new Distribution(count, mean, Math.sqrt(squares / count), List.of(quantiles)));
    }

    /** Between two values linearly, of the sorted sample. */
    private double quantile(double share) {
        double place = share * (count - 1);
        int below = (int) place;
        double rest = place - below;
        return rest == 0 ? values[below] : values[below] + rest * (values[below + 1] - values[below]);
    }
}
