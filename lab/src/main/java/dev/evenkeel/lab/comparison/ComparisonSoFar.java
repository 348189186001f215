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
 * @param trials the trainings of each configuration that have ended
 */
record ComparisonSoFar(Comparison comparison, List<List<Trial>> trials) {
    static ComparisonSoFar of(Comparison comparison, ComparisonFolder kept) {
        List<List<Trial>> trials = IntStream.range(
                        0, comparison.configurations().size())
                .mapToObj(configuration -> LongStream.rangeClosed(1, comparison.seeds())
                        .mapToObj(seed -> kept.find(new Place(configuration, seed)))
                        .flatMap(Optional::stream)
                        .toList())
                .toList();
        return new ComparisonSoFar(comparison, trials);
    }

    Report report(ComparisonProgress progress, String title, List<Report.Fact> provenance) {
        List<Report.Section> sections = new ArrayList<>();
        sections.add(new Report.Section("So far", List.of(table())));
        List<Block.Band> bands = IntStream.range(0, trials.size())
                .filter(configuration -> !trials.get(configuration).isEmpty())
                .mapToObj(configuration -> ComparisonReport.band(
                        comparison.configurations().get(configuration),
                        trials.get(configuration).stream().map(Trial::curve).toList()))
                .toList();
        if (!bands.isEmpty()) {
            sections.add(
                    new Report.Section("Learning curves", List.of(ComparisonReport.curves(comparison, "", bands))));
        }
        return new Report(title, List.of(sentence(progress), caution()), sections, provenance);
    }

    private String sentence(ComparisonProgress progress) {
        int ended = trials.stream().mapToInt(List::size).sum();
        int all = comparison.configurations().size() * comparison.seeds();
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
        for (int configuration = 0; configuration < trials.size(); configuration++) {
            rows.add(row(comparison.configurations().get(configuration), trials.get(configuration)));
        }
        return new Block.Table(
                "Trainings that have ended",
                List.of("arm", "ended", "median " + measure, "least", "largest", "diverged", "ms/step"),
                rows);
    }

    private List<String> row(Configuration configuration, List<Trial> ended) {
        double[] values = ended.stream()
                .filter(trial -> trial.divergence().isEmpty())
                .mapToDouble(trial -> trial.value(Double.NaN))
                .sorted()
                .toArray();
        boolean known = values.length > 0;
        return List.of(
                configuration.name(),
                ended.size() + " of " + comparison.seeds(),
                known ? ComparisonWords.number(MedianInterval.of(values).median()) : "",
                known ? ComparisonWords.number(values[0]) : "",
                known ? ComparisonWords.number(values[values.length - 1]) : "",
                Integer.toString(ended.size() - values.length),
                ended.isEmpty() ? "" : String.format(Locale.ROOT, "%.3g", 1000 * stepSeconds(ended)));
    }

    private static double stepSeconds(List<Trial> ended) {
        return MedianInterval.of(ended.stream().mapToDouble(Trial::stepSeconds).toArray())
                .median();
    }
}
