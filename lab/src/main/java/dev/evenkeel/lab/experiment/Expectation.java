package dev.evenkeel.lab.training;

import dev.evenkeel.lab.experiment.Claim;
import dev.evenkeel.lab.experiment.Estimate;
import dev.evenkeel.lab.experiment.Judgement;
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
record Expectation(Claim claim, double above, double below) {
    static Expectation above(double bound, String id, String text, String source) {
        return new Expectation(new Claim(id, text, source), bound, Double.POSITIVE_INFINITY);
    }

    static Expectation below(double bound, String id, String text, String source) {
        return new Expectation(new Claim(id, text, source), Double.NEGATIVE_INFINITY, bound);
    }

    static Expectation within(double tolerance, double centre, String id, String text, String source) {
        return new Expectation(new Claim(id, text, source), centre - tolerance, centre + tolerance);
    }

    static List<Claim> claims(Expectation... expectations) {
        return Arrays.stream(expectations).map(Expectation::claim).toList();
    }

    Judgement judge(Estimate estimate) {
        return new Judgement(claim, estimate.between(above, below), estimate.overSeeds());
    }
}
