package dev.evenkeel.drift.stream;

import java.util.function.DoubleUnaryOperator;

/**
 * Bounds of shares that hold for any share and number of draws, however rare what is counted: of n draws with probability p the share
 * q or more comes up with a chance of at most {@code exp(-n KL(q || p))} (Chernoff 1952), {@code KL(q || p) = q ln(q / p) + (1 - q)
 * ln((1 - q) / (1 - p))}. For shares below, count the draws that are not.
 */
public final class ShareBound {
    private static final int HALVINGS = 50;

    private ShareBound() {}

    /** {@code n KL(share || probability)}: the chance of this share or one farther off is at most {@code exp} of its negative. */
    public static double surprise(double share, double probability, double draws) {
        return draws * (term(share, probability) + term(1 - share, 1 - probability));
    }

    /** The share that so many draws exceed with at most this chance; infinite if all may be so. */
    public static double above(double probability, double draws, double chance) {
        return probability >= 1 || surprise(1, probability, draws) <= -Math.log(chance)
                ? Double.POSITIVE_INFINITY
                : bisect(probability, -Math.log(chance), share -> surprise(share, probability, draws));
    }

    /** The share that so many draws fall below with at most this chance; negative and infinite if none may be so. */
    public static double below(double probability, double draws, double chance) {
        return 1 - above(1 - probability, draws, chance);
    }

    /** The greatest probability of which so many draws give this share, or a smaller one, with more than this chance. */
    public static double most(double share, double draws, double chance) {
        return Double.isInfinite(draws)
                ? share
                : bisect(share, -Math.log(chance), probability -> surprise(share, probability, draws));
    }

    private static double bisect(double from, double limit, DoubleUnaryOperator rising) {
        double low = from;
        double high = 1;
        for (int halving = 0; halving < HALVINGS; halving++) {
            double middle = (low + high) / 2;
            if (rising.applyAsDouble(middle) <= limit) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static double term(double share, double probability) {
        return share <= 0 ? 0 : share * Math.log(share / probability);
    }
}
