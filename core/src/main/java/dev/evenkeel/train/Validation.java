package dev.evenkeel.train;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.TargetScaling;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a run measures after an epoch on examples that it does not learn from. */
record Validation(TrainerSettings settings, Optional<TargetScaling> scaling) {
    /** By the name of each measure, over the examples of all workers. */
    Map<String, Double> measure(Model model, Dataset data) {
        Predictor predictor = model.freezeUnfolded();
        Map<String, Double> measured = new LinkedHashMap<>();
        measured.put(EarlyStopping.LOSS, loss(model, predictor, data));
        measured.putAll(Evaluation.of(predictor, data, FitCheck.metrics(settings, data), settings.workers));
        return measured;
    }

    /** In the unit of the training loss, which it is compared with. */
    private double loss(Model model, Predictor predictor, Dataset data) {
        if (scaling.isEmpty()) {
            return Evaluation.loss(predictor, data, settings.loss, settings.workers);
        }
        Model.Output output = new Model.Output(
                model.output().outputActivation(), model.output().labels(), Optional.empty());
        return Evaluation.scaledLoss(
                model.with(output).freezeUnfolded(), data, settings.loss, settings.workers, scaling.get());
    }
}
