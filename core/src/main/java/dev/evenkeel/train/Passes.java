package dev.evenkeel.train;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.layer.Step;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.train.input.SequenceLengths;
import dev.evenkeel.train.loss.Loss;
import dev.evenkeel.train.metric.Metric;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The forward and backward passes of a run. A batch of short sequences runs in a program of as few positions as hold it, which
 * is compiled when the first such batch comes.
 */
final class Passes {
    private final TrainerSettings settings;
    private final Compute compute;
    private final Target target;
    private final TrainingProgram whole;
    private final SequenceLengths lengths;
    private final Optional<Metric.Accumulator> accuracy;
    private final Optional<InferenceGap> gap;
    private final @Nullable Length[] all;
    private final double[] mine = new double[2];
    private final double[] everyones;
    private Length latest;
    private double lastSum;
    private double lastWeight;

    /** What computes sequences of up to one length. */
    private record Length(TrainingProgram program, Loss.Bound loss, Optional<RunObserver> observer) {}

    /** @param whole the program for sequences of any length */
    Passes(
            TrainerSettings settings,
            Compute compute,
            Target target,
            TrainingProgram whole,
            SequenceLengths lengths,
            Optional<Metric.Accumulator> accuracy) {
        this.settings = settings;
        this.compute = compute;
        this.target = target;
        this.whole = whole;
        this.lengths = lengths;
        this.accuracy = accuracy;
        everyones = new double[mine.length * compute.workers().count()];
        gap = !settings.observers.isEmpty() && InferenceGap.exists(settings)
                ? Optional.of(new InferenceGap(settings, whole, compute, target))
                : Optional.empty();
        all = new Length[Math.max(1, lengths.ladder().length)];
        latest = length(all.length - 1);
    }

    /**
     * The lengths of training examples, and those that batches of them are computed in: that of the network's input where the
     * network does not follow the length of a sequence, or gives something at each position.
     */
    static SequenceLengths lengths(Network network, Dataset training, TrainingProgram program) {
        if (network.input().rank() != 2 || program.workers().several()) {
            return SequenceLengths.NONE;
        }
        SequenceLengths lengths = SequenceLengths.of(training);
        return lengths.areKnown() && !follows(network, program, lengths.ladder()[0])
                ? lengths.padded(network.input().positions())
                : lengths;
    }

    private static boolean follows(Network network, TrainingProgram program, int positions) {
        Map<String, Tensor> tensors = new HashMap<>();
        program.parameters()
                .forEach(slot ->
                        tensors.put(slot.name(), Tensor.of(slot.parameter().shape(), slot.values())));
        program.statistics()
                .forEach(slot ->
                        tensors.put(slot.name(), Tensor.of(slot.statistic().shape(), slot.values())));
        Model model = new Model(network, tensors, Map.of(), Model.Output.plain(), JsonObject.of(), Map.of());
        return model.followsLength() && network.shortened(positions).output().equals(network.output());
    }

    private Length length(int rung) {
        Length found = all[rung];
        if (found == null) {
            boolean shorter = lengths.areKnown()
                    && lengths.ladder()[rung] < settings.network.input().positions();
            TrainingProgram program = shorter ? whole.shortened(lengths.ladder()[rung]) : whole;
            found = new Length(
                    program,
                    settings.loss.bind(compute, program.output(), target, program.outputGradient()),
                    settings.observers.isEmpty()
                            ? Optional.empty()
                            : Optional.of(new RunObserver(settings, program, compute.kernels(), gap)));
            all[rung] = found;
        }
        return found;
    }

    /**
     * Forward and backward for one batch; says where a value was not finite. Workers that share the batch go through the same
     * exchanges, whatever one of them finds.
     *
     * @param place of the batch among the {@code batches} of the step
     */
    Optional<String> learn(Batch batch, long number, int place, int batches) {
        latest = length(lengths.areKnown() ? lengths.rungOf(batch) : 0);
        TrainingProgram program = latest.program;
        int examples = batch.examples();
        program.read(batch);
        int size = program.input().shape().size();
        boolean finite = compute.kernels().elements().allFinite(program.input().values(), 0, examples * size);
        if (!finite && !compute.workers().several()) {
            return Optional.of("the input");
        }
        program.forward(examples, number, Step.Purpose.LEARN);
        latest.loss.run(examples, batch.targets(), batch.weights(), 1f / batches);
        shareLoss(examples, finite ? latest.loss.lastSum() : Double.NaN);
        if (!Double.isFinite(lastSum)) {
            return Optional.of(whereNotFinite(finite));
        }
        if (compute.workers().several() && place == batches - 1) {
            program.backwardWithWorkers();
        } else {
            program.backward();
        }
        if (accuracy.isPresent()) {
            accuracy.get().addBatch(program.output(), target, examples, batch.targets(), batch.weights());
        }
        return Optional.empty();
    }

    /**
     * Adds up the loss of all workers. The gradient that a worker's part of the batch left was divided by the weight of that part,
     * where that of the whole batch belongs.
     */
    private void shareLoss(int examples, double ownSum) {
        double own = latest.loss.lastWeight();
        mine[0] = ownSum;
        mine[1] = own;
        compute.workers().gather(mine, everyones);
        lastSum = 0;
        lastWeight = 0;
        for (int worker = 0; worker < everyones.length; worker += mine.length) {
            lastSum += everyones[worker];
            lastWeight += everyones[worker + 1];
        }
        if (lastWeight != own) {
            float share = (float) (own / lastWeight);
            float[] gradient = latest.program.outputGradient();
            for (int index = 0;
                    index < examples * latest.program.output().shape().size();
                    index++) {
                gradient[index] *= share;
            }
        }
    }

    private String whereNotFinite(boolean finiteInput) {
        if (!finiteInput) {
            return "the input";
        }
        String loss = Double.isFinite(latest.loss.lastSum()) ? NonFiniteStep.ELSEWHERE : "the loss";
        return latest.program.firstNonFinite().map(Node::title).orElse(loss);
    }

    /** The sum of the latest batch's loss. */
    double lastSum() {
        return lastSum;
    }

    double lastWeight() {
        return lastWeight;
    }

    /** Looks at what the latest batch left, if somebody wants to observe this step; gives who looked. */
    Optional<RunObserver> look(long step, Batch batch, long number) {
        if (latest.observer.isEmpty() || !latest.observer.get().observes(step)) {
            return Optional.empty();
        }
        latest.observer.get().look(step, batch, number, lastWeight() == 0 ? 0 : lastSum() / lastWeight());
        return latest.observer;
    }
}
