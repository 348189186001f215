package dev.evenkeel.lab.comparison;

import dev.evenkeel.lab.comparison.statistics.MedianInterval;
import dev.evenkeel.lab.comparison.statistics.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What became of a configuration.
 *
 * @param configuration what was trained
 * @param values of the metric after the last epoch, seed by seed; one that diverged counts as a guess without a network
 * @param value their median and its interval
 * @param judged beside the reference; none for the reference itself
 * @param stepsToTarget the median over the seeds; infinite where half of them or more did not reach it
 * @param stepSeconds the median time of a step on one thread
 * @param diverged how many trainings came to a value that is not finite
 * @param curves the metric after each epoch, seed by seed; shorter for those that diverged
 */
public record ConfigurationResult(
        Configuration configuration,
        List<Double> values,
        MedianInterval value,
        Optional<Verdict.Judged> judged,
        double stepsToTarget,
        double stepSeconds,
        int diverged,
        List<List<Double>> curves) {
    public ConfigurationResult {
        values = List.copyOf(values);
        curves = curves.stream().map(List::copyOf).toList();
    }
}
