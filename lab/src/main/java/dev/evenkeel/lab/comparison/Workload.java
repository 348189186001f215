package dev.evenkeel.lab.comparison;

import dev.evenkeel.dataset.EvenBatches;

/**
 * What one training of a configuration consists of, and how it may compare with others before any was timed.
 *
 * @param epochs of the training
 * @param stepsPerEpoch of the optimizer
 * @param stepWeight how long a step may take, in a unit that all configurations share
 * @param measuring how many steps measuring after an epoch may take as long as
 */
record Workload(int epochs, int stepsPerEpoch, double stepWeight, double measuring) {
    /** To update a parameter takes about as long as to learn from so many examples. */
    private static final int UPDATE = 12;
    /** Loss and metric are two passes forward, of the three that a step takes forward and back. */
    private static final double PASSES = 2 / 3.0;

    /**
     * @param examples to learn from
     * @param tests examples to measure on
     */
    static Workload of(Configuration configuration, int epochs, int examples, int tests) {
        double perStep = Math.min(configuration.batch(), examples) + UPDATE;
        return new Workload(
                epochs,
                new EvenBatches(examples, configuration.batch()).count(),
                perStep * configuration.network().parameterCount(),
                PASSES * tests / perStep);
    }

    int steps() {
        return epochs * stepsPerEpoch;
    }
}
