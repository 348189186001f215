package dev.evenkeel.formats.tensorboard;

import dev.evenkeel.formats.protobuf.WireWriter;
import dev.evenkeel.observe.Distribution;
import java.util.ArrayList;
import java.util.List;

/**
 * A distribution as a histogram: between neighbouring quantiles lies an equal share of the values. Shares that end at the
 * same value are one bucket, so limits rise strictly; values that equal the least of all have a bucket of no width if they
 * are many.
 *
 * @param distribution what is behind it
 * @param limits the upper end of each bucket; the first begins at the least value
 * @param counts how many values each holds, in fractions where the shares do not divide them
 */
record Buckets(Distribution distribution, List<Double> limits, List<Double> counts) {
    static boolean exist(Distribution distribution) {
        return distribution.count() > 0
                && Double.isFinite(distribution.mean())
                && Double.isFinite(distribution.deviation())
                && distribution.quantiles().stream().allMatch(Double::isFinite);
    }

    static Buckets of(Distribution distribution) {
        List<Double> limits = new ArrayList<>();
        List<Double> counts = new ArrayList<>();
        List<Double> quantiles = distribution.quantiles();
        int shares = Distribution.QUANTILES - 1;
        int before = 0;
        for (int share = 1; share <= shares; share++) {
            double end = quantiles.get(share);
            if (share == shares || quantiles.get(share + 1) > end) {
                limits.add(end);
                counts.add((double) distribution.count() * (share - before) / shares);
                before = share;
            }
        }
        return new Buckets(distribution, List.copyOf(limits), List.copyOf(counts));
    }

    void encode(WireWriter histogram) {
        double count = distribution.count();
        double mean = distribution.mean();
        double deviation = distribution.deviation();
        histogram.wideReal(1, distribution.least());
        histogram.wideReal(2, distribution.largest());
        histogram.wideReal(3, count);
        histogram.wideReal(4, count * mean);
        histogram.wideReal(5, count * (deviation * deviation + mean * mean));
        histogram.wideReals(6, limits);
        histogram.wideReals(7, counts);
    }
}
