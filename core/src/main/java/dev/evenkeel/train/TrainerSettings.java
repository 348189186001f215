package dev.evenkeel.train;

import dev.evenkeel.audit.Audit;
import dev.evenkeel.audit.Circumstances;
import dev.evenkeel.augment.Augmentation;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.EvenBatches;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.layer.Frozen;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.StatisticsOrigin;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.NetworkJson;
import dev.evenkeel.network.Node;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.train.loss.ClassWeights;
import dev.evenkeel.train.loss.Loss;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.loss.Targets;
import dev.evenkeel.train.metric.Metric;
import dev.evenkeel.train.optimizer.GradientClipping;
import dev.evenkeel.train.optimizer.Optimizer;
import dev.evenkeel.train.optimizer.Optimizers;
import dev.evenkeel.train.optimizer.ParameterGroup;
import dev.evenkeel.train.schedule.Schedule;
import dev.evenkeel.train.schedule.Schedules;
import dev.evenkeel.train.update.ParameterGroups;
import dev.evenkeel.worker.BatchStatistics;
import dev.evenkeel.worker.Workers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What a trainer was told. Changed only on a fresh copy, before anyone else sees it. */
final class TrainerSettings implements Cloneable {
    enum Resume {
        NO,
        REQUIRED
    }

    /** At how many steps a schedule is looked at to find its largest learning rate. */
    private static final int LOOKED_AT = 1000;

    Network network;
    Loss loss = Losses.crossEntropy();
    Optional<ClassWeights> classWeights = Optional.empty();
    /** Whether {@link #loss} was chosen, not left at the default. */
    boolean lossGiven;

    Optimizer optimizer = Optimizers.sgd(0.1).momentum(0.9);
    Schedule schedule = Schedules.cosine();
    int batchSize = 128;
    int epochs = 10;
    long seed = 1;
    Workers workers = Workers.alone();
    BatchStatistics batchStatistics = BatchStatistics.SYNCHRONIZED;
    int threads = Runtime.getRuntime().availableProcessors();
    int accumulate = 1;
    GradientClipping clipping = GradientClipping.none();
    List<ParameterGroup> groups = List.of();
    Map<String, TrainingMode> trainingModes = Map.of();
    Map<String, Frozen> frozen = Map.of();
    Optional<String> newHead = Optional.empty();
    Optional<Dataset> validation = Optional.empty();
    double validationShare;
    List<Augmentation> augmentations = List.of();
    List<Metric> metrics = List.of();
    Optional<EarlyStopping> earlyStopping = Optional.empty();
    Optional<KeptEpoch> kept = Optional.empty();
    ShippedStatistics statistics = ShippedStatistics.POPULATION;
    Optional<Float> averageKeep = Optional.empty();
    Targets targets = Targets.AS_GIVEN;
    NonFinite nonFinite = NonFinite.STOP;
    Optional<Path> checkpoints = Optional.empty();
    Duration checkpointEvery = Duration.ofSeconds(30);
    Resume resume = Resume.NO;
    Optional<Model> start = Optional.empty();
    List<Consumer<Progress>> stepListeners = List.of();
    List<Consumer<EpochReport>> epochListeners = List.of();
    List<Consumer<Path>> checkpointListeners = List.of();
    List<RunObserver.Listener> observers = List.of();
    BooleanSupplier cancelled = () -> false;

    private TrainerSettings(Network network) {
        this.network = network;
    }

    static TrainerSettings of(Network network) {
        return new TrainerSettings(network);
    }

    TrainerSettings copy() {
        try {
            return (TrainerSettings) clone();
        } catch (CloneNotSupportedException cannotBe) {
            throw new AssertionError(cannotBe);
        }
    }

    /** The same with a loss that weighs the classes of these examples, those of all workers, if it was asked for. */
    TrainerSettings weighing(Dataset training) {
        if (classWeights.isEmpty()) {
            return this;
        }
        TrainerSettings weighing = copy();
        weighing.loss = classWeights.get().weigh(loss, training, workers);
        return weighing;
    }

    /** What tells the best epoch, where that is the one to end with. */
    Optional<EarlyStopping> selection() {
        KeptEpoch wanted = kept.orElse(earlyStopping.isPresent() ? KeptEpoch.BEST : KeptEpoch.LAST);
        return wanted == KeptEpoch.LAST
                ? Optional.empty()
                : Optional.of(earlyStopping.orElseGet(() -> EarlyStopping.onLoss(Integer.MAX_VALUE)));
    }

    /** What was asked for, as far as neither the network's description nor the run freezes it. */
    TrainingMode trainingMode(String layer) {
        Frozen described = network.find(layer).map(Node::frozen).orElse(Frozen.NOTHING);
        return described
                .and(frozen.getOrDefault(layer, Frozen.NOTHING))
                .limit(trainingModes.getOrDefault(layer, TrainingMode.TRAIN));
    }

    /** Of the network as this run treats it, under the run's circumstances. */
    Audit audit(Dataset data) {
        Network treated = network;
        List<String> decayed = new ArrayList<>();
        ParameterGroups ordered = new ParameterGroups(groups);
        for (Node node : network.nodes()) {
            treated = frozenAsTreated(treated, node.name());
            for (Parameter parameter : node.parameters()) {
                String name = node.name() + "." + parameter.name();
                if (parameter.role() == Parameter.Role.NORMALIZATION
                        && ordered.weightDecay(name, parameter.role(), optimizer) > 0) {
                    decayed.add(name);
                }
            }
        }
        int held = validation.isPresent() ? 0 : (int) Math.round(data.size() * validationShare);
        Circumstances circumstances = Circumstances.unknown()
                .batchSize(batchSize)
                .epochs(epochs)
                .accumulation(accumulate)
                .apart(batchStatistics == BatchStatistics.PER_WORKER ? workers.count() : 1)
                .statistics(
                        statistics == ShippedStatistics.POPULATION
                                ? StatisticsOrigin.Kind.POPULATION
                                : StatisticsOrigin.Kind.RUNNING)
                .decayed(decayed)
                .firstRate(firstRate(data.size() - held));
        if (data.target() instanceof Target.Values
                && targets == Targets.AS_GIVEN
                && loss.outputActivation() == OutputActivation.IDENTITY) {
            circumstances = circumstances.rawTargets(TrainingStatistics.targetScaling(data, Workers.alone()));
        }
        int learnt = data.size() - held;
        boolean known = learnt >= 1 && !workers.several();
        return Audit.of(treated).on(data).under(known ? circumstances.examples(learnt) : circumstances);
    }

    /** The learning rate of the first step as a share of the largest. */
    private double firstRate(int learnt) {
        long batches = new EvenBatches(Math.max(1, learnt), batchSize).count();
        long stepsPerEpoch = (batches + accumulate - 1) / accumulate;
        long steps = stepsPerEpoch * epochs;
        Schedule told = schedule.forEpochs(stepsPerEpoch);
        double largest = 0;
        long stride = Math.max(1, steps / LOOKED_AT);
        for (long step = 0; step < steps; step += stride) {
            largest = Math.max(largest, told.factor(step, steps));
        }
        return largest == 0 ? 1 : told.factor(0, steps) / largest;
    }

    private Network frozenAsTreated(Network described, String layer) {
        TrainingMode trainingMode = trainingMode(layer);
        Network changed = described;
        if (trainingMode.source() == TrainingMode.Source.RUNNING && trainingMode.update() == TrainingMode.Update.KEEP) {
            changed = changed.freeze(layer, Frozen.STATISTICS);
        }
        return trainingMode.gradients() == TrainingMode.Gradients.INPUT_ONLY
                ? changed.freeze(layer, Frozen.PARAMETERS)
                : changed;
    }

    /** All that determines the weights, beside the data: what a resumed run must share with the one it goes on from. */
    JsonObject toJson() {
        JsonObject json = JsonObject.of()
                .with("network", NetworkJson.write(network))
                .with("loss", loss.settings())
                .with("optimizer", optimizer.settings())
                .with("schedule", schedule.settings())
                .with("batchSize", batchSize)
                .with("epochs", epochs)
                .with("seed", seed)
                .with("accumulate", accumulate)
                .with("clipping", clipping.settings())
                .with("targets", Settings.wordOf(targets))
                .with("nonFinite", Settings.wordOf(nonFinite))
                .with("validationShare", validationShare)
                .with("statistics", Settings.wordOf(statistics))
                .with("kernels", PreferredKernels.kernels().name());
        if (workers.several()) {
            json = json.with("workers", workers.count()).with("batchStatistics", Settings.wordOf(batchStatistics));
        }
        if (!groups.isEmpty()) {
            json = json.with("groups", JsonArray.of(groups, ParameterGroup::settings));
        }
        if (classWeights.isPresent()) {
            json = json.with("classWeights", classWeights.get().settings());
        }
        if (newHead.isPresent()) {
            json = json.with("newHead", newHead.get());
        }
        JsonObject treated = treatmentsJson();
        if (!treated.members().isEmpty()) {
            json = json.with("treatments", treated);
        }
        if (!augmentations.isEmpty()) {
            json = json.with("augmentation", JsonArray.of(augmentations, Augmentation::settings));
        }
        if (kept.isPresent()) {
            json = json.with("keep", Settings.wordOf(kept.get()));
        }
        if (earlyStopping.isPresent()) {
            json = json.with("earlyStopping", earlyStopping.get().settings());
        }
        return averageKeep.isPresent() ? json.with("averageKeep", averageKeep.get()) : json;
    }

    private JsonObject treatmentsJson() {
        JsonObject json = JsonObject.of();
        for (Node node : network.nodes()) {
            TrainingMode trainingMode = trainingMode(node.name());
            if (!trainingMode.equals(TrainingMode.TRAIN)) {
                json = json.with(
                        node.name(),
                        JsonArray.ofStrings(List.of(
                                Settings.wordOf(trainingMode.source()),
                                Settings.wordOf(trainingMode.update()),
                                Settings.wordOf(trainingMode.gradients()))));
            }
        }
        return json;
    }

    static <T> List<T> appended(List<T> list, T more) {
        List<T> longer = new ArrayList<>(list);
        longer.add(more);
        return List.copyOf(longer);
    }

    static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}
