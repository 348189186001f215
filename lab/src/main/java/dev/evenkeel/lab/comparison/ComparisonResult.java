package dev.evenkeel.lab.comparison;

import dev.evenkeel.lab.comparison.statistics.Guess;
import dev.evenkeel.lab.comparison.statistics.MedianInterval;
import dev.evenkeel.lab.comparison.statistics.Verdict;
import dev.evenkeel.lab.comparison.subject.Variation.Factor;
import dev.evenkeel.train.metric.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * What a comparison found.
 *
 * @param comparison that was run
 * @param configurations in the comparison's order: the first is the reference
 * @param target the worst value of the reference over all seeds, so one that all of its trainings came to
 * @param effort what it took, where it was run and not only read
 */
public record ComparisonResult(
        Comparison comparison, List<ConfigurationResult> configurations, double target, Optional<Effort> effort) {
    public ComparisonResult {
        configurations = List.copyOf(configurations);
    }

    static ComparisonResult of(Comparison comparison, List<List<Trial>> trials) {
        Direction better = comparison.metric().better();
        boolean allConverged = trials.stream()
                .flatMap(List::stream)
                .allMatch(trial -> trial.divergence().isEmpty());
        double guess = allConverged ? Double.NaN : Guess.of(comparison.training(), comparison.test());
        List<double[]> values = trials.stream()
                .map(row ->
                        row.stream().mapToDouble(trial -> trial.value(guess)).toArray())
                .toList();
        List<double[]> differences = values.subList(1, values.size()).stream()
                .map(configuration -> minus(configuration, values.get(0)))
                .toList();
        List<Verdict.Judged> judged = Verdict.of(differences, better);
        double target = worst(values.get(0), better);
        List<ConfigurationResult> configurations = new ArrayList<>();
        for (int configuration = 0; configuration < trials.size(); configuration++) {
            List<Trial> row = trials.get(configuration);
            configurations.add(new ConfigurationResult(
                    comparison.configurations().get(configuration),
                    Arrays.stream(values.get(configuration)).boxed().toList(),
                    MedianInterval.of(values.get(configuration)),
                    configuration == 0 ? Optional.empty() : Optional.of(judged.get(configuration - 1)),
                    median(row.stream().mapToDouble(trial -> trial.stepsTo(target, better))),
                    median(row.stream().mapToDouble(Trial::stepSeconds)),
                    (int) row.stream()
                            .filter(trial -> trial.divergence().isPresent())
                            .count(),
                    row.stream().map(Trial::curve).toList()));
        }
        return new ComparisonResult(comparison, configurations, target, Optional.empty());
    }

    /** The same, having taken that. */
    public ComparisonResult with(Effort taken) {
        return new ComparisonResult(comparison, configurations, target, Optional.of(taken));
    }

    public ConfigurationResult reference() {
        return configurations.get(0);
    }

    /** The best median first. */
    public List<ConfigurationResult> ranked() {
        Comparator<ConfigurationResult> ascending = Comparator.comparingDouble(
                configuration -> configuration.value().median());
        return configurations.stream()
                .sorted(comparison.metric().better() == Direction.HIGHER ? ascending.reversed() : ascending)
                .toList();
    }

    /** For each value of each factor how much the others matter; nothing where only one factor is varied. */
    public List<Robustness> robustness() {
        List<Robustness> all = new ArrayList<>();
        Set<Factor> factors = reference().configuration().choices().keySet();
        if (factors.size() < 2) {
            return all;
        }
        for (Factor factor : factors) {
            Set<String> values = new LinkedHashSet<>();
            configurations.forEach(configuration -> values.add(choice(configuration, factor)));
            for (String value : values) {
                List<ConfigurationResult> those = ranked().stream()
                        .filter(configuration -> choice(configuration, factor).equals(value))
                        .toList();
                all.add(new Robustness(
                        factor,
                        value,
                        those.get(0).value().median(),
                        those.get(those.size() - 1).value().median()));
            }
        }
        return all;
    }

    /** What the data say, in plain sentences. */
    public List<String> verdict() {
        return ComparisonWords.verdict(this);
    }

    static String choice(ConfigurationResult configuration, Factor factor) {
        return Objects.requireNonNull(configuration.configuration().choices().get(factor));
    }

    private static double median(DoubleStream values) {
        return MedianInterval.of(values.toArray()).median();
    }

    private static double worst(double[] values, Direction better) {
        double worst = values[0];
        for (double value : values) {
            worst = better.isBetter(worst, value, 0) ? value : worst;
        }
        return worst;
    }

    private static double[] minus(double[] configuration, double[] reference) {
        double[] differences = new double[configuration.length];
        for (int seed = 0; seed < configuration.length; seed++) {
            differences[seed] = configuration[seed] - reference[seed];
        }
        return differences;
    }
}
