package dev.evenkeel.spark.scoring;

import java.util.OptionalInt;

/** Which class is predicted. */
public final class Choice {
    private Choice() {}

    /** The first of the largest scores; none if one of them is not finite. */
    public static OptionalInt likeliest(double[] scores) {
        int best = 0;
        for (int index = 0; index < scores.length; index++) {
            if (!Double.isFinite(scores[index])) {
                return OptionalInt.empty();
            }
            best = scores[index] > scores[best] ? index : best;
        }
        return OptionalInt.of(best);
    }

    /**
     * The class whose probability is the largest multiple of its threshold, as Spark's classifiers choose: one of threshold 0 wins
     * wherever its probability is not 0.
     */
    public static int byThresholds(double[] probabilities, double[] thresholds) {
        int best = 0;
        double largest = Double.NEGATIVE_INFINITY;
        for (int index = 0; index < probabilities.length; index++) {
            double scaled = probabilities[index] / thresholds[index];
            if (scaled > largest) {
                largest = scaled;
                best = index;
            }
        }
        return best;
    }
}
