package dev.evenkeel.audit;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.norm.BatchNormalization;
import dev.evenkeel.norm.setting.Averaging;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What models from elsewhere bring along. */
final class OriginChecks {
    static final List<Check> ALL = List.of(
            ModelChecks.of(
                    "training-mode-import",
                    "The file normalises by the statistics of each batch: it was exported in training mode, and computes something"
                            + " else than a frozen model",
                    "ONNX BatchNormalization-15, training_mode",
                    "Export it in inference mode",
                    OriginChecks::trainingMode),
            ModelChecks.of(
                    "convention-mismatch",
                    "Weights alone do not say how they were normalised: epsilon changes every prediction, the weight of a new batch"
                            + " and the estimator what further training gathers",
                    "the frameworks' defaults: PyTorch 0.1, 1e-5, unbiased; Keras 0.01, 1e-3, biased; Flax 0.01, 1e-5, biased",
                    "Describe the layers as the framework had them, or silence this if they differed from its defaults",
                    OriginChecks::conventions));

    private OriginChecks() {}

    private static void trainingMode(Model model, Node node, Report report) {
        boolean gatheredHere = !model.sampleCounts(node.name()).equals(SampleCounts.UNKNOWN);
        boolean byBatch = !gatheredHere
                && Circumstances.object(model.provenance(), "origin")
                        .flatMap(origin -> origin.find("batchStatistics"))
                        .filter(JsonArray.class::isInstance)
                        .map(layers -> layers.asArray().toStrings().contains(node.name()))
                        .orElse(false);
        if (byBatch) {
            report.warning(
                    node, "the file normalises here by the statistics of each batch, this model by running ones");
        }
    }

    /** An ONNX file says epsilon and momentum itself, so that nothing had to be declared. */
    private static void conventions(Model model, Node node, Report report) {
        Optional<JsonObject> origin = Circumstances.object(model.provenance(), "origin");
        Optional<JsonObject> usual = origin.flatMap(from -> Circumstances.object(from, "conventions"));
        Optional<BatchNormalization<?>> settings = LayerKind.batchNormalization(node);
        if (settings.isEmpty() || usual.isEmpty()) {
            return;
        }
        String framework = origin.get().find("framework", JsonValue::asString).orElse("its framework");
        if (!framework.equalsIgnoreCase("onnx")) {
            compare(framework, usual.get(), settings.get(), node, report);
        }
    }

    private static void compare(
            String framework, JsonObject usual, BatchNormalization<?> settings, Node node, Report report) {
        List<String> differences = new ArrayList<>();
        float epsilon = usual.find("epsilon", JsonValue::asFloat).orElse(settings.epsilon());
        if (settings.epsilon() != epsilon) {
            differences.add("epsilon " + settings.epsilon() + " (" + framework + ": " + epsilon + ")");
        }
        Optional<Float> weight = usual.find("newBatchWeight", JsonValue::asFloat);
        if (weight.isPresent() && !settings.averaging().equals(new Averaging.Exponential(weight.get()))) {
            differences.add(words(settings.averaging()) + " (" + framework + ": newBatchWeight " + weight.get() + ")");
        }
        String estimator = Settings.wordOf(settings.estimator());
        String usualEstimator = usual.find("estimator", JsonValue::asString).orElse(estimator);
        if (!estimator.equals(usualEstimator)) {
            differences.add("estimator " + estimator + " (" + framework + ": " + usualEstimator + ")");
        }
        if (!differences.isEmpty()) {
            report.add(
                    settings.epsilon() == epsilon ? Finding.Level.NOTE : Finding.Level.WARNING,
                    node,
                    "it has " + String.join(", ", differences));
        }
    }

    private static String words(Averaging averaging) {
        return averaging instanceof Averaging.Exponential exponential
                ? "newBatchWeight " + exponential.newBatchWeight()
                : "a cumulative average";
    }
}
