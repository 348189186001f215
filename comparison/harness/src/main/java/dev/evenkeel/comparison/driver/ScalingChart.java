package dev.evenkeel.comparison.driver;

import dev.evenkeel.comparison.chart.Chart;
import java.util.List;
import java.util.Locale;

/** The step time over batch and channels as an SVG: points as measured, and the straight line through them. */
final class ScalingChart {
    /**
     * Times of one number of threads.
     *
     * @param what varies: {@code batch} or {@code channels}
     * @param x its sizes
     * @param y milliseconds
     */
    record Series(String what, int threads, double[] x, double[] y) {
        LinearFit fit() {
            return LinearFit.of(x, y);
        }
    }

    private ScalingChart() {}

    static String of(List<Series> series) {
        return new Chart()
                .panel("Time of a step over the batch", "examples in a batch", "milliseconds", of(series, "batch"))
                .panel(
                        "Time of a step over the channels",
                        "channels of the second convolution",
                        "milliseconds",
                        of(series, "channels"))
                .toSvg();
    }

    private static List<Chart.Series> of(List<Series> all, String what) {
        return all.stream()
                .filter(series -> series.what().equals(what))
                .map(ScalingChart::drawn)
                .toList();
    }

    private static Chart.Series drawn(Series series) {
        LinearFit fit = series.fit();
        double[] ends = {series.x()[0], series.x()[series.x().length - 1]};
        String threads = series.threads() == 1 ? "1 thread" : series.threads() + " threads";
        return new Chart.Series(
                String.format(Locale.ROOT, "%s: line with R² = %.4f", threads, fit.determination()),
                series.x(),
                series.y(),
                ends,
                new double[] {fit.at(ends[0]), fit.at(ends[1])});
    }
}
