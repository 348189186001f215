package dev.evenkeel.cli;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.train.Optimizer;
import dev.evenkeel.train.Optimizers;
import dev.evenkeel.train.Schedule;
import dev.evenkeel.train.Schedules;

/**
 * How to train, where the user does not say: chosen from the kind of data and the number of examples alone.
 *
 * @param dropout of the built-in network
 */
record Recipe(
        int epochs,
        int batch,
        double rate,
        Words.Descent descent,
        Words.RateSchedule rateSchedule,
        double decay,
        double dropout) {
    private static final int TABLE_STEPS = 5000;

    /**
     * Images: 10 epochs in batches of 128. Tables: batches of 32 to 128, a 50th of the examples, and as many epochs as make
     * about 5000 steps, at most 100.
     */
    static Recipe of(boolean table, int examples) {
        if (!table) {
            return new Recipe(10, 128, 0.002, Words.Descent.ADAMW, Words.RateSchedule.COSINE, 0.01, 0);
        }
        int batch = Math.max(32, Math.min(128, Integer.highestOneBit(Math.max(1, examples / 50))));
        int stepsPerEpoch = Math.max(1, (examples + batch - 1) / batch);
        int epochs = Math.max(10, Math.min(100, Math.round((float) TABLE_STEPS / stepsPerEpoch)));
        return new Recipe(epochs, batch, 0.003, Words.Descent.ADAMW, Words.RateSchedule.COSINE, 0.01, 0);
    }

    Optimizer optimizer() {
        return descent == Words.Descent.SGD
                ? Optimizers.sgd(rate).momentum(0.9).decay((float) decay)
                : Optimizers.adamW(rate).decay((float) decay);
    }

    Schedule schedule() {
        return switch (rateSchedule) {
            case COSINE -> Schedules.cosine();
            case ONE_CYCLE -> Schedules.oneCycle();
            case CONSTANT -> Schedules.constant();
        };
    }

    JsonObject toJson() {
        return JsonObject.of()
                .with("epochs", epochs)
                .with("batch", batch)
                .with("rate", rate)
                .with("optimizer", descent.toString())
                .with("schedule", rateSchedule.toString())
                .with("decay", decay);
    }
}
