package dev.evenkeel.lab.comparison.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's correction (1979) for several tests: the {@code i}-th smallest of {@code k} values of p is multiplied by
 * {@code k - i + 1}, and none becomes smaller than one before it. Where no test has an effect, the smallest result is below
 * 0.05 in at most 5 % of all cases, however the tests depend on each other.
 */
final class Holm {
    private Holm() {}

    /** The corrected values of p, at most 1, in the order given. */
    static double[] corrected(double... p) {
        int[] order = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(index -> p[index]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] corrected = new double[p.length];
        double largest = 0;
        for (int place = 0; place < order.length; place++) {
            largest = Math.max(largest, Math.min(1, p[order[place]] * (p.length - place)));
            corrected[order[place]] = largest;
        }
        return corrected;
    }

    /** The least corrected value that any outcome could give: that of every test at its least. */
    static double least(double leastOfOne, int tests) {
        double[] p = new double[Math.max(1, tests)];
        Arrays.fill(p, leastOfOne);
        return corrected(p)[0];
    }
}
