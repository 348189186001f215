package dev.evenkeel.lab.comparison.statistics;

import dev.evenkeel.tensor.Randomness;

/**
 * The two-sided sign-flip test of paired differences (Fisher 1935): {@code p} is the share of the {@code 2^n} ways to flip
 * their signs that give a sum at least as far from 0. It holds for any distribution that is symmetric around 0 where there
 * is no effect, as differences of two runs with the same seed are. Exact up to 20 pairs; beyond, {@code (1 + hits) /
 * (1 + flips)} over a fixed sample of flips.
 *
 * @param pairs how many differences there were
 * @param p the probability of such a sum, or one farther from 0, without an effect
 */
public record PairedTest(int pairs, double p) {
    private static final int MAX_EXACT = 20;
    private static final int SAMPLED = 1 << 18;
    /** Sums that differ by rounding alone are equal. */
    private static final double ROUNDING = 1e-9;

    /**
     * Tests differences against 0.
     *
     * @throws IllegalArgumentException if one is not finite
     */
    public static PairedTest of(double... differences) {
        double sum = 0;
        double size = 0;
        for (double difference : differences) {
            if (!Double.isFinite(difference)) {
                throw new IllegalArgumentException("A paired test needs finite differences, but got " + difference);
            }
            sum += difference;
            size += Math.abs(difference);
        }
        double reached = Math.abs(sum) - ROUNDING * size;
        int pairs = differences.length;
        return new PairedTest(pairs, pairs <= MAX_EXACT ? exact(differences, reached) : sampled(differences, reached));
    }

    /** The least {@code p} that so many pairs can give: where all differences have the same sign. */
    public static double least(int pairs) {
        return pairs <= MAX_EXACT ? Math.min(1, 2 / Math.pow(2, pairs)) : 1.0 / (1 + SAMPLED);
    }

    private static double exact(double[] differences, double reached) {
        return hits(differences, 0, 0, reached) / Math.pow(2, differences.length);
    }

    private static long hits(double[] differences, int place, double sum, double reached) {
        if (place == differences.length) {
            return Math.abs(sum) >= reached ? 1 : 0;
        }
        return hits(differences, place + 1, sum + differences[place], reached)
                + hits(differences, place + 1, sum - differences[place], reached);
    }

    private static double sampled(double[] differences, double reached) {
        Randomness randomness = Randomness.of(1, "sign flips");
        int hits = 0;
        for (int flip = 0; flip < SAMPLED; flip++) {
            double sum = 0;
            for (double difference : differences) {
                sum += randomness.nextLong() < 0 ? -difference : difference;
            }
            hits += Math.abs(sum) >= reached ? 1 : 0;
        }
        return (1.0 + hits) / (1 + SAMPLED);
    }
}
