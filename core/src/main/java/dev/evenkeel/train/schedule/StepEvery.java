package dev.evenkeel.train.schedule;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.number.Power;
import dev.evenkeel.number.Requirement;

/** {@code gamma^floor(step / (share * totalSteps))}. */
record StepEvery(double share, double gamma) implements Schedule {
    /** So that 0.07 of 100 steps is over after 7, though {@code 7 / (0.07 * 100) < 1} in double. */
    private static final double ROUNDING = 1e-9;

    StepEvery {
        Requirement.share("The step schedule", "share between steps", share);
        Requirement.positive("The step schedule", "gamma", gamma);
    }

    @Override
    public double factor(long step, long totalSteps) {
        return Power.of(gamma, (long) Math.floor(step / (share * totalSteps) + ROUNDING));
    }

    @Override
    public JsonObject settings() {
        return JsonObject.of().with("name", "stepEvery").with("share", share).with("gamma", gamma);
    }
}
