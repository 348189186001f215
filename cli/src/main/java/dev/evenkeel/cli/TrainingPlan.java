package dev.evenkeel.cli;

import dev.evenkeel.data.LoadedData;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.train.Losses;
import dev.evenkeel.train.Metric;
import dev.evenkeel.train.Metrics;
import dev.evenkeel.train.Targets;
import dev.evenkeel.train.Trainer;
import java.util.List;

/**
 * Everything that decides which model a run ends with.
 *
 * @param arguments of the subcommand, as it was called
 */
record TrainingPlan(
        String word,
        LoadedData data,
        Network network,
        Recipe recipe,
        double validationShare,
        Split split,
        long seed,
        int threads,
        List<String> arguments) {
    /**
     * How the test part of a table was held out.
     *
     * @param data the data's name
     */
    record Split(String data, double testShare, long seed) {
        JsonObject toJson() {
            return JsonObject.of()
                    .with("data", data)
                    .with("testShare", testShare)
                    .with("seed", seed);
        }

        static Split fromJson(JsonObject json) {
            return new Split(json.string("data"), json.number("testShare"), json.longInteger("seed"));
        }
    }

    boolean classifies() {
        return data.training().target() instanceof Target.Classes;
    }

    Trainer trainer() {
        Trainer trainer = Trainer.of(network)
                .optimizer(recipe.optimizer())
                .schedule(recipe.schedule())
                .batchSize(recipe.batch())
                .epochs(recipe.epochs())
                .seed(seed)
                .threads(threads);
        trainer = classifies()
                ? trainer.loss(Losses.crossEntropy())
                : trainer.loss(Losses.meanSquaredError()).targets(Targets.STANDARDIZED);
        return validationShare > 0 ? trainer.validationShare(validationShare) : trainer;
    }

    List<Metric> metrics() {
        return metrics(data.training().target());
    }

    static List<Metric> metrics(Target target) {
        return target instanceof Target.Classes
                ? List.of(Metrics.accuracy(), Metrics.logLoss())
                : List.of(Metrics.rootMeanSquaredError(), Metrics.meanAbsoluteError(), Metrics.r2());
    }

    /** The model with what predicting and evaluating needs beside it. */
    Model completed(Model model) {
        Model complete = model;
        if (data.encoding().isPresent()) {
            complete = complete.withAttachment(
                            ModelData.ENCODING, data.encoding().get().toJson().toString())
                    .withAttachment(ModelData.SPLIT, split.toJson().toString());
        }
        return complete;
    }
}
