package dev.evenkeel.train;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.layer.core.Softmax;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.BatchNormalization;
import dev.evenkeel.norm.PopulationStatistics;
import dev.evenkeel.norm.setting.Averaging;
import dev.evenkeel.norm.setting.CellNormalization;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.train.loss.Targets;
import dev.evenkeel.train.metric.Metric;
import dev.evenkeel.train.metric.Metrics;
import java.util.List;
import java.util.Optional;

/** Whether network, loss, data and rules fit, before any work. */
final class FitCheck {
    private FitCheck() {}

    /**
     * @param examples how many all workers have to learn from
     * @param held how many they have to validate on
     */
    static void require(
            TrainerSettings settings, Dataset training, int examples, Optional<Dataset> validation, int held) {
        requireInput(settings, training);
        requireAlone(settings);
        settings.start.ifPresent(model -> requireCounts(settings, model));
        settings.network.nodes().forEach(node -> requireStatistics(settings, node));
        settings.augmentations.forEach(augmentation -> augmentation.check(training.inputShape()));
        if (!settings.lossGiven && training.target() instanceof Target.Values) {
            throw new EvenkeelException("Training on numbers needs a loss, but none was given, and the default,"
                    + " crossEntropy(), is for classes. Say loss(meanSquaredError()) or loss(huber(1)) for numbers,"
                    + " loss(binaryCrossEntropy()) for labels of 0 and 1, loss(crossEntropy()) for probabilities");
        }
        requireScores(settings);
        settings.loss.check(settings.network.output(), training.target());
        if (examples == 0) {
            throw new EvenkeelException(
                    "Training needs examples, but " + training.name() + " has none left to learn from");
        }
        validation.ifPresent(data -> requireInput(settings, data));
        if (validation.isPresent() && held == 0) {
            throw new EvenkeelException("The validation split of " + training.name()
                    + " holds no example. Give a larger share or a validation set");
        }
        if (settings.earlyStopping.isPresent()) {
            requireMeasure(settings, settings.earlyStopping.get(), training, validation);
        }
        if (settings.kept.equals(Optional.of(KeptEpoch.BEST)) && validation.isEmpty()) {
            throw new EvenkeelException("To keep the best epoch a validation split is needed to tell it. Say"
                    + " validationShare(0.1), give a validation set, or keep the last");
        }
        if (settings.averageKeep.isPresent() && settings.statistics == ShippedStatistics.RUNNING) {
            throw new EvenkeelException(
                    "Averaged weights need statistics of the population, since running ones belong to"
                            + " the weights that were not averaged. Leave statistics(RUNNING) out");
        }
        if (settings.targets == Targets.STANDARDIZED && !(training.target() instanceof Target.Values)) {
            throw new EvenkeelException("Only regression targets can be standardised, but " + training.name()
                    + " has classes. Leave targets as given");
        }
    }

    private static void requireAlone(TrainerSettings settings) {
        if (!settings.workers.several()) {
            return;
        }
        settings.network.nodes().stream()
                .filter(node -> node.layer() instanceof Recurrent layer
                        && layer.normalization().kind() == CellNormalization.Kind.BATCH)
                .findFirst()
                .ifPresent(node -> {
                    throw new EvenkeelException(node.title() + " takes statistics of a batch at every time step, which "
                            + settings.workers.count()
                            + " workers do not exchange. Normalise its cells by layer, or train"
                            + " with one worker");
                });
        if (!settings.observers.isEmpty()) {
            throw new EvenkeelException(
                    "A run of " + settings.workers.count() + " workers cannot be observed: what a layer"
                            + " sees is spread over them. Leave observe out, or train with one worker");
        }
    }

    /** Probabilities of probabilities are no error, but none of them comes near 0 or 1. */
    private static void requireScores(TrainerSettings settings) {
        Node last = settings.network.last();
        boolean twice = switch (settings.loss.outputActivation()) {
            case SOFTMAX -> last.layer() instanceof Softmax;
            case SIGMOID -> last.layer() instanceof Activate activate && activate.activation() == Activation.SIGMOID;
            case IDENTITY -> false;
        };
        if (twice) {
            throw new EvenkeelException(
                    last.title() + " makes probabilities at the network's end, but the loss needs scores and"
                            + " makes probabilities of them itself: with both, none comes near 1. Leave the layer out; the trained"
                            + " model gives probabilities all the same");
        }
    }

    static List<Metric> metrics(TrainerSettings settings, Dataset data) {
        if (!settings.metrics.isEmpty()) {
            return settings.metrics;
        }
        return data.target() instanceof Target.Classes
                ? List.of(Metrics.accuracy())
                : List.of(Metrics.rootMeanSquaredError());
    }

    /** Averages over all values so far go on only from a known number of them. */
    private static void requireCounts(TrainerSettings settings, Model start) {
        for (Node node : settings.network.nodes()) {
            boolean cumulative = node.layer() instanceof BatchNormalization<?> norm
                    && norm.averaging() instanceof Averaging.Cumulative;
            boolean follows = settings.trainingMode(node.name()).update() == TrainingMode.Update.FOLLOW;
            if (cumulative
                    && follows
                    && start.sampleCounts(node.name()).values().isEmpty()) {
                throw new EvenkeelException(node.title() + " averages over all values so far, but how many stand behind"
                        + " its statistics is unknown. Recalibrate the model, freeze the layer's statistics, or describe"
                        + " it with newBatchWeight");
            }
        }
    }

    /** Statistics that a run normalises by and never gathers come from a model that did. */
    private static void requireStatistics(TrainerSettings settings, Node node) {
        boolean none = settings.start
                .map(model -> model.sampleCounts(node.name()).isNone())
                .orElse(!(node.layer() instanceof InputStandardization));
        if (none && node.gathersStatistics() && keepsStatistics(settings, node)) {
            throw new EvenkeelException(node.title() + " is to normalise by frozen running statistics, but they still"
                    + " hold their initial values, and frozen they stay so. Let them follow the training data: leave out"
                    + " what freezes them (freeze, frozenStatistics, freezeStatistics, --freeze-statistics), or go on"
                    + " from a model that has gathered them (Trainer.from, --from)");
        }
    }

    private static boolean keepsStatistics(TrainerSettings settings, Node node) {
        TrainingMode mode = settings.trainingMode(node.name());
        return node.layer() instanceof PopulationStatistics layer && layer.keepsStatistics()
                || mode.source() == TrainingMode.Source.RUNNING && mode.update() == TrainingMode.Update.KEEP;
    }

    private static void requireMeasure(
            TrainerSettings settings, EarlyStopping rule, Dataset training, Optional<Dataset> validation) {
        if (validation.isEmpty()) {
            throw new EvenkeelException(
                    "Early stopping needs a validation split. Say validationShare(0.1) or give a" + " validation set");
        }
        List<String> measured =
                metrics(settings, training).stream().map(Metric::name).toList();
        if (!rule.measure().equals(EarlyStopping.LOSS) && !measured.contains(rule.measure())) {
            throw new EvenkeelException("Early stopping watches '" + rule.measure() + "', but only loss, "
                    + String.join(", ", measured) + " are measured. Add the metric with metrics(...)");
        }
    }

    private static void requireInput(TrainerSettings settings, Dataset data) {
        if (!settings.network.input().equals(data.inputShape())) {
            throw new EvenkeelException("The network reads examples " + settings.network.input() + ", but those of "
                    + data.name() + " are " + data.inputShape() + ". Make the network for the data, or flatten first");
        }
    }
}
