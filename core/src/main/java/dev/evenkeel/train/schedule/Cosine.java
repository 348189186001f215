package dev.evenkeel.train.schedule;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.number.Requirement;

/**
 * {@code floor + (1 - floor) * (1 + cos(pi * step / totalSteps)) / 2} (Loshchilov and Hutter 2017, without restarts).
 *
 * @param floor where it ends, as a factor of the base learning rate
 */
record Cosine(double floor) implements Schedule {
    /** @throws dev.evenkeel.EvenkeelException if the floor is not from 0 to below 1 */
    Cosine {
        Requirement.belowOne("The cosine schedule", "floor", floor);
    }

    @Override
    public double factor(long step, long totalSteps) {
        double progress = Math.min(1, (double) step / totalSteps);
        return floor + (1 - floor) * descent(progress);
    }

    /**
     * From 1 down to 0 along half a cosine: {@code 1 - sin(pi/2 * progress)^2}, the sine by its Taylor series to the power
     * 21, in bits that no compiler changes and without the arrays that {@link StrictMath#cos} allocates.
     */
    static double descent(double progress) {
        double x = Math.PI / 2 * progress;
        double square = x * x;
        double series = 1;
        for (int power = 20; power >= 2; power -= 2) {
            series = Math.fma(-square / (power * (power + 1)), series, 1);
        }
        double sine = x * series;
        return Math.max(0, 1 - sine * sine);
    }

    @Override
    public JsonObject settings() {
        return JsonObject.of().with("name", "cosine").with("floor", floor);
    }
}
