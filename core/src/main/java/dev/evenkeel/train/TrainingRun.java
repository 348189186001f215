package dev.evenkeel.train;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.EvenBatches;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.TargetScaling;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.StatisticSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.train.input.BatchAugmentation;
import dev.evenkeel.train.input.ExampleOrder;
import dev.evenkeel.train.input.Prefetcher;
import dev.evenkeel.train.input.Share;
import dev.evenkeel.train.loss.Targets;
import dev.evenkeel.train.metric.Metric;
import dev.evenkeel.train.metric.Metrics;
import dev.evenkeel.train.optimizer.GradientClipping;
import dev.evenkeel.train.schedule.Schedule;
import dev.evenkeel.train.update.ParameterGroups;
import dev.evenkeel.train.update.Updates;
import dev.evenkeel.worker.Workers;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One run of a trainer: from data to a model. */
final class TrainingRun {
    private final TrainerSettings settings;
    private final Dataset training;
    private final Optional<Dataset> validation;
    private final Workers workers;
    private final Share share;
    private final Compute compute;
    private final TrainingProgram program;
    private final ExampleOrder order;
    private final Passes passes;
    private final Updates updates;
    private final Optional<TargetScaling> scaling;
    private final EvenBatches cut;
    private final Schedule schedule;
    private final TrainingState state;
    private final BestEpoch best = new BestEpoch();
    private final Optional<Metric.Accumulator> accuracy;
    private final Optional<Checkpoint> checkpoint;
    private final JsonObject description;
    private final ShippedModel shipped;
    private final Validation validating;
    /** How many workers want a checkpoint, and how many to stop: they do both together. */
    private final double[] wishes = new double[2];

    private long checkpointed = System.nanoTime();

    TrainingRun(TrainerSettings given, Dataset data, Team team) {
        ValidationSplit split = ValidationSplit.of(given, data);
        training = split.training();
        validation = split.validation();
        workers = given.workers;
        Share whole = Share.of(training, workers);
        int held = validation.isPresent() ? Share.of(validation.get(), workers).all() : 0;
        FitCheck.require(given, training, whole.all(), validation, held);
        share = SharedBatches.of(given, whole);
        settings = given.weighing(training);
        cut = new EvenBatches(share.all(), settings.batchSize);
        int stepsPerEpoch = (cut.count() + settings.accumulate - 1) / settings.accumulate;
        schedule = settings.schedule.forEpochs(stepsPerEpoch);
        state = new TrainingState(settings.epochs, stepsPerEpoch);
        scaling = targetScaling();
        compute = new Compute(PreferredKernels.kernels(), team, workers, settings.batchStatistics);
        program = Compiler.compile(
                settings.network,
                Math.max(1, Math.min(settings.batchSize, training.size())),
                compute,
                settings.seed,
                settings::trainingMode);
        settings.start.ifPresent(model -> program.restore(
                layer -> !settings.newHead.equals(Optional.of(layer)), model::tensor, model::sampleCounts));
        if (settings.start.isEmpty()) {
            TrainingStatistics.standardizeInputs(program, training, share);
        }
        updates = updates();
        accuracy = training.target() instanceof Target.Classes
                ? Optional.of(Metrics.accuracy()
                        .start(settings.network.output(), training.target(), settings.loss.outputActivation()))
                : Optional.empty();
        accuracy.ifPresent(metric -> state.accuracySums = metric.sums());
        order = new ExampleOrder(cut, Passes.lengths(settings.network, training, program), settings.seed);
        passes = new Passes(settings, compute, training.target(), program, order.lengths(), accuracy);
        description = describe(data);
        shipped = new ShippedModel(settings, training, program, updates, state, scaling, description);
        validating = new Validation(settings, scaling);
        checkpoint = settings.checkpoints.map(Checkpoint::new);
    }

    Model run() {
        if (settings.resume == TrainerSettings.Resume.REQUIRED) {
            resume();
        }
        try (Prefetcher prefetcher = new Prefetcher(
                training,
                share,
                order,
                settings.epochs,
                new BatchAugmentation(settings.augmentations, training.inputShape(), settings.seed),
                scaling)) {
            prefetcher.start(state.epoch, state.step * settings.accumulate);
            while (state.epoch < settings.epochs && !stoppedEarly()) {
                epoch(prefetcher);
            }
        }
        if (settings.selection().isPresent() && best.isKept()) {
            return best.of(shipped.gathered(state.stopping.bestEpoch())).orElseThrow();
        }
        return shipped.told(shipped.now());
    }

    private Optional<TargetScaling> targetScaling() {
        Optional<TargetScaling> former = settings.newHead.isPresent()
                ? Optional.empty()
                : settings.start.flatMap(model -> model.output().scaling());
        return former.isPresent() || settings.targets == Targets.AS_GIVEN
                ? former
                : Optional.of(TrainingStatistics.targetScaling(training, workers));
    }

    private void resume() {
        Checkpoint from = checkpoint.orElseThrow(() -> new EvenkeelException(
                "To resume a run its checkpoints' folder is needed, but none was given. Say checkpoints(folder) too"));
        from.restore(description, state, program, updates, settings.optimizer, best);
        accuracy.filter(metric -> workers.rank() == 0).ifPresent(metric -> metric.restore(state.accuracySums));
        state.reports.forEach(report -> settings.epochListeners.forEach(listener -> listener.accept(report)));
    }

    private void epoch(Prefetcher prefetcher) {
        while (state.step < state.stepsPerEpoch()) {
            step(prefetcher);
            for (int index = 0; index < settings.stepListeners.size(); index++) {
                settings.stepListeners.get(index).accept(state);
            }
            boolean due = System.nanoTime() - checkpointed > settings.checkpointEvery.toNanos();
            boolean stop =
                    settings.cancelled.getAsBoolean() || Thread.currentThread().isInterrupted();
            wishes[0] = due ? 1 : 0;
            wishes[1] = stop ? 1 : 0;
            workers.add(wishes);
            if (wishes[0] > 0) {
                writeCheckpoint();
            }
            if (wishes[1] > 0) {
                throw cancelled();
            }
        }
        endEpoch();
    }

    /** A step is a transaction: all that it computes is committed together, or the run stands where it stood before. */
    private void step(Prefetcher prefetcher) {
        int from = state.step * settings.accumulate;
        int batches = Math.min(cut.count(), from + settings.accumulate) - from;
        Optional<RunObserver> observer = Optional.empty();
        Optional<String> problem = Optional.empty();
        int examples = 0;
        double sum = 0;
        double weight = 0;
        keepAccuracy();
        program.begin();
        try {
            for (int index = 0; index < batches; index++) {
                Batch batch = prefetcher.take();
                if (problem.isEmpty()) {
                    problem = passes.learn(batch, number(from + index), index, batches);
                    state.accuracyValue = accuracy.isPresent() ? accuracy.get().value() : state.accuracyValue;
                    sum += passes.lastSum();
                    weight += passes.lastWeight();
                    if (index == batches - 1 && problem.isEmpty()) {
                        observer = passes.look(state.totalSteps + 1, batch, number(from + index));
                    }
                }
                examples += cut.to(from + index) - cut.from(from + index);
                prefetcher.release();
            }
            workers.awaitSums();
            if (problem.isEmpty()) {
                problem = update();
                if (observer.isPresent() && problem.isEmpty()) {
                    observer.get().finish(state.latestLearningRate);
                }
            }
        } catch (RuntimeException failure) {
            undo(failure);
            throw failure;
        }
        state.examples += examples;
        state.step++;
        state.totalSteps++;
        if (problem.isPresent()) {
            program.rollback();
            notFinite(problem.get());
        } else {
            commit();
            state.lossSum += sum;
            state.lossWeight += weight;
            state.latestLoss = sum / weight;
            if (observer.isPresent()) {
                observer.get().tell();
            }
        }
    }

    /** The one place of a run where next weights, optimizer state, averages and running statistics become the present ones. */
    private void commit() {
        updates.commit();
        program.commit();
    }

    /** Keeps the run as it was before a step that failed. */
    private void undo(RuntimeException failure) {
        program.rollback();
        if (workers.several()) {
            return;
        }
        if (checkpoint.isPresent()) {
            accuracy.ifPresent(metric -> metric.restore(state.accuracySums));
        }
        try {
            writeCheckpointIfKept();
        } catch (RuntimeException problem) {
            failure.addSuppressed(problem);
        }
    }

    private void keepAccuracy() {
        if (checkpoint.isPresent() && accuracy.isPresent()) {
            state.accuracySums = accuracy.get().sums();
        }
    }

    /** A number that no other batch of the run has. */
    private long number(int index) {
        return ((long) state.epoch * cut.count() + index) * workers.count() + workers.rank();
    }

    /** Computes what comes after this step; says where a value was not finite. */
    private Optional<String> update() {
        long total = (long) state.stepsPerEpoch() * settings.epochs;
        long before = (long) state.epoch * state.stepsPerEpoch() + state.step;
        double learningRate = settings.optimizer.learningRate() * schedule.factor(before, total);
        double scale = 1;
        if (settings.clipping instanceof GradientClipping.ByNorm byNorm) {
            scale = byNorm.factor(Math.sqrt(updates.squaredGradientNorm()));
        } else if (settings.clipping instanceof GradientClipping.ByValue byValue) {
            updates.clampGradients(byValue.maximum());
        }
        state.latestLearningRate = learningRate;
        updates.apply(learningRate, scale, state.totalSteps - state.skipped + 1);
        Optional<ParameterSlot> poisoned = updates.firstNonFinite();
        if (poisoned.isPresent()) {
            return Optional.of(title(poisoned.get().layer()) + " (the update of its "
                    + poisoned.get().parameter().name() + ")");
        }
        Optional<StatisticSlot> statistic = program.firstNonFiniteStatistic();
        return statistic.isPresent()
                ? Optional.of(title(statistic.get().layer()) + " (its "
                        + statistic.get().statistic().name() + ")")
                : Optional.empty();
    }

    private String title(String layer) {
        return settings.network.find(layer).orElseThrow().title();
    }

    private void notFinite(String where) {
        if (settings.nonFinite == NonFinite.STOP) {
            writeCheckpointIfKept();
            throw new EvenkeelException("Step " + state.step + " of epoch " + state.epoch()
                    + " gave a value that is infinite or not a number, first in "
                    + NonFiniteStep.place(where, training, workers)
                    + ". The model is as it was before the step. Look at the data, lower the learning rate, clip the"
                    + " gradients, or skip such steps with nonFinite(SKIP)");
        }
        state.skipped++;
    }

    private void endEpoch() {
        accuracy.ifPresent(metric -> Evaluation.pool(metric, workers));
        state.accuracyValue = accuracy.isPresent() ? accuracy.get().value() : state.accuracyValue;
        Map<String, Double> measured = Map.of();
        if (validation.isPresent()) {
            Model model = shipped.now();
            measured = validating.measure(model, validation.get());
            Optional<EarlyStopping> rule = settings.selection().or(() -> settings.earlyStopping);
            if (rule.isPresent()) {
                double value = measured.getOrDefault(rule.get().measure(), Double.NaN);
                state.stopping = rule.get().after(state.stopping, value);
                if (state.stopping.improved() && settings.selection().isPresent()) {
                    best.keep(shipped.told(model));
                }
            }
        }
        EpochReport report = new EpochReport(
                state.epoch(), state.meanLoss(), state.accuracyValue, state.latestLearningRate, measured);
        state.reports.add(report);
        state.epoch++;
        state.beginEpoch();
        accuracy.ifPresent(metric -> metric.restore(new double[metric.sums().length]));
        for (Consumer<EpochReport> listener : settings.epochListeners) {
            listener.accept(report);
        }
        writeCheckpointIfKept();
    }

    private boolean stoppedEarly() {
        return settings.earlyStopping.isPresent()
                && settings.earlyStopping.get().stops(state.stopping);
    }

    private CancelledException cancelled() {
        writeCheckpointIfKept();
        String done = "Stopped after step " + state.step + " of epoch " + state.epoch() + " of " + settings.epochs;
        return new CancelledException(checkpoint
                .map(kept -> done + ". The run's state is in " + kept.file() + ": resume it from there")
                .orElse(done + ". Nothing was kept: give checkpoints(folder) to be able to go on"));
    }

    private void writeCheckpointIfKept() {
        if (checkpoint.isPresent()) {
            writeCheckpoint();
        }
    }

    private void writeCheckpoint() {
        checkpointed = System.nanoTime();
        if (checkpoint.isPresent()) {
            keepAccuracyOfAll();
            if (workers.rank() == 0) {
                checkpoint.get().write(description, state, program, updates, settings.optimizer, best);
                settings.checkpointListeners.forEach(
                        listener -> listener.accept(checkpoint.get().file()));
            }
        }
    }

    /** Puts the accuracy of all workers into the state, and keeps gathering this one's. */
    private void keepAccuracyOfAll() {
        keepAccuracy();
        if (accuracy.isPresent() && workers.several()) {
            double[] own = state.accuracySums;
            Evaluation.pool(accuracy.get(), workers);
            state.accuracySums = accuracy.get().sums();
            accuracy.get().restore(own);
        }
    }

    private JsonObject describe(Dataset data) {
        JsonObject json = settings.toJson().with("data", dataJson(data));
        if (settings.validation.isPresent()) {
            json = json.with("validation", dataJson(settings.validation.get()));
        }
        if (order.lengths().areKnown()) {
            json = json.with("padding", order.padding());
        }
        return settings.start.isPresent()
                ? json.with("start", settings.start.get().provenance())
                : json;
    }

    private JsonObject dataJson(Dataset data) {
        return JsonObject.of()
                .with("name", data.name())
                .with("examples", Share.of(data, workers).all())
                .with("sha256", Share.fingerprint(data, workers));
    }

    private Updates updates() {
        ParameterGroups groups = new ParameterGroups(settings.groups);
        groups.check(program.parameters().stream().map(ParameterSlot::name).toList());
        return new Updates(
                compute,
                settings.optimizer,
                program.parameters(),
                slot -> groups.groupOf(slot.name()).learningRateFactor(),
                slot -> groups.weightDecay(slot.name(), slot.parameter().role(), settings.optimizer),
                settings.averageKeep);
    }
}
