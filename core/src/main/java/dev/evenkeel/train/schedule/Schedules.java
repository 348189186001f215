package dev.evenkeel.train.schedule;

import dev.evenkeel.json.JsonObject;
import java.util.Arrays;

/** The schedules, for static import. */
public final class Schedules {
    private Schedules() {}

    /** The base learning rate throughout. */
    public static Schedule constant() {
        return new Constant();
    }

    /** Half a cosine from the base learning rate to 0. */
    public static Schedule cosine() {
        return new Cosine(0);
    }

    /** Half a cosine from the base learning rate to {@code floor} times the base learning rate. */
    public static Schedule cosine(double floor) {
        return new Cosine(floor);
    }

    /**
     * Up to the base learning rate and down again: peak after 0.3 of the run, from 1/25 of the base learning rate to 1/25/10000 of it.
     * The optimizer's learning rate is the peak.
     */
    public static OneCycle oneCycle() {
        return new OneCycle(0.3, 25, 1e4);
    }

    /** Multiplies by {@code gamma} after every {@code share} of the run: {@code stepEvery(1.0 / 3, 0.1)}. */
    public static Schedule stepEvery(double share, double gamma) {
        return new StepEvery(share, gamma);
    }

    /** Multiplies by {@code gamma} when so many epochs are over: {@code stepAt(0.1, 30, 60, 80)}. */
    public static Schedule stepAt(double gamma, int... epochs) {
        return new StepAt(gamma, Arrays.stream(epochs).boxed().toList(), 0);
    }

    private record Constant() implements Schedule {
        @Override
        public double factor(long step, long totalSteps) {
            return 1;
        }

        @Override
        public JsonObject settings() {
            return JsonObject.of().with("name", "constant");
        }
    }
}
