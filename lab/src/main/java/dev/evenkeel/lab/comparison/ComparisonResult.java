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
 * @param arms in the comparison's order: the first is the reference
 * @param target the worst value of the reference over all seeds, so one that all of its trainings came to
 * @param effort what it took, where it was run and not only read
 */
public record ComparisonResult(Comparison comparison, List<ArmResult> arms, double target, Optional<Effort> effort) {
    public ComparisonResult {
        arms = List.copyOf(arms);
    }

    static ComparisonResult of(Comparison comparison, List<List<Cell>> cells) {
        Direction better = comparison.metric().better();
        boolean allConverged = cells.stream()
                .flatMap(List::stream)
                .allMatch(cell -> cell.divergence().isEmpty());
        double guess = allConverged ? Double.NaN : Guess.of(comparison.training(), comparison.test());
        List<double[]> values = cells.stream()
                .map(row -> row.stream().mapToDouble(cell -> cell.value(guess)).toArray())
                .toList();
        List<double[]> differences = values.subList(1, values.size()).stream()
                .map(arm -> minus(arm, values.get(0)))
                .toList();
        List<Verdict.Judged> judged = Verdict.of(differences, better);
        double target = worst(values.get(0), better);
        List<ArmResult> arms = new ArrayList<>();
        for (int arm = 0; arm < cells.size(); arm++) {
            List<Cell> row = cells.get(arm);
            arms.add(new ArmResult(
                    comparison.arms().get(arm),
                    Arrays.stream(values.get(arm)).boxed().toList(),
                    MedianInterval.of(values.get(arm)),
                    arm == 0 ? Optional.empty() : Optional.of(judged.get(arm - 1)),
                    median(row.stream().mapToDouble(cell -> cell.stepsTo(target, better))),
                    median(row.stream().mapToDouble(Cell::stepSeconds)),
                    (int) row.stream()
                            .filter(cell -> cell.divergence().isPresent())
                            .count(),
                    row.stream().map(Cell::curve).toList()));
        }
        return new ComparisonResult(comparison, arms, target, Optional.empty());
    }

    /** The same, having taken that. */
    public ComparisonResult with(Effort taken) {
        return new ComparisonResult(comparison, arms, target, Optional.of(taken));
    }

    public ArmResult reference() {
        return arms.get(0);
    }

    /** The best median first. */
    public List<ArmResult> ranked() {
        Comparator<ArmResult> ascending =
                Comparator.comparingDouble(arm -> arm.value().median());
        return arms.stream()
                .sorted(comparison.metric().better() == Direction.HIGHER ? ascending.reversed() : ascending)
                .toList();
    }

    /** For each value of each factor how much the others matter; nothing where only one factor is varied. */
    public List<Robustness> robustness() {
        List<Robustness> all = new ArrayList<>();
        Set<Factor> factors = reference().arm().choices().keySet();
        if (factors.size() < 2) {
            return all;
        }
        for (Factor factor : factors) {
            Set<String> values = new LinkedHashSet<>();
            arms.forEach(arm -> values.add(choice(arm, factor)));
            for (String value : values) {
                List<ArmResult> those = ranked().stream()
                        .filter(arm -> choice(arm, factor).equals(value))
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

    static String choice(ArmResult arm, Factor factor) {
        return Objects.requireNonNull(arm.arm().choices().get(factor));
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

    private static double[] minus(double[] arm, double[] reference) {
        double[] differences = new double[arm.length];
        for (int seed = 0; seed < arm.length; seed++) {
            differences[seed] = arm[seed] - reference[seed];
        }
        return differences;
    }
}
