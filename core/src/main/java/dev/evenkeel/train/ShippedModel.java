package dev.evenkeel.train;

import dev.evenkeel.Version;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.Pooling;
import dev.evenkeel.model.TargetScaling;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.StatisticSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.train.input.Share;
import dev.evenkeel.train.update.Updates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run leaves: its weights, or their averages, with the statistics that were asked for. */
final class ShippedModel {
    private final TrainerSettings settings;
    private final Dataset training;
    private final Share share;
    private final Dataset sample;
    private final TrainingProgram program;
    private final Updates updates;
    private final TrainingState state;
    private final Optional<TargetScaling> scaling;
    private final JsonObject description;

    ShippedModel(
            TrainerSettings settings,
            Dataset training,
            TrainingProgram program,
            Updates updates,
            TrainingState state,
            Optional<TargetScaling> scaling,
            JsonObject description) {
        this.settings = settings;
        this.training = training;
        this.share = Share.of(training, settings.workers);
        this.sample = Pooling.sample(settings.network, share.all(), settings.seed)
                .map(chosen -> training.select(share.of(chosen)))
                .orElse(training);
        this.program = program;
        this.updates = updates;
        this.state = state;
        this.scaling = scaling;
        this.description = description;
    }

    /** The model as it would be if the run ended here. */
    Model now() {
        Model gathered = gathered(state.epoch);
        return settings.statistics == ShippedStatistics.POPULATION ? pooled(gathered) : gathered;
    }

    /** With an account of its statistics: what running ones lack is measured. */
    Model told(Model model) {
        if (settings.statistics == ShippedStatistics.POPULATION) {
            return model;
        }
        Model population = pooled(model);
        return population.equals(model)
                ? model
                : model.with(population.statistics().orElseThrow().ofRunning());
    }

    private Model pooled(Model model) {
        Pooling how = Pooling.standard()
                .ofLayers(node -> settings.trainingMode(node.name()).update() == TrainingMode.Update.FOLLOW)
                .keepingDropout(settings.seed)
                .with(share.workers());
        return model.pooled(sample, share.all(), how, program.team());
    }

    /**
     * The weights as they are, or averaged, and the statistics that were gathered in training.
     *
     * @param epoch that is shipped
     */
    Model gathered(int epoch) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, SampleCounts> sampleCounts = new LinkedHashMap<>();
        for (ParameterSlot slot : program.parameters()) {
            tensors.put(slot.name(), Tensor.of(slot.parameter().shape(), slot.values()));
        }
        for (StatisticSlot slot : program.statistics()) {
            tensors.put(slot.name(), Tensor.of(slot.statistic().shape(), slot.values()));
            if (slot.statistic().origin() == Statistic.Origin.GATHERED) {
                SampleCounts before = settings.start
                        .map(model -> model.sampleCounts(slot.layer()))
                        .orElse(SampleCounts.NONE);
                sampleCounts.put(slot.layer(), before.recounted(slot.updates(), slot.count()));
            }
        }
        if (settings.averageKeep.isPresent()) {
            for (Updates.Update update : updates.all()) {
                tensors.put(
                        update.slot().name(),
                        Tensor.of(update.slot().parameter().shape(), update.average()));
            }
        }
        List<String> labels = training.target() instanceof Target.Classes classes ? classes.labels() : List.of();
        return new Model(
                settings.network,
                tensors,
                sampleCounts,
                new Model.Output(settings.loss.outputActivation(), labels, scaling),
                provenance(epoch),
                settings.start
                        .map(start ->
                                start.withoutAttachment(Model.RECALIBRATION).attachments())
                        .orElse(Map.of()));
    }

    private JsonObject provenance(int shippedEpoch) {
        return JsonObject.of()
                .with("evenkeel", Version.CURRENT)
                .with("settings", description)
                .with("epochs", state.epoch)
                .with("steps", state.totalSteps)
                .with("skippedSteps", state.skipped)
                .with("bestEpoch", state.stopping.bestEpoch())
                .with("shippedEpoch", shippedEpoch);
    }
}
