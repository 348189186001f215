package dev.evenkeel.audit;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.Pooling;
import dev.evenkeel.model.StatisticsOrigin;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.norm.BatchNormalization;
import dev.evenkeel.norm.PopulationStatistics;
import dev.evenkeel.norm.setting.Averaging;
import dev.evenkeel.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Running statistics that stand on nothing, on too little, or on other weights. */
final class StatisticsChecks {
    private static final double FEW = 100;
    private static final double SHIFTED = StatisticsOrigin.Distance.FAR_MEAN;
    private static final double SCALED = Math.exp(StatisticsOrigin.Distance.FAR_LOG_VARIANCE);

    /** Of the masks that dropout draws; the moments of many examples hardly depend on it. */
    private static final long SEED = 1;

    private static final String RECALIBRATE = "Recalibrate the statistics on training data";
    private static final String PRECISE = "Wu and Johnson 2021, arXiv 2105.07576";

    static final List<Check> ALL = List.of(
            ModelChecks.of(
                    "never-gathered",
                    "Inference needs statistics of data, and these are still what they were made as",
                    "Ioffe and Szegedy 2015, arXiv 1502.03167, section 3.1",
                    "Train, or recalibrate",
                    StatisticsChecks::neverGathered),
            ModelChecks.of(
                    "unknown-evidence",
                    "Nothing that can be relied on says how many batches stand behind the running statistics",
                    "num_batches_tracked in PyTorch's state dicts",
                    "Trust the file, or recalibrate",
                    StatisticsChecks::unknown),
            InitialValuesCheck.CHECK,
            ModelChecks.of(
                    "few-examples",
                    "A variance of n values errs by sqrt(2/n) of itself: 14 % for 100",
                    "the standard error of the variance of normal values",
                    "Recalibrate on more data",
                    StatisticsChecks::fewExamples),
            new Check(
                    "stale-statistics",
                    "Statistics of other weights than those before them belong to no network",
                    PRECISE,
                    RECALIBRATE,
                    StatisticsChecks::stale),
            new Check(
                    "averaged-weights",
                    "Averaged weights give other activations than those that the running statistics were gathered from",
                    "Izmailov et al. 2018, arXiv 1803.05407",
                    RECALIBRATE,
                    StatisticsChecks::averaged),
            new Check(
                    "far-from-population",
                    "Predictions are normalised by the running statistics; where the data has others they come out shifted and"
                            + " scaled",
                    PRECISE,
                    "Recalibrate on such data, and look whether inputs are normalised as in training",
                    StatisticsChecks::population));

    private StatisticsChecks() {}

    private static void neverGathered(Model model, Node node, Report report) {
        if (node.gathersStatistics() && model.sampleCounts(node.name()).isNone()) {
            report.error(node, "its running statistics were never gathered");
        }
    }

    private static void unknown(Model model, Node node, Report report) {
        SampleCounts sampleCounts = model.sampleCounts(node.name());
        if (node.layer() instanceof PopulationStatistics
                && sampleCounts.batches().isEmpty()
                && sampleCounts.values().isEmpty()) {
            String unknown = "what stands behind its running statistics is unknown";
            if (isInitial(model, node)) {
                report.warning(
                        node, unknown + ", and they are mean 0 and variance 1 in every channel, as before any batch");
            } else {
                report.note(node, unknown);
            }
        }
    }

    private static boolean isInitial(Model model, Node node) {
        return LayerKind.batchNormalization(node).isPresent()
                && ModelChecks.count(ModelChecks.tensor(model, node, "running_mean"), mean -> mean != 0) == 0
                && ModelChecks.count(ModelChecks.tensor(model, node, "running_var"), variance -> variance != 1) == 0;
    }

    private static void fewExamples(Model model, Node node, Report report) {
        SampleCounts sampleCounts = model.sampleCounts(node.name());
        Optional<BatchNormalization<?>> settings = LayerKind.batchNormalization(node);
        if (settings.isEmpty() || sampleCounts.isNone() || sampleCounts.values().isEmpty()) {
            return;
        }
        double values = sampleCounts.values().getAsLong();
        if (settings.get().averaging() instanceof Averaging.Exponential exponential
                && sampleCounts.batches().isPresent()
                && !model.holdsPopulation(node.name())) {
            double weight = exponential.newBatchWeight();
            values = Math.min(values, values / sampleCounts.batches().getAsLong() * (2 - weight) / weight);
        }
        if (values < FEW) {
            report.warning(
                    node,
                    "only about %.0f values per channel count in its running statistics: its variances may err by"
                            + " %.0f %%",
                    values,
                    100 * Math.sqrt(2 / values));
        }
    }

    private static void stale(Subject subject, Report report) {
        Optional<JsonObject> settings =
                subject.model().flatMap(model -> Circumstances.object(model.provenance(), "settings"));
        if (subject.model().isPresent() && settings.isEmpty()) {
            return;
        }
        JsonObject treated = settings.flatMap(said -> Circumstances.object(said, "treatments"))
                .orElse(JsonObject.of());
        for (Node node : subject.network().nodes()) {
            boolean anew = subject.model()
                    .map(model -> model.holdsPopulation(node.name()))
                    .orElse(false);
            if (!(node.layer() instanceof PopulationStatistics) || !keeps(node, treated) || anew) {
                continue;
            }
            subject.before(node).stream()
                    .filter(before -> learns(before, treated))
                    .findFirst()
                    .ifPresent(learning -> tellStale(subject, node, learning, report));
        }
    }

    private static void tellStale(Subject subject, Node node, Node learning, Report report) {
        if (subject.model().isPresent()) {
            report.warning(
                    node,
                    "its running statistics stayed as they were while " + learning.title() + ", which stands before it,"
                            + " learned");
        } else {
            report.note(
                    node,
                    "its running statistics stay as they are while " + learning.title() + ", which stands before it,"
                            + " learns");
        }
    }

    private static boolean keeps(Node node, JsonObject treated) {
        return LayerKind.keepsStatistics(node) || says(treated, node, Settings.wordOf(TrainingMode.Update.KEEP));
    }

    private static boolean learns(Node node, JsonObject treated) {
        return !node.parameters().isEmpty()
                && !node.frozen().parameters()
                && !says(treated, node, Settings.wordOf(TrainingMode.Gradients.INPUT_ONLY));
    }

    private static boolean says(JsonObject treated, Node node, String word) {
        return treated.find(node.name())
                .filter(JsonArray.class::isInstance)
                .map(words -> words.asArray().toStrings().contains(word))
                .orElse(false);
    }

    /** Only who gathered anew after the averaging is right: what training says of its statistics is older. */
    private static void averaged(Subject subject, Report report) {
        boolean averaged = subject.circumstances().weights() == Circumstances.Weights.AVERAGED;
        boolean anew = subject.model()
                .map(model -> model.attachments().containsKey(Model.RECALIBRATION))
                .orElse(true);
        if (averaged && !anew) {
            subject.network().nodes().stream()
                    .filter(node -> node.layer() instanceof PopulationStatistics)
                    .forEach(node -> report.warning(
                            node, "its running statistics were not gathered anew for the averaged weights"));
        }
    }

    private static void population(Subject subject, Report report) {
        if (subject.model().isEmpty()
                || subject.data().isEmpty()
                || subject.data().get().size() < 2
                || subject.batchNormalized().isEmpty()) {
            return;
        }
        Model model = subject.model().get();
        if (model.tensors().values().stream()
                .anyMatch(tensor -> ModelChecks.count(tensor, value -> !Double.isFinite(value)) > 0)) {
            return;
        }
        Model population = model.recalibrate(subject.data().get(), pooling(model));
        subject.batchNormalized().forEach(node -> compare(model, population, node, report));
    }

    /** As the model's own were pooled; running averages are compared with what inference sees, dropout off. */
    private static Pooling pooling(Model model) {
        boolean kept = model.statistics()
                .map(held ->
                        held.kind() == StatisticsOrigin.Kind.POPULATION && held.dropout() == Pooling.DropoutRule.KEPT)
                .orElse(false);
        return kept ? Pooling.standard().keepingDropout(SEED) : Pooling.standard();
    }

    private static void compare(Model model, Model population, Node node, Report report) {
        double epsilon = LayerKind.batchNormalization(node)
                .map(BatchNormalization::epsilon)
                .orElse(0f);
        Tensor mean = ModelChecks.tensor(model, node, "running_mean");
        Tensor variance = ModelChecks.tensor(model, node, "running_var");
        Tensor trueMean = ModelChecks.tensor(population, node, "running_mean");
        Tensor trueVariance = ModelChecks.tensor(population, node, "running_var");
        int channels = mean.shape().size();
        long shifted = 0;
        long scaled = 0;
        for (int channel = 0; channel < channels; channel++) {
            double deviation = Math.sqrt(trueVariance.at(channel) + epsilon);
            double ratio = (trueVariance.at(channel) + epsilon) / (variance.at(channel) + epsilon);
            shifted += Math.abs(mean.at(channel) - trueMean.at(channel)) > SHIFTED * deviation ? 1 : 0;
            scaled += ratio > SCALED || ratio < 1 / SCALED ? 1 : 0;
        }
        if (shifted > 0 || scaled > 0) {
            report.warning(
                    node,
                    ModelChecks.of(shifted, channels)
                            + " have a running mean more than half a deviation from that of the data, "
                            + scaled + " a running variance that is not within a factor of 2");
        }
    }
}
