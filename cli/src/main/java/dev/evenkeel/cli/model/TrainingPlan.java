package dev.evenkeel.cli.model;

import dev.evenkeel.augment.Augmentation;
import dev.evenkeel.cli.option.StoppingOptions;
import dev.evenkeel.data.DataKind;
import dev.evenkeel.data.Division;
import dev.evenkeel.data.KeptAttachments;
import dev.evenkeel.data.LoadedData;
import dev.evenkeel.data.image.ImageSize;
import dev.evenkeel.data.table.encoding.TableDrift;
import dev.evenkeel.data.text.TextDataset;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.train.Evaluation;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.ClassWeights;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.loss.Targets;
import dev.evenkeel.train.metric.Metric;
import dev.evenkeel.train.metric.Metrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that decides which model a run ends with.
 *
 * @param augmentations of training images
 * @param imageSize what the images of a folder are resized to
 * @param stopping when the run ends early, and which epoch it leaves
 * @param split how the test part is held out, where the data have none
 * @param arguments of the subcommand, as it was called
 * @param classWeights how much examples count, by their class
 * @param tuning what training goes on from, if not from initial values
 */
public record TrainingPlan(
        String word,
        LoadedData data,
        Network network,
        Recipe recipe,
        List<Augmentation> augmentations,
        Optional<ImageSize> imageSize,
        double validationShare,
        StoppingOptions.Stopping stopping,
        Split split,
        long seed,
        int threads,
        List<String> arguments,
        Optional<ClassWeights> classWeights,
        Optional<FineTuning> tuning) {
    private static final List<Metric> CLASS_METRICS = List.of(Metrics.accuracy(), Metrics.logLoss());
    private static final List<Metric> VALUE_METRICS =
            List.of(Metrics.rootMeanSquaredError(), Metrics.meanAbsoluteError(), Metrics.r2());

    /**
     * How the test part of data without one was held out.
     *
     * @param data the data's name
     */
    public record Split(String data, double testShare, long seed) {
        public JsonObject toJson() {
            return JsonObject.of()
                    .with("data", data)
                    .with("testShare", testShare)
                    .with("seed", seed);
        }

        static Split fromJson(JsonObject json) {
            return new Split(json.string("data"), json.number("testShare"), json.longInteger("seed"));
        }
    }

    /** Whether a class, or the next token, is learnt, not a number. */
    boolean classifies() {
        return data.training().target() instanceof Target.Classes || data.kind() == DataKind.TEXT;
    }

    public Trainer trainer() {
        Trainer trainer = tuning.map(FineTuning::trainer)
                .orElseGet(() -> Trainer.of(network))
                .optimizer(recipe.optimizer())
                .schedule(recipe.schedule())
                .batchSize(recipe.batch())
                .epochs(recipe.epochs())
                .statistics(recipe.statistics())
                .augment(augmentations.toArray(Augmentation[]::new))
                .seed(seed)
                .threads(threads);
        trainer = classifies()
                ? trainer.loss(Losses.crossEntropy())
                : trainer.loss(Losses.meanSquaredError()).targets(Targets.STANDARDIZED);
        if (classWeights.isPresent()) {
            trainer = trainer.classWeights(classWeights.get());
        }
        return stopping.apply(validationShare > 0 ? trainer.validationShare(validationShare) : trainer);
    }

    /** What a predictor is worth on data; of a text also the bits that it takes per character. */
    public static Map<String, Double> measured(Predictor predictor, Dataset dataset) {
        if (dataset instanceof TextDataset) {
            Map<String, Double> values = new LinkedHashMap<>(Evaluation.of(predictor, dataset, CLASS_METRICS));
            values.put("bitsPerCharacter", values.getOrDefault("logLoss", Double.NaN) / Math.log(2));
            return values;
        }
        return Evaluation.of(
                predictor, dataset, dataset.target() instanceof Target.Classes ? CLASS_METRICS : VALUE_METRICS);
    }

    /** The model with what predicting and evaluating needs beside it. */
    public Model completed(Model model) {
        Model complete = data.training() instanceof TextDataset text
                ? model.with(new Model.Output(
                                OutputActivation.SOFTMAX, text.vocabulary().tokens(), Optional.empty()))
                        .withAttachment(
                                ModelData.TOKENS,
                                JsonObject.of().with("tokens", "characters").toString())
                : model;
        if (data.encoding().isPresent()) {
            complete = complete.withAttachment(
                    KeptAttachments.ENCODING, data.encoding().get().toJson().toString());
            if (data.encoding().get().inputShape().equals(data.training().inputShape())) {
                JsonObject stored = TableDrift.stored(data.encoding().get(), data.training());
                complete = complete.withAttachment(TableDrift.KEPT, stored.toString());
            }
        }
        for (Map.Entry<String, JsonObject> kept : data.kept().entrySet()) {
            complete = complete.withAttachment(kept.getKey(), kept.getValue().toString());
        }
        if (data.division() == Division.BY_SEED) {
            complete = complete.withAttachment(ModelData.SPLIT, split.toJson().toString());
        }
        if (imageSize.isPresent()) {
            complete = complete.withAttachment(
                    KeptAttachments.IMAGE_SIZE,
                    KeptAttachments.toJson(imageSize.get()).toString());
        }
        return complete;
    }
}
