package dev.evenkeel.train;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.GroupNorm;
import dev.evenkeel.norm.InstanceNorm;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.norm.LpNorm;
import dev.evenkeel.norm.PopulationStatistics;
import dev.evenkeel.norm.RmsNorm;
import dev.evenkeel.observe.Observation;
import dev.evenkeel.program.LayerOutput;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.spatial.ConvTranspose;
import dev.evenkeel.train.meter.LayerMeter;
import dev.evenkeel.train.meter.NormalizationMeter;
import dev.evenkeel.train.meter.ParameterMeter;
import dev.evenkeel.train.meter.Sample;
import dev.evenkeel.train.update.ParameterGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Looks into the steps of a run that someone wants to observe. It reads what the step left in its buffers and changes
 * nothing there: {@link #look} once the gradients are summed, {@link #finish} once the next weights are known, and
 * {@link #tell} once they are committed.
 */
final class RunObserver {
    /** How many steps apart the inference gap is measured, or as soon after as a step is observed. */
    private static final int GAP_STEPS = 100;

    /**
     * Who wants to know.
     *
     * @param everySteps after every how many steps
     * @param listener who is told
     */
    record Listener(int everySteps, Consumer<Observation> listener) {
        boolean wants(long step) {
            return step == 1 || step % everySteps == 0;
        }

        boolean wantsGap(long step) {
            return step == 1 || (wants(step) && step / GAP_STEPS > (step - everySteps) / GAP_STEPS);
        }
    }

    private final List<Listener> listeners;
    private final List<LayerMeter> layers;
    private final Optional<InferenceGap> gap;
    private final Sample sample = new Sample();
    private final float[] spare;
    private long step;
    private double loss;
    private OptionalDouble inferenceGap = OptionalDouble.empty();
    private Optional<Observation> observation = Optional.empty();

    /** @param program whose batches are looked at */
    RunObserver(TrainerSettings settings, TrainingProgram program, Kernels kernels, Optional<InferenceGap> gap) {
        listeners = settings.observers;
        layers = layers(settings, program, kernels);
        this.gap = gap;
        spare = new float
                [layers.stream().mapToInt(LayerMeter::spareLength).max().orElse(0)];
    }

    private static List<LayerMeter> layers(TrainerSettings settings, TrainingProgram program, Kernels kernels) {
        Map<String, LayerOutput> outputs = program.outputs().stream()
                .collect(Collectors.toMap(output -> output.node().name(), Function.identity()));
        ParameterGroups groups = new ParameterGroups(settings.groups);
        List<LayerMeter> layers = new ArrayList<>();
        for (Node node : settings.network.nodes()) {
            LayerOutput output = outputs.get(node.name());
            if (output != null) {
                Optional<NormalizationMeter> normalization = node.layer() instanceof PopulationStatistics statistics
                        ? Optional.of(new NormalizationMeter(program, node.name(), statistics))
                        : Optional.empty();
                List<ParameterMeter> parameters = program.parameters().stream()
                        .filter(slot -> slot.layer().equals(node.name()) && slot.needsGradient())
                        .map(slot -> new ParameterMeter(
                                kernels,
                                slot,
                                groups.groupOf(slot.name()).learningRateFactor(),
                                scaling(settings, node, slot)))
                        .toList();
                layers.add(new LayerMeter(output, normalization, parameters));
            }
        }
        return layers;
    }

    private static ParameterMeter.Scaling scaling(TrainerSettings settings, Node node, ParameterSlot slot) {
        boolean product =
                node.layer() instanceof Linear || node.layer() instanceof Conv || node.layer() instanceof ConvTranspose;
        List<Node> readers = settings.network.consumers(node.name());
        return product
                        && slot.parameter().role() == Parameter.Role.WEIGHT
                        && readers.size() == 1
                        && rescales(settings, readers.get(0))
                ? ParameterMeter.Scaling.NORMALIZED
                : ParameterMeter.Scaling.EFFECTIVE;
    }

    private static boolean rescales(TrainerSettings settings, Node node) {
        return InferenceGap.normalizesByBatch(settings, node)
                || node.layer() instanceof GroupNorm
                || node.layer() instanceof InstanceNorm
                || node.layer() instanceof LayerNorm
                || node.layer() instanceof RmsNorm
                || node.layer() instanceof LpNorm;
    }

    boolean observes(long number) {
        for (int index = 0; index < listeners.size(); index++) {
            if (listeners.get(index).wants(number)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Looks at what the forward and the backward pass left.
     *
     * @param stepNumber the step's in the run
     * @param batch its last
     * @param batchNumber what dropout drew from
     * @param batchLoss the batch's
     */
    void look(long stepNumber, Batch batch, long batchNumber, double batchLoss) {
        step = stepNumber;
        loss = batchLoss;
        layers.forEach(layer -> layer.look(batch.examples(), sample, spare));
        boolean measured = listeners.stream().anyMatch(listener -> listener.wantsGap(stepNumber));
        double byRunning = gap.isPresent() && measured ? gap.get().loss(batch, batchNumber) : Double.NaN;
        inferenceGap = Double.isFinite(byRunning) ? OptionalDouble.of(byRunning - batchLoss) : OptionalDouble.empty();
    }

    /** Looks at what the step will change. */
    void finish(double learningRate) {
        observation = Optional.of(new Observation(
                step,
                loss,
                learningRate,
                inferenceGap,
                layers.stream()
                        .flatMap(layer -> layer.finish(learningRate).stream())
                        .toList()));
    }

    /** Says what was seen, if the step was committed. */
    void tell() {
        Observation seen = observation.orElseThrow();
        observation = Optional.empty();
        for (Listener listener : listeners) {
            if (listener.wants(seen.step())) {
                listener.listener().accept(seen);
            }
        }
    }
}
