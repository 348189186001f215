package dev.evenkeel.lab.comparison;

import dev.evenkeel.lab.comparison.statistics.MedianInterval;
import dev.evenkeel.lab.comparison.statistics.Verdict;
import dev.evenkeel.lab.comparison.statistics.Verdict.Judged;
import dev.evenkeel.lab.report.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The findings of a comparison in sentences and tables. */
final class ComparisonWords {
    private ComparisonWords() {}

    static List<String> verdict(ComparisonResult result) {
        Comparison comparison = result.comparison();
        String reference = result.reference().configuration().name();
        int others = result.configurations().size() - 1;
        int fewest = Verdict.fewestSeeds(others);
        if (comparison.seeds() < fewest) {
            return List.of(String.format(
                    Locale.ROOT,
                    "Too few seeds to tell: with %d no outcome could be significant, with %d %s beside %s it takes %d.",
                    comparison.seeds(),
                    others,
                    others == 1 ? "arm" : "arms",
                    reference,
                    fewest));
        }
        List<String> sentences = new ArrayList<>();
        for (ConfigurationResult configuration : result.ranked()) {
            configuration
                    .judged()
                    .filter(judged -> judged.verdict() != Verdict.NO_DETECTABLE_DIFFERENCE)
                    .ifPresent(judged -> sentences.add(String.format(
                            Locale.ROOT,
                            "%s is %s than %s: %s %s by %s (%s, p = %.2g).",
                            configuration.configuration().name(),
                            judged.verdict().words(),
                            reference,
                            measure(comparison),
                            judged.difference().median() > 0 ? "higher" : "lower",
                            number(Math.abs(judged.difference().median())),
                            sizes(judged.difference()),
                            judged.correctedP())));
        }
        if (sentences.size() < others) {
            sentences.add(
                    sentences.isEmpty()
                            ? "There is no detectable difference between " + reference + " and "
                                    + (others == 1
                                            ? result.configurations()
                                                    .get(1)
                                                    .configuration()
                                                    .name()
                                            : "any of the others")
                                    + "."
                            : "Of the others none differs detectably from " + reference + ".");
        }
        return sentences;
    }

    static Block.Table ranking(ComparisonResult result) {
        Comparison comparison = result.comparison();
        List<List<String>> rows = new ArrayList<>();
        for (ConfigurationResult configuration : result.ranked()) {
            String ended = configuration.diverged() == 0 ? "" : ", " + configuration.diverged() + " diverged";
            rows.add(List.of(
                    Integer.toString(rows.size() + 1),
                    configuration.configuration().name(),
                    number(configuration.value().median()),
                    interval(configuration.value()),
                    configuration
                                    .judged()
                                    .map(judged -> judged.verdict().words())
                                    .orElse("reference")
                            + ended,
                    configuration
                            .judged()
                            .map(judged -> difference(judged.difference()))
                            .orElse(""),
                    configuration.judged().map(ComparisonWords::p).orElse(""),
                    Double.isFinite(configuration.stepsToTarget())
                            ? String.format(Locale.ROOT, "%,.0f", configuration.stepsToTarget())
                            : "not reached",
                    String.format(Locale.ROOT, "%.3g", configuration.stepSeconds() * 1000)));
        }
        return new Block.Table(
                "Arms by their median " + measure(comparison),
                List.of(
                        "rank",
                        "arm",
                        measure(comparison),
                        "interval",
                        "verdict",
                        "difference",
                        "p",
                        "steps to " + number(result.target()),
                        "ms/step"),
                rows);
    }

    static Block.Table robustness(ComparisonResult result) {
        return new Block.Table(
                "How much the other factors matter",
                List.of("with", "best", "worst", "span"),
                result.robustness().stream()
                        .map(held -> List.of(
                                held.factor().word() + "=" + held.value(),
                                number(held.best()),
                                number(held.worst()),
                                number(held.span())))
                        .toList());
    }

    /** How to read the ranking. */
    static String explanation(ComparisonResult result) {
        int seeds = result.comparison().seeds();
        String values = seeds == 1
                ? "Values of one seed, without intervals"
                : String.format(
                        Locale.ROOT,
                        "Medians over %d seeds with intervals of order statistics (%.1f %%)",
                        seeds,
                        100 * result.reference().value().confidence());
        return String.format(
                Locale.ROOT,
                "%s; differences are intervals of arm minus %s, seed by seed; p of the sign-flip test, corrected for %d"
                        + " %s (Holm). A difference counts where p is at most %.2f and its interval does not hold 0. All"
                        + " trainings of the reference reached %s.",
                values,
                result.reference().configuration().name(),
                result.configurations().size() - 1,
                result.configurations().size() == 2 ? "arm" : "arms",
                Verdict.SIGNIFICANCE,
                number(result.target()));
    }

    /** As {@code accuracy}, {@code RMSE}. */
    static String measure(Comparison comparison) {
        String name = comparison.metric().name();
        return name.equals("rmse") ? "RMSE" : name;
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    private static String p(Judged judged) {
        return String.format(Locale.ROOT, "%.2g", judged.correctedP());
    }

    private static String interval(MedianInterval interval) {
        return number(interval.lower()) + " to " + number(interval.upper());
    }

    /** An interval on one side of 0, without its sign. */
    private static String sizes(MedianInterval interval) {
        return interval.upper() < 0
                ? number(-interval.upper()) + " to " + number(-interval.lower())
                : interval(interval);
    }

    private static String difference(MedianInterval difference) {
        return String.format(Locale.ROOT, "%+.2g to %+.2g", difference.lower(), difference.upper());
    }
}
