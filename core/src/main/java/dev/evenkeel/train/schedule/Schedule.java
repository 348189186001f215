package dev.evenkeel.train.schedule;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.json.JsonObject;

/**
 * How the learning rate changes during a run: a factor of the optimizer's base learning rate. The schedules at hand are in
 * {@link Schedules}.
 */
@CheckReturnValue
public interface Schedule {
    /**
     * The factor of one step.
     *
     * @param step how many steps came before: 0 for the first
     * @param totalSteps how many steps the run has; 1 or more
     */
    double factor(long step, long totalSteps);

    /** Name and all settings, in a fixed order. */
    JsonObject settings();

    /** This schedule for a run with so many steps in an epoch: for schedules that are told in epochs. */
    default Schedule forEpochs(long stepsPerEpoch) {
        return this;
    }

    /** A linear rise over the first {@code steps} steps, then this schedule over the rest of the run. */
    default Schedule warmUp(long steps) {
        return WarmUp.steps(steps, this);
    }

    /** A linear rise over a share of the run, as 0.05, then this schedule over the rest. */
    default Schedule warmUpShare(double share) {
        return WarmUp.share(share, this);
    }
}
