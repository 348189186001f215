package dev.evenkeel.observe;

import java.util.List;

/**
 * How values are distributed; those that are not finite are left out.
 *
 * @param count how many values were looked at; where there are many a fixed sample of some two thousand
 * @param mean of these
 * @param deviation their standard deviation, divided by their number
 * @param quantiles at the shares 0, 0.05, 0.1 ... 1: the least value, those below which 5 %, 10 % ... lie, and the largest;
 *     between two values linearly
 */
public record Distribution(long count, double mean, double deviation, List<Double> quantiles) {
    /** How many quantiles there are. */
    public static final int QUANTILES = 21;

    public Distribution {
        quantiles = List.copyOf(quantiles);
        if (quantiles.size() != QUANTILES) {
            throw new IllegalArgumentException(
                    "A distribution needs " + QUANTILES + " quantiles, but got " + quantiles.size());
        }
    }

    public double least() {
        return quantiles.get(0);
    }

    /** 15 % of the values lie below. */
    public double lower() {
        return quantiles.get(3);
    }

    public double median() {
        return quantiles.get(10);
    }

    /** 85 % of the values lie below. */
    public double upper() {
        return quantiles.get(17);
    }

    public double largest() {
        return quantiles.get(QUANTILES - 1);
    }

    /** The share of values below {@code value}, on the line from one quantile to the next; NaN where one is not a number. */
    public double shareBelow(double value) {
        for (int index = 0; index < QUANTILES; index++) {
            double above = quantiles.get(index);
            if (Double.isNaN(above)) {
                return Double.NaN;
            }
            if (value <= above) {
                double below = index == 0 ? above : quantiles.get(index - 1);
                double within = above > below ? (value - below) / (above - below) : 0;
                return index == 0 ? 0 : (index - 1 + within) / (QUANTILES - 1);
            }
        }
        return 1;
    }
}
