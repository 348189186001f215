package dev.evenkeel.lab.comparison.statistics;

import dev.evenkeel.train.metric.Direction;
import java.util.ArrayList;
import java.util.List;

/**
 * What paired runs say about an arm beside the reference. Better or worse it is where two things agree: the paired test,
 * corrected for the number of arms, and the interval of the median difference, which must not hold 0. Either alone would be
 * wrong in up to 5 % of all comparisons without an effect; together they are in fewer.
 */
public enum Verdict {
    BETTER("better"),
    WORSE("worse"),
    NO_DETECTABLE_DIFFERENCE("no detectable difference"),
    /** No outcome of so many pairs could have become significant. */
    TOO_FEW_SEEDS("too few seeds to tell");

    /** The largest corrected p that counts as a difference. */
    public static final double SIGNIFICANCE = 0.05;

    private final String words;

    Verdict(String words) {
        this.words = words;
    }

    /** As {@code no detectable difference}. */
    public String words() {
        return words;
    }

    /**
     * An arm beside the reference, over all seeds.
     *
     * @param difference arm minus reference, seed by seed
     * @param p of the paired test
     * @param correctedP the same, corrected for the number of arms
     */
    public record Judged(Verdict verdict, MedianInterval difference, double p, double correctedP) {}

    /**
     * Judges arms by what each differs from the reference, seed by seed, corrected for their number.
     *
     * @param differences one array for each arm, arm minus reference
     * @param better which of two values is better
     */
    public static List<Judged> of(List<double[]> differences, Direction better) {
        double[] p = differences.stream()
                .mapToDouble(pairs -> PairedTest.of(pairs).p())
                .toArray();
        double[] corrected = Holm.corrected(p);
        List<Judged> judged = new ArrayList<>();
        for (int arm = 0; arm < p.length; arm++) {
            double[] pairs = differences.get(arm);
            MedianInterval difference = MedianInterval.of(pairs);
            boolean differs = corrected[arm] <= SIGNIFICANCE && difference.excludesZero();
            Verdict verdict = pairs.length < fewestSeeds(p.length)
                    ? TOO_FEW_SEEDS
                    : differs ? direction(difference, better) : NO_DETECTABLE_DIFFERENCE;
            judged.add(new Judged(verdict, difference, p[arm], corrected[arm]));
        }
        return judged;
    }

    /** The fewest seeds with which an arm beside so many others could differ significantly. */
    public static int fewestSeeds(int arms) {
        int seeds = 1;
        while (Holm.least(PairedTest.least(seeds), arms) > SIGNIFICANCE) {
            seeds++;
        }
        return seeds;
    }

    private static Verdict direction(MedianInterval difference, Direction better) {
        return better.isBetter(difference.median(), 0, 0) ? BETTER : WORSE;
    }
}
