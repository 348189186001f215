package dev.evenkeel.train;

import dev.evenkeel.CanIgnoreReturnValue;
import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.audit.Audit;
import dev.evenkeel.augment.Augmentation;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Frozen;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.observe.Observation;
import dev.evenkeel.train.loss.ClassWeights;
import dev.evenkeel.train.loss.Loss;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.loss.Targets;
import dev.evenkeel.train.metric.Metric;
import dev.evenkeel.train.optimizer.GradientClipping;
import dev.evenkeel.train.optimizer.Optimizer;
import dev.evenkeel.train.optimizer.ParameterGroup;
import dev.evenkeel.train.schedule.Schedule;
import dev.evenkeel.train.schedule.Schedules;
import dev.evenkeel.worker.BatchStatistics;
import dev.evenkeel.worker.Workers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Trains a network: {@code Trainer.of(network).loss(...).optimizer(...).fit(data)} gives a {@link Model}. Immutable:
 * every setting returns another trainer. The same settings, data and seed give the same bits for any number of threads,
 * on one JDK and one provider of kernels.
 *
 * <p>A step is a transaction: forward, backward, new weights, optimizer state, averages and running statistics are
 * computed and checked, then committed together; a step that gives a value that is not finite leaves all of them as they
 * were. An epoch's batches are cut evenly ({@link dev.evenkeel.dataset.EvenBatches}), so none is left with one example.
 */
@CheckReturnValue
public final class Trainer {
    /** How many steps apart {@link #observe} looks into a run at little cost. */
    public static final int OBSERVE_STEPS = 100;

    private final TrainerSettings settings;

    private Trainer(TrainerSettings settings) {
        this.settings = settings;
    }

    /** A trainer that starts from the network's initial values. */
    public static Trainer of(Network network) {
        return new Trainer(TrainerSettings.of(network));
    }

    /** A trainer that goes on from a model's weights and statistics: fine-tuning. */
    public static Trainer from(Model model) {
        return of(model.network()).with(changed -> changed.start = Optional.of(model));
    }

    public Network network() {
        return settings.network;
    }

    /** How a layer is treated, by its name: as asked for, as far as it is not frozen. */
    public TrainingMode trainingMode(String layer) {
        return settings.trainingMode(layer);
    }

    /** What to make small; for classes {@link Losses#crossEntropy()} by default. For numbers it must be said. */
    public Trainer loss(Loss loss) {
        return with(changed -> {
            changed.loss = loss;
            changed.lossGiven = true;
        });
    }

    /**
     * Multiplies the weight of each training example in the loss by that of its class, as for classes that are rare:
     * {@code classWeights(ClassWeights.balanced())}. Every example counts once by default. Normalization, accuracy and tests
     * do not know of it; the losses of training and validation do.
     */
    public Trainer classWeights(ClassWeights weights) {
        return with(changed -> changed.classWeights = Optional.of(weights));
    }

    /** How gradients change weights; {@code sgd(0.1).momentum(0.9)} by default. */
    public Trainer optimizer(Optimizer optimizer) {
        return with(changed -> changed.optimizer = optimizer);
    }

    /** How the learning rate changes; {@link Schedules#cosine()} by default. */
    public Trainer schedule(Schedule schedule) {
        return with(changed -> changed.schedule = schedule);
    }

    /** Examples per batch, 128 by default: also the number behind each batch statistic. */
    public Trainer batchSize(int examples) {
        TrainerSettings.require(examples >= 1, "A batch needs 1 example or more, but got " + examples);
        return with(changed -> changed.batchSize = examples);
    }

    public Trainer epochs(int epochs) {
        TrainerSettings.require(epochs >= 1, "Training needs 1 epoch or more, but got " + epochs);
        return with(changed -> changed.epochs = epochs);
    }

    /** The root of initial values, order, augmentation and dropout; 1 by default. */
    public Trainer seed(long seed) {
        return with(changed -> changed.seed = seed);
    }

    /** Threads to compute with; all processors by default. No bit of the result depends on it. */
    public Trainer threads(int threads) {
        TrainerSettings.require(threads >= 1, "Training needs 1 thread or more, but got " + threads);
        return with(changed -> changed.threads = threads);
    }

    /**
     * Trains together with other workers, each of which calls {@link #fit} with the same settings and with examples of its own:
     * one run on the examples of all. A batch is {@link #batchSize} of these, drawn as by one worker that has them all in order of rank, and
     * every worker computes those that it has; gradients are summed, and every worker ends with the same model. Statistics
     * of the data, the loss and all measures are those of all workers' examples too. Where batch normalization stays within a worker, each
     * gives its even share of a batch instead: {@link BatchStatistics#PER_WORKER}. Dropout draws other values at each
     * worker. With {@link BatchStatistics#SYNCHRONIZED} the weights are those that one worker would reach, but for rounding,
     * and the same bits in every run with as many workers.
     *
     * <p>A worker may have few examples or none, of training and of validation. The first one writes checkpoints, and all resume
     * from copies of them. Sequences are computed at full length. Layers that normalise recurrent cells by the batch, and
     * {@link #observe}, are for one worker alone.
     */
    public Trainer workers(Workers workers, BatchStatistics statistics) {
        return with(changed -> {
            changed.workers = workers;
            changed.batchStatistics = statistics;
        });
    }

    /**
     * Sums the gradients of {@code batches} batches into one step. This is not a larger batch to batch normalization: its
     * statistics stay those of each single batch, and running statistics are updated once per batch.
     */
    public Trainer accumulate(int batches) {
        TrainerSettings.require(batches >= 1, "A step needs 1 batch or more, but got " + batches);
        return with(changed -> changed.accumulate = batches);
    }

    /** Bounds gradients before each step. */
    public Trainer clip(GradientClipping clipping) {
        return with(changed -> changed.clipping = clipping);
    }

    /** Gives the parameters whose names match a group's pattern a learning rate and weight decay of their own; the first match counts. */
    public Trainer group(ParameterGroup group) {
        return with(changed -> changed.groups = TrainerSettings.appended(changed.groups, group));
    }

    /**
     * Treats the layers whose names match {@code pattern} ({@code *} stands for anything) in a way of their own; the last
     * match counts. What is frozen stays frozen, whatever a training mode asks for, before or after.
     *
     * @throws EvenkeelException if no name matches, here and in all that freezes
     */
    public Trainer treat(String pattern, TrainingMode trainingMode) {
        Map<String, TrainingMode> trainingModes = new LinkedHashMap<>(settings.trainingModes);
        network().matching(pattern).forEach(name -> trainingModes.put(name, trainingMode));
        return with(changed -> changed.trainingModes = trainingModes);
    }

    /**
     * Layers that match keep their running statistics and normalise with them. No later call takes it back: for a run that
     * shall change them begin with another trainer.
     */
    public Trainer freezeStatistics(String pattern) {
        return freeze(network().matching(pattern), Frozen.STATISTICS);
    }

    /** Layers that match keep their parameters, to the bit, weight decay and averages included; no later call takes it back. */
    public Trainer freezeParameters(String pattern) {
        return freeze(network().matching(pattern), Frozen.PARAMETERS);
    }

    /** All layers that do not match keep their parameters and their running statistics; no later call takes it back. */
    public Trainer freezeAllBut(String pattern) {
        List<String> others =
                new ArrayList<>(network().nodes().stream().map(Node::name).toList());
        others.removeAll(network().matching(pattern));
        return freeze(others, Frozen.ALL);
    }

    /**
     * Replaces the last linear layer by a fresh one with so many outputs, drawn by the seed, and forgets what the start's
     * outputs meant: for data with other classes than those of the model that training goes on from. It is another layer
     * than the one before, so what was frozen of that is not frozen of this.
     *
     * @throws EvenkeelException if there is no linear layer, or layers behind it do not keep the number of outputs
     */
    public Trainer newHead(int outputs) {
        Network replaced = network().withHead(outputs);
        String head = replaced.head().orElseThrow().name();
        Map<String, Frozen> others = new LinkedHashMap<>(settings.frozen);
        others.remove(head);
        return with(changed -> {
            changed.network = replaced;
            changed.frozen = others;
            changed.newHead = Optional.of(head);
        });
    }

    /** Examples held out of training, measured after every epoch. */
    public Trainer validation(Dataset data) {
        return with(changed -> changed.validation = Optional.of(data));
    }

    /** Holds a share of the training data out for validation, chosen by the seed. */
    public Trainer validationShare(double share) {
        TrainerSettings.require(
                share > 0 && share < 1, "A validation share needs to lie between 0 and 1, but got " + share);
        return with(changed -> changed.validationShare = share);
    }

    /**
     * Changes every training example at random before it is learnt from, by these in their order; none by default. What
     * happens to an example depends on the seed, the epoch and the example alone. Input standardisation, validation and
     * the statistics for averaged weights see the examples as they are; the training loss and accuracy that are reported,
     * and running statistics, those that were changed.
     */
    public Trainer augment(Augmentation... augmentations) {
        return with(changed -> changed.augmentations = List.of(augmentations));
    }

    /** What to measure on the validation split; accuracy or root mean squared error by default. */
    public Trainer metrics(Metric... metrics) {
        return with(changed -> changed.metrics = List.of(metrics));
    }

    /** Ends the run when validation no longer improves, and returns the best epoch's model, if {@link #keep} says no other. */
    public Trainer earlyStopping(EarlyStopping rule) {
        return with(changed -> changed.earlyStopping = Optional.of(rule));
    }

    /** Which epoch's model to return; with early stopping the best is the default, without it the last. */
    public Trainer keep(KeptEpoch epoch) {
        return with(changed -> changed.kept = Optional.of(epoch));
    }

    /**
     * Which statistics the model holds; {@link ShippedStatistics#POPULATION} is the default: those of every batch
     * normalization that is not frozen are pooled exactly over the training examples as they are, or a sample chosen by the
     * seed ({@link dev.evenkeel.model.Pooling#sample}), with the final weights. Dropout drops meanwhile as in training, so that
     * what is scaled is what was learnt. Padded positions and examples that are not finite are left out; the others count alike, as in the
     * batches of training.
     * Validation measures the same. How far running averages lie from the population is told either way:
     * {@link Model#statistics}.
     */
    public Trainer statistics(ShippedStatistics statistics) {
        return with(changed -> changed.statistics = statistics);
    }

    /**
     * Keeps an exponential moving average of the weights, {@code average = keep * average + (1 - keep) * weight} after
     * every step. The model has the averages, with statistics of the population gathered for them: averaged statistics would
     * belong to no network.
     *
     * @param keep the share of the average that stays, as 0.999
     */
    public Trainer averageWeights(double keep) {
        TrainerSettings.require(
                keep > 0 && keep < 1, "Weight averaging needs a share between 0 and 1, but got " + keep);
        return with(changed -> changed.averageKeep = Optional.of((float) keep));
    }

    /** Whether regression targets are standardised for training. */
    public Trainer targets(Targets targets) {
        return with(changed -> changed.targets = targets);
    }

    /** What to do with a step that is not finite; {@link NonFinite#STOP} by default. */
    public Trainer nonFinite(NonFinite policy) {
        return with(changed -> changed.nonFinite = policy);
    }

    /**
     * Writes {@code folder/checkpoint.safetensors} after every epoch, at least every 30 seconds, and when a step fails (the
     * state before that step), atomically. When one is written changes no bit of the result.
     */
    public Trainer checkpoints(Path folder) {
        return with(changed -> changed.checkpoints = Optional.of(folder));
    }

    /** The longest time between checkpoints. */
    public Trainer checkpointEvery(Duration interval) {
        return with(changed -> changed.checkpointEvery = interval);
    }

    /**
     * Called with the file after each checkpoint, on the training thread: to keep a copy elsewhere. Of several workers, at the
     * first.
     */
    public Trainer onCheckpoint(Consumer<Path> listener) {
        return with(changed ->
                changed.checkpointListeners = TrainerSettings.appended(changed.checkpointListeners, listener));
    }

    /**
     * Goes on from the checkpoint in the checkpoints' folder, to the same bits as a run that was never interrupted. To
     * {@link #fit} without a checkpoint there, or with other settings or data, is then an error.
     */
    public Trainer resume() {
        return with(changed -> changed.resume = TrainerSettings.Resume.REQUIRED);
    }

    /** Called after every step, on the training thread. */
    public Trainer onStep(Consumer<Progress> listener) {
        return with(changed -> changed.stepListeners = TrainerSettings.appended(changed.stepListeners, listener));
    }

    /** Called after every epoch, on the training thread; when a run is resumed also for the epochs before. */
    public Trainer onEpoch(Consumer<EpochReport> listener) {
        return with(changed -> changed.epochListeners = TrainerSettings.appended(changed.epochListeners, listener));
    }

    /**
     * Tells what steps look like inside: after step 1 and after each step whose number in the run, as
     * {@link Progress#totalSteps} counts, is a multiple of {@code everySteps}. A step that was skipped is not told of. Called
     * on the training thread once the step is committed, before listeners of {@link #onStep}. Changes no bit of the result;
     * a resumed run tells the same from where it goes on. In networks with running statistics it takes the memory of a second
     * program. All that is told of is measured on the values of the step itself but for the inference gap, which takes a
     * forward pass of its own. Every {@link #OBSERVE_STEPS} steps it costs less than 3 % of the time,
     * once the JVM has compiled it.
     *
     * <p>Where a ReLU is computed in one sweep with the layer before it, both are told of.
     */
    public Trainer observe(int everySteps, Consumer<Observation> listener) {
        TrainerSettings.require(everySteps >= 1, "Observing needs 1 step or more between, but got " + everySteps);
        return with(changed -> changed.observers =
                TrainerSettings.appended(changed.observers, new RunObserver.Listener(everySteps, listener)));
    }

    /**
     * Asked after every step whether to stop: then a checkpoint is written and {@link CancelledException} thrown, as it is
     * for an interrupt of the thread.
     */
    public Trainer cancelWhen(BooleanSupplier cancelled) {
        return with(changed -> changed.cancelled = cancelled);
    }

    /** All that determines the weights beside the data, to tell runs apart: what a run must share with the one it resumes. */
    public JsonObject settings() {
        return settings.toJson();
    }

    /**
     * What is to be said of this run before it trains on {@code data}: the network, as far as this run freezes it, under its
     * batches, steps and weight decay.
     */
    public Audit audit(Dataset data) {
        return settings.audit(data);
    }

    /**
     * Trains on {@code data}.
     *
     * @throws EvenkeelException if data and network do not fit, a step is not finite, or a checkpoint cannot be used
     * @throws CancelledException if {@link #cancelWhen} said so, or this thread was interrupted: the step under way ends, a
     *     checkpoint is written, and the thread stays interrupted
     */
    @CanIgnoreReturnValue
    public Model fit(Dataset data) {
        try (Team team = Team.of(settings.threads)) {
            return new TrainingRun(settings, data, team).run();
        }
    }

    private Trainer freeze(List<String> layers, Frozen what) {
        Map<String, Frozen> frozen = new LinkedHashMap<>(settings.frozen);
        layers.forEach(name -> frozen.merge(name, what, Frozen::and));
        return with(changed -> changed.frozen = frozen);
    }

    private Trainer with(Consumer<TrainerSettings> change) {
        TrainerSettings changed = settings.copy();
        change.accept(changed);
        return new Trainer(changed);
    }
}
