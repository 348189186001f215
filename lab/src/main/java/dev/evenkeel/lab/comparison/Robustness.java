package dev.evenkeel.lab.comparison;

import dev.evenkeel.lab.comparison.subject.Variation.Factor;

/**
 * How much all other factors matter while one has a value: the medians of the best and the worst arm that have it.
 *
 * @param factor that is held
 * @param value at which it is held
 * @param best median among the arms
 * @param worst median among the arms
 */
public record Robustness(Factor factor, String value, double best, double worst) {
    public double span() {
        return Math.abs(best - worst);
    }
}
