package dev.evenkeel.lab.training;

import dev.evenkeel.lab.report.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What came out over the seeds: the median, and Student's 95 % interval of the mean,
 * {@code mean -+ t(n - 1) * s / sqrt(n)}. All are NaN if a value is not finite.
 */
record Estimate(double median, double lower, double upper, int seeds) {
    /** The 97.5 % points of Student's distribution with 1, 2, ... degrees of freedom. */
    private static final double[] STUDENT = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262};

    static final List<String> COLUMNS = List.of("median", "lower", "upper");

    static Estimate of(double... values) {
        int count = values.length;
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
        double mean = Arrays.stream(values).sum() / count;
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        double half = STUDENT[count - 2] * Math.sqrt(squares / (count - 1) / count);
        return Double.isFinite(mean)
                ? new Estimate(median, mean - half, mean + half, count)
                : new Estimate(Double.NaN, Double.NaN, Double.NaN, count);
    }

    static <R> Estimate of(List<R> results, ToDoubleFunction<R> measure) {
        return of(results.stream().mapToDouble(measure).toArray());
    }

    /** A row of a table: what was set, then this under {@link #COLUMNS}. */
    List<String> row(String... setting) {
        List<String> row = new ArrayList<>(List.of(setting));
        row.addAll(List.of(written(median), written(lower), written(upper)));
        return row;
    }

    /** Headings for {@link #row}. */
    static List<String> columns(String... setting) {
        List<String> columns = new ArrayList<>(List.of(setting));
        columns.addAll(COLUMNS);
        return columns;
    }

    Block.Bar bar(String name) {
        return new Block.Bar(name, median, lower, upper);
    }

    static String written(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "-";
    }

    /** As {@code 0.640 (0.610 to 0.670 over 3 seeds)}. */
    @Override
    public String toString() {
        return Double.isFinite(median)
                ? written(median) + " (" + written(lower) + " to " + written(upper) + " over " + seeds + " seeds)"
                : "not finite (over " + seeds + " seeds)";
    }
}
