package dev.evenkeel.examples;

import static dev.evenkeel.train.optimizer.Optimizers.sgd;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.model.Model;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.schedule.Schedules;

/**
 * Three ways to take a trained model to new data. Where statistics come from, whether they follow, and what learns are
 * separate questions.
 */
public final class FineTuning {
    private FineTuning() {}

    /** Only the statistics change: population statistics of the new data under the old weights. */
    static Model recalibrated(Model model, Dataset data) {
        return model.recalibrate(data);
    }

    /** Only the last layer learns; everything before it, statistics too, stays as it was. */
    static Model lastLayerOnly(Model model, Dataset data) {
        return Trainer.from(model)
                .freezeAllBut(model.network().last().name())
                .optimizer(sgd(0.01))
                .epochs(3)
                .fit(data);
    }

    /** All weights learn slowly, normalised by the statistics they came with: what small batches need. */
    static Model withFrozenStatistics(Model model, Dataset data) {
        return Trainer.from(model)
                .freezeStatistics("*")
                .optimizer(sgd(0.001).momentum(0.9))
                .schedule(Schedules.constant())
                .batchSize(4)
                .epochs(3)
                .fit(data);
    }
}
