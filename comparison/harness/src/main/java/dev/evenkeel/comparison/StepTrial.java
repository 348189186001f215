package dev.evenkeel.comparison;

import dev.evenkeel.comparison.network.Weights;

/**
 * A training step as a trial.
 *
 * @param setting how the contender was set up
 * @param weights as they were drawn
 * @param learner who learns
 */
public record StepTrial(String setting, Weights weights, Learner learner) implements Trial {
    @Override
    public Evidence evidence() {
        Evidence evidence = new Evidence().withSamples("loss", learner.gradients());
        for (String name : weights.parameters()) {
            evidence.withGradient(name, learner.gradient(name));
        }
        if (learner.momentum() == Learner.Momentum.CLASSIC) {
            evidence.withSamples("later losses", learner.step(), learner.step());
        }
        return evidence;
    }

    @Override
    public void run() {
        learner.step();
    }

    @Override
    public void close() {
        learner.close();
    }
}
