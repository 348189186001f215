package dev.evenkeel.comparison;

import java.util.List;

/**
 * A training step as a trial.
 *
 * @param setting how the contender was set up
 * @param parameters the names of what is learned
 * @param learner who learns
 */
public record StepTrial(String setting, List<String> parameters, Learner learner) implements Trial {
    @Override
    public Evidence evidence() {
        Evidence evidence = new Evidence().withSamples("loss", learner.gradients());
        for (String name : parameters) {
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
