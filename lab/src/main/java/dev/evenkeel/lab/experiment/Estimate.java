package dev.evenkeel.lab.experiment;

import dev.evenkeel.lab.experiment.Judgement.Verdict;
import dev.evenkeel.lab.report.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What was measured several times, independently: the median, the mean, and Student's 95 % interval of the mean,
 * {@code mean +- t(n - 1) * s / sqrt(n)}. One value alone has no interval but itself. All are NaN if a value is not finite.
 *
 * @param median the middle value, or halfway between the two in the middle
 * @param mean of the values
 * @param lower end of the interval
 * @param upper end of the interval
 * @param count how many values there were
 */
public record Estimate(double median, double mean, double lower, double upper, int count) {
    /** Two-sided 95 % quantiles of Student's t for 1, 2, ... degrees of freedom. */
    private static final double[] QUANTILES = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086
    };

    /** The estimate of these values. */
    public static Estimate of(double... values) {
        int count = values.length;
        double mean = Arrays.stream(values).sum() / count;
        if (!Double.isFinite(mean)) {
            return new Estimate(Double.NaN, Double.NaN, Double.NaN, Double.NaN, count);
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
        if (count < 2) {
            return new Estimate(median, mean, mean, mean, count);
        }
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        double quantile = QUANTILES[Math.min(count - 2, QUANTILES.length - 1)];
        double half = quantile * Math.sqrt(squares / (count - 1) / count);
        return new Estimate(median, mean, mean - half, mean + half, count);
    }

    /** Of a measure of each result. */
    public static <R> Estimate of(List<R> results, ToDoubleFunction<R> measure) {
        return of(results.stream().mapToDouble(measure).toArray());
    }

    /** Of positive values that differ by factors: the geometric mean, the interval by the logarithms. */
    public static Estimate ofFactors(double... values) {
        Estimate logarithm = of(Arrays.stream(values).map(Math::log).toArray());
        return new Estimate(
                Math.exp(logarithm.median),
                Math.exp(logarithm.mean),
                Math.exp(logarithm.lower),
                Math.exp(logarithm.upper),
                values.length);
    }

    /**
     * Whether the truth lies between two bounds: it agrees if the whole interval does, differs if none of it does, and is
     * undecided otherwise.
     */
    public Verdict between(double above, double below) {
        if (lower > above && upper < below) {
            return Verdict.AGREES;
        }
        return upper <= above || lower >= below ? Verdict.DIFFERS : Verdict.UNDECIDED;
    }

    public Verdict above(double bound) {
        return between(bound, Double.POSITIVE_INFINITY);
    }

    public Verdict below(double bound) {
        return between(Double.NEGATIVE_INFINITY, bound);
    }

    /** A row of a table: what was set, then the median and the interval. */
    public List<String> row(String... setting) {
        List<String> row = new ArrayList<>(List.of(setting));
        row.addAll(List.of(shown(median), shown(lower), shown(upper)));
        return row;
    }

    /** Headings for {@link #row}. */
    public static List<String> columns(String... setting) {
        List<String> columns = new ArrayList<>(List.of(setting));
        columns.addAll(List.of("median", "lower", "upper"));
        return columns;
    }

    /** The median as a bar, the interval as its whisker. */
    public Block.Bar bar(String name) {
        return new Block.Bar(name, median, lower, upper);
    }

    /** The median and the interval, as {@code 1.467 (1.465 to 1.469 over 3 seeds)}. */
    public String overSeeds() {
        return Double.isFinite(median)
                ? shown(median) + " (" + shown(lower) + " to " + shown(upper) + " over " + count + " seeds)"
                : "not finite (over " + count + " seeds)";
    }

    /** A number in about four digits, or a dash if it is not finite. */
    public static String shown(double value) {
        double size = Math.abs(value);
        if (!Double.isFinite(value)) {
            return "-";
        }
        if (value == 0) {
            return "0";
        }
        return size >= 1e-3 && size < 1e4
                ? String.format(Locale.ROOT, size >= 100 ? "%.1f" : size >= 10 ? "%.2f" : "%.4f", value)
                : String.format(Locale.ROOT, "%.1e", value);
    }
}
