package dev.evenkeel.lab.comparison;

import dev.evenkeel.lab.comparison.statistics.MedianInterval;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.lab.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What there is of a comparison that has not ended.
 *
 * @param cells the trainings of each arm that have ended
 */
record ComparisonSoFar(Comparison comparison, List<List<Cell>> cells) {
    static ComparisonSoFar of(Comparison comparison, ComparisonFolder kept) {
        List<List<Cell>> cells = IntStream.range(0, comparison.arms().size())
                .mapToObj(arm -> LongStream.rangeClosed(1, comparison.seeds())
                        .mapToObj(seed -> kept.find(arm, seed))
                        .flatMap(Optional::stream)
                        .toList())
                .toList();
        return new ComparisonSoFar(comparison, cells);
    }

    Report report(ComparisonProgress progress, String title, List<Report.Fact> provenance) {
        List<Report.Section> sections = new ArrayList<>();
        sections.add(new Report.Section("So far", List.of(table())));
        List<Block.Band> bands = IntStream.range(0, cells.size())
                .filter(arm -> !cells.get(arm).isEmpty())
                .mapToObj(arm -> ComparisonReport.band(
                        comparison.arms().get(arm),
                        cells.get(arm).stream().map(Cell::curve).toList()))
                .toList();
        if (!bands.isEmpty()) {
            sections.add(
                    new Report.Section("Learning curves", List.of(ComparisonReport.curves(comparison, "", bands))));
        }
        return new Report(title, List.of(sentence(progress), caution()), sections, provenance);
    }

    private String sentence(ComparisonProgress progress) {
        int ended = cells.stream().mapToInt(List::size).sum();
        int all = comparison.arms().size() * comparison.seeds();
        double left = progress.secondsLeft();
        if (!Double.isFinite(left)) {
            return ended + " of " + all + " trainings have ended.";
        }
        return String.format(
                Locale.ROOT,
                "%d of %d trainings have ended, with %.0f %% of all epochs. About %s are left.",
                ended,
                all,
                100 * progress.share(),
                left < 120
                        ? String.format(Locale.ROOT, "%.0f s", left)
                        : String.format(Locale.ROOT, "%.0f min", left / 60));
    }

    private static String caution() {
        return "Verdicts come when all have ended. Until then nothing is decided, and every median may change.";
    }

    private Block.Table table() {
        String measure = ComparisonWords.measure(comparison);
        List<List<String>> rows = new ArrayList<>();
        for (int arm = 0; arm < cells.size(); arm++) {
            rows.add(row(comparison.arms().get(arm), cells.get(arm)));
        }
        return new Block.Table(
                "Trainings that have ended",
                List.of("arm", "ended", "median " + measure, "least", "largest", "diverged", "ms/step"),
                rows);
    }

    private List<String> row(Arm arm, List<Cell> ended) {
        double[] values = ended.stream()
                .filter(cell -> cell.divergence().isEmpty())
                .mapToDouble(cell -> cell.value(Double.NaN))
                .sorted()
                .toArray();
        boolean known = values.length > 0;
        return List.of(
                arm.name(),
                ended.size() + " of " + comparison.seeds(),
                known ? ComparisonWords.number(MedianInterval.of(values).median()) : "",
                known ? ComparisonWords.number(values[0]) : "",
                known ? ComparisonWords.number(values[values.length - 1]) : "",
                Integer.toString(ended.size() - values.length),
                ended.isEmpty() ? "" : String.format(Locale.ROOT, "%.3g", 1000 * stepSeconds(ended)));
    }

    private static double stepSeconds(List<Cell> ended) {
        return MedianInterval.of(ended.stream().mapToDouble(Cell::stepSeconds).toArray())
                .median();
    }
}
