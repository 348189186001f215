package dev.evenkeel.comparison.driver;

/**
 * How long things take, in seconds.
 *
 * @param burst one turn of a contender
 * @param leastWarm a Java contender's shortest warm-up
 * @param mostWarm its longest, if it is still becoming faster
 * @param nativeWarm a native contender's shortest warm-up; its longest is three times that
 * @param starts fresh processes per contender
 */
record Pace(double burst, double leastWarm, double mostWarm, double nativeWarm, int starts) {
    /** A turn longer than this is taken in every third round only. */
    static final double SLOW = 0.3;

    private static final Pace QUICK = new Pace(0.008, 0.2, 6, 0.05, 3);
    private static final Pace FULL = new Pace(0.015, 0.4, 10, 0.1, 5);

    static Pace of(boolean quick) {
        return quick ? QUICK : FULL;
    }

    boolean isQuick() {
        return equals(QUICK);
    }
}
