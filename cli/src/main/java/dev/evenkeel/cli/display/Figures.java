package dev.evenkeel.cli.display;

import java.util.Arrays;
import java.util.Locale;

/**
 * Many numbers in three.
 *
 * @param min the least, or NaN without numbers
 */
public record Figures(double min, double median, double max) {
    public static Figures of(float[] values) {
        if (values.length == 0) {
            return new Figures(Double.NaN, Double.NaN, Double.NaN);
        }
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : ((double) sorted[middle - 1] + sorted[middle]) / 2;
        return new Figures(sorted[0], median, sorted[sorted.length - 1]);
    }

    /** As {@code -0.5000 / 0.0012 / 1.2500}. */
    @Override
    public String toString() {
        return shown(min) + " / " + shown(median) + " / " + shown(max);
    }

    /** A number in about four digits. */
    public static String shown(double value) {
        double size = Math.abs(value);
        if (value == 0 || (size >= 1e-3 && size < 1e6)) {
            int decimals = size >= 1000 ? 1 : size >= 100 ? 2 : size >= 10 ? 3 : 4;
            return String.format(Locale.ROOT, "%." + decimals + "f", value);
        }
        return String.format(Locale.ROOT, "%.2e", value);
    }

    /** {@code log loss} for {@code logLoss}, {@code RMSE} for {@code rmse}. */
    public static String spelled(String metric) {
        return switch (metric) {
            case "rmse", "mae" -> metric.toUpperCase(Locale.ROOT);
            case "r2" -> "R2";
            default -> metric.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
        };
    }
}
