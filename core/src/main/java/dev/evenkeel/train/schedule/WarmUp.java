package dev.evenkeel.train.schedule;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.number.Requirement;

/**
 * {@code (step + 1) / n} times the other schedule's first factor over the first n steps, then the other schedule, which
 * sees a run that begins after them: its own milestones count from there.
 *
 * @param steps n; 0 if it is told as a share
 * @param share n as a share of the run; 0 if it is told in steps
 * @param then the schedule that follows
 */
record WarmUp(long steps, double share, Schedule then) implements Schedule {
    private static final String WHO = "The warm-up";

    static WarmUp steps(long steps, Schedule then) {
        Requirement.atLeastOne(WHO, "number of steps", (double) steps);
        return new WarmUp(steps, 0, then);
    }

    static WarmUp share(double share, Schedule then) {
        Requirement.share(WHO, "length", share);
        return new WarmUp(0, share, then);
    }

    @Override
    public double factor(long step, long totalSteps) {
        long length = steps > 0 ? steps : Math.round(share * totalSteps);
        long rest = Math.max(1, totalSteps - length);
        return step < length ? then.factor(0, rest) * (step + 1) / length : then.factor(step - length, rest);
    }

    @Override
    public Schedule forEpochs(long stepsPerEpoch) {
        return new WarmUp(steps, share, then.forEpochs(stepsPerEpoch));
    }

    @Override
    public JsonObject settings() {
        return JsonObject.of()
                .with("name", "warmUp")
                .with("steps", steps)
                .with("share", share)
                .with("then", then.settings());
    }
}
