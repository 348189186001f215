package dev.evenkeel.lab.experiment;

import java.util.Arrays;
import java.util.List;

/**
 * A claim that a number lies between two bounds. What came out agrees if its whole interval does, differs if none of it
 * does, and decides nothing otherwise.
 *
 * @param claim in words
 * @param above what the number is larger than
 * @param below what the number is smaller than
 */
public record Expectation(Claim claim, double above, double below) {
    /** That a number is larger than a bound. */
    public static Expectation above(double bound, String id, String text, String source) {
        return new Expectation(new Claim(id, text, source), bound, Double.POSITIVE_INFINITY);
    }

    /** That a number is smaller than a bound. */
    public static Expectation below(double bound, String id, String text, String source) {
        return new Expectation(new Claim(id, text, source), Double.NEGATIVE_INFINITY, bound);
    }

    /** That a number lies closer to another than a tolerance. */
    public static Expectation within(double tolerance, double centre, String id, String text, String source) {
        return new Expectation(new Claim(id, text, source), centre - tolerance, centre + tolerance);
    }

    /** The claims, in the same order. */
    public static List<Claim> claims(Expectation... expectations) {
        return Arrays.stream(expectations).map(Expectation::claim).toList();
    }

    /** The claim beside what came out. */
    public Judgement judge(Estimate estimate) {
        return new Judgement(claim, estimate.between(above, below), estimate.overSeeds());
    }
}
