package dev.evenkeel.train;

import dev.evenkeel.json.JsonObject;

/**
 * {@code floor + (1 - floor) * (1 + cos(pi * step / totalSteps)) / 2} (Loshchilov and Hutter 2017, without restarts).
 *
 * @param floor where it ends, as a factor of the base rate
 */
public record Cosine(double floor) implements Schedule {
    /** @throws dev.evenkeel.EvenkeelException if the floor is not from 0 to below 1 */
    public Cosine {
        Requirement.belowOne("The cosine schedule", "floor", floor);
    }

    @Override
    public double factor(long step, long totalSteps) {
        double progress = Math.min(1, (double) step / totalSteps);
        return floor + (1 - floor) * descent(progress);
    }

    /** From 1 down to 0 along half a cosine. */
    static double descent(double progress) {
        return (1 + StrictMath.cos(Math.PI * progress)) / 2;
    }

    @Override
    public String describe() {
        return "cosine to " + Requirement.written(floor);
    }

    @Override
    public JsonObject settings() {
        return JsonObject.of().with("name", "cosine").with("floor", floor);
    }
}
