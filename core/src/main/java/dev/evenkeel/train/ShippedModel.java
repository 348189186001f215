package dev.evenkeel.train;

import dev.evenkeel.Version;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.layer.Treatment;
import dev.evenkeel.model.Evidence;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.Pooling;
import dev.evenkeel.model.TargetScaling;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.StatisticSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.train.optimizer.Updates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run leaves: its weights, or their averages, with the statistics that were asked for. */
final class ShippedModel {
    private final TrainerSettings settings;
    private final Dataset training;
    private final Dataset sample;
    private final TrainingProgram program;
    private final Updates updates;
    private final Position position;
    private final Optional<TargetScaling> scaling;
    private final JsonObject description;

    ShippedModel(
            TrainerSettings settings,
            Dataset training,
            TrainingProgram program,
            Updates updates,
            Position position,
            Optional<TargetScaling> scaling,
            JsonObject description) {
        this.settings = settings;
        this.training = training;
        this.sample = Pooling.sample(settings.network, training, settings.seed);
        this.program = program;
        this.updates = updates;
        this.position = position;
        this.scaling = scaling;
        this.description = description;
    }

    /** The model as it would be if the run ended here. */
    Model now() {
        Model gathered = gathered(position.epoch);
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
                .ofLayers(node -> settings.treatment(node.name()).update() == Treatment.Update.FOLLOW)
                .keepingDropout(settings.seed);
        return model.pooled(sample, training.size(), how, program.team());
    }

    /**
     * The weights as they are, or averaged, and the statistics that were gathered in training.
     *
     * @param epoch that is shipped
     */
    Model gathered(int epoch) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, Evidence> evidence = new LinkedHashMap<>();
        for (ParameterSlot slot : program.parameters()) {
            tensors.put(slot.name(), Tensor.of(slot.parameter().shape(), slot.values()));
        }
        for (StatisticSlot slot : program.statistics()) {
            tensors.put(slot.name(), Tensor.of(slot.statistic().shape(), slot.values()));
            if (slot.statistic().origin() == Statistic.Origin.GATHERED) {
                Evidence before = settings.start
                        .map(model -> model.evidence(slot.layer()))
                        .orElse(Evidence.NONE);
                evidence.put(slot.layer(), before.recounted(slot.updates(), slot.count()));
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
                evidence,
                new Model.Output(settings.loss.link(), labels, scaling),
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
                .with("epochs", position.epoch)
                .with("steps", position.totalSteps)
                .with("skippedSteps", position.skipped)
                .with("bestEpoch", position.stopping.bestEpoch())
                .with("shippedEpoch", shippedEpoch);
    }
}
