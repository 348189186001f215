package dev.evenkeel.lab.review;

/**
 * How much so many rows say about a share, by Wilson's interval at two standard errors:
 * {@code (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)} with {@code z = 2}.
 */
final class Proof {
    /** With fewer rows of a test, one column's luck or an honest signal looks like a leak. */
    private static final int MIN_ROWS = 30;

    private static final double Z2 = 4;

    private Proof() {}

    /** Whether a test can tell a leak: where there are two classes, whatever parts the rows in two looks like one. */
    static boolean isPossible(int rows, int classes) {
        return rows >= (classes > 2 ? MIN_ROWS : 2 * MIN_ROWS);
    }

    /** What a share of so many rows surely is at least. */
    static double least(double share, int rows) {
        return middle(share, rows) - reach(share, rows);
    }

    /** What a share of so many rows surely is at most. */
    static double most(double share, int rows) {
        return middle(share, rows) + reach(share, rows);
    }

    private static double middle(double share, int rows) {
        return (share + Z2 / (2 * rows)) / (1 + Z2 / rows);
    }

    private static double reach(double share, int rows) {
        return Math.sqrt(Z2 * (share * (1 - share) / rows + Z2 / (4.0 * rows * rows))) / (1 + Z2 / rows);
    }
}
