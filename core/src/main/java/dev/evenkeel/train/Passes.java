package dev.evenkeel.train;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.layer.Step;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
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
    private Length latest;

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
        if (network.input().rank() != 2) {
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

    /** Forward and backward for one batch; says where a value was not finite. */
    Optional<String> learn(Batch batch, long number, int batches) {
        latest = length(lengths.areKnown() ? lengths.rungOf(batch) : 0);
        TrainingProgram program = latest.program;
        int examples = batch.examples();
        program.read(batch);
        int size = program.input().shape().size();
        if (!compute.kernels().elements().allFinite(program.input().values(), 0, examples * size)) {
            return Optional.of("the input");
        }
        program.forward(examples, number, Step.Purpose.LEARN);
        double value = latest.loss.run(examples, batch.targets(), batch.weights(), 1f / batches);
        if (!Double.isFinite(value)) {
            return Optional.of(
                    program.firstNonFinite().map(node -> node.title()).orElse("the loss"));
        }
        program.backward();
        if (accuracy.isPresent()) {
            accuracy.get().addBatch(program.output(), target, examples, batch.targets(), batch.weights());
        }
        return Optional.empty();
    }

    /** The sum of the latest batch's loss. */
    double lastSum() {
        return latest.loss.lastSum();
    }

    double lastWeight() {
        return latest.loss.lastWeight();
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
