package dev.evenkeel.lab.experiment;

import dev.evenkeel.lab.experiment.Judgement.Verdict;
import java.util.Arrays;
import java.util.Locale;

/**
 * A mean with its 95 % interval by Student's t: {@code mean +- t * s / sqrt(n)}. One value alone has no interval but itself.
 *
 * @param mean of the values
 * @param lower end of the interval
 * @param upper end of the interval
 * @param count how many values there were
 */
public record Estimate(double mean, double lower, double upper, int count) {
    /** Two-sided 95 % quantiles of Student's t for 1, 2, ... degrees of freedom. */
    private static final double[] QUANTILES = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086
    };

    /** The estimate of what was measured several times, independently. */
    public static Estimate of(double... values) {
        int count = values.length;
        double mean = Arrays.stream(values).sum() / count;
        if (count < 2) {
            return new Estimate(mean, mean, mean, count);
        }
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        double quantile = QUANTILES[Math.min(count - 2, QUANTILES.length - 1)];
        double half = quantile * Math.sqrt(squares / (count - 1) / count);
        return new Estimate(mean, mean - half, mean + half, count);
    }

    /** Of positive values that differ by factors: the geometric mean, the interval by the logarithms. */
    public static Estimate ofFactors(double... values) {
        Estimate logarithm = of(Arrays.stream(values).map(Math::log).toArray());
        return new Estimate(
                Math.exp(logarithm.mean), Math.exp(logarithm.lower), Math.exp(logarithm.upper), values.length);
    }

    /** Whether the truth lies in {@code [least, most]}: undecided where only a part of the interval does. */
    public Verdict within(double least, double most) {
        if (lower >= least && upper <= most) {
            return Verdict.AGREES;
        }
        return upper < least || lower > most ? Verdict.DIFFERS : Verdict.UNDECIDED;
    }

    public Verdict above(double least) {
        return within(least, Double.POSITIVE_INFINITY);
    }

    public Verdict below(double most) {
        return within(Double.NEGATIVE_INFINITY, most);
    }

    /** As {@code 1.467 (1.465 to 1.469 over 3 seeds)}. */
    public String overSeeds() {
        return shown(mean) + " (" + shown(lower) + " to " + shown(upper) + " over " + count + " seeds)";
    }

    /** A number in about four digits. */
    public static String shown(double value) {
        double size = Math.abs(value);
        if (value == 0) {
            return "0";
        }
        return size >= 1e-3 && size < 1e4
                ? String.format(Locale.ROOT, size >= 100 ? "%.1f" : size >= 10 ? "%.2f" : "%.4f", value)
                : String.format(Locale.ROOT, "%.1e", value);
    }
}
