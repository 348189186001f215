package dev.evenkeel.program;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.kernel.reduction.Joint;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.worker.Workers;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A network compiled for training at one batch size: buffers, parameters, running statistics and the passes in order.
 * A forward or backward pass allocates nothing. Used by one thread, which may lead a team.
 *
 * <p>A step is a transaction: {@link #begin}, then per batch {@link #forward} and {@link #backward}, then
 * {@link #commit} or {@link #rollback}.
 */
public final class TrainingProgram {
    private final Compiler compiler;
    private final Network network;
    private final Compute compute;
    private final List<Stage> stages;
    private final Activations input;
    private final Activations output;
    private final float[] outputGradient;
    private final List<ParameterSlot> parameters;
    private final List<StatisticSlot> statistics;
    private final Current current = new Current();
    private final Team.RangeTask sumGradients = this::sumGradients;
    private Stage summed;

    /**
     * One node at work, with the one fused into it: its pass, and the gradients to add up before its backward pass.
     *
     * @param completed the parameters whose gradients nothing adds to behind its backward pass
     */
    record Stage(
            Node node,
            Node end,
            TrainingPass pass,
            NodeFusion fusion,
            Activations output,
            boolean learns,
            float[] outputGradient,
            List<float[]> addends,
            List<ParameterSlot> completed) {}

    TrainingProgram(
            Compiler compiler,
            Network network,
            Compute compute,
            List<Stage> stages,
            Activations input,
            List<ParameterSlot> parameters,
            List<StatisticSlot> statistics) {
        this.compiler = compiler;
        this.network = network;
        this.compute = compute;
        this.stages = stages;
        this.input = input;
        this.summed = stages.get(stages.size() - 1);
        this.output = summed.output();
        this.outputGradient = summed.outputGradient();
        this.parameters = parameters;
        this.statistics = statistics;
    }

    public Network network() {
        return network;
    }

    public int batchSize() {
        return input.capacity();
    }

    /** The network's input; {@link #read} fills it. */
    public Activations input() {
        return input;
    }

    public Activations output() {
        return output;
    }

    /** The gradient of the output, which a loss writes between the forward and the backward pass. */
    public float[] outputGradient() {
        return outputGradient;
    }

    /** Who computes. */
    public Team team() {
        return compute.team();
    }

    /** With whom. */
    public Workers workers() {
        return compute.workers();
    }

    /** All parameters, in the network's order. */
    public List<ParameterSlot> parameters() {
        return parameters;
    }

    /** All running statistics, in the network's order. */
    public List<StatisticSlot> statistics() {
        return statistics;
    }

    /** Sets the committed weights and statistics to those of a model of the same network. */
    public void restore(Function<String, Tensor> tensors, Function<String, SampleCounts> behind) {
        restore(layer -> true, tensors, behind);
    }

    /**
     * As {@link #restore(Function, Function)}, but of chosen layers alone, by their names; the others may be different ones.
     *
     * @param tensors weights and statistics by their full names
     * @param behind what stands behind the statistics of a layer
     */
    public void restore(
            Predicate<String> layers, Function<String, Tensor> tensors, Function<String, SampleCounts> behind) {
        for (ParameterSlot slot : parameters) {
            if (layers.test(slot.layer())) {
                tensors.apply(slot.name()).copyTo(slot.values(), 0);
            }
        }
        for (StatisticSlot slot : statistics) {
            if (layers.test(slot.layer())) {
                SampleCounts counts = behind.apply(slot.layer());
                slot.restore(
                        tensors.apply(slot.name()).toArray(),
                        counts.batches().orElse(0),
                        counts.values().orElse(0));
            }
        }
    }

    /** The training pass of a layer, if it has one of its own and is not fused into another. */
    public Optional<TrainingPass> pass(String layer) {
        return stages.stream()
                .filter(stage -> stage.node().name().equals(layer))
                .map(Stage::pass)
                .findFirst();
    }

    /** The outputs of all layers that can be had, in the network's order. */
    public List<LayerOutput> outputs() {
        return stages.stream().flatMap(stage -> LayerOutput.of(stage).stream()).toList();
    }

    /** Begins a step: gradients are cleared. */
    public void begin() {
        for (int index = 0; index < parameters.size(); index++) {
            parameters.get(index).clearGradient();
        }
    }

    /**
     * A program for shorter sequences that learns the same parameters and statistics. It has this one's buffers, so one of them
     * runs at a time: each from {@link #forward} to {@link #backward}, in whose steps {@link #begin}, {@link #commit} and
     * {@link #rollback} are this one's.
     *
     * @throws dev.evenkeel.EvenkeelException if the network cannot take so few positions
     */
    public TrainingProgram shortened(int positions) {
        return compiler.compileShorter(network.shortened(positions));
    }

    /** Copies a batch in, with its padding; what stands at padded positions, or behind this program's, is left behind. */
    public void read(Batch batch) {
        int examples = batch.examples();
        int size = input.shape().size();
        if (batch.inputOffset(1) == size) {
            System.arraycopy(batch.inputs(), 0, input.values(), 0, examples * size);
        } else {
            for (int row = 0; row < examples; row++) {
                System.arraycopy(batch.inputs(), batch.inputOffset(row), input.values(), row * size, size);
            }
        }
        input.mask().copyFrom(batch.mask(), examples);
        input.clearPadding(examples);
    }

    /** Runs a batch forward through the training computation. {@code number} is what dropout draws from. */
    public void forward(Batch batch, long number, Step.Purpose purpose) {
        read(batch);
        forward(batch.examples(), number, purpose);
    }

    /** Runs the first {@code examples} of {@link #input()} forward. */
    public void forward(int examples, long number, Step.Purpose purpose) {
        current.examples = examples;
        current.number = number;
        current.purpose = purpose;
        for (int index = 0; index < stages.size(); index++) {
            TrainingPass pass = stages.get(index).pass();
            if (takesPart(pass)) {
                pass.forward(current);
            }
        }
        for (int index = 0; index < statistics.size(); index++) {
            statistics.get(index).stage();
        }
    }

    /** Runs the batch of the last forward pass backward from {@link #outputGradient()}, adding parameters' gradients. */
    public void backward() {
        for (int index = stages.size() - 1; index >= 0; index--) {
            backward(stages.get(index));
        }
    }

    /**
     * As {@link #backward()}, for the last batch of a step that several workers take together: each gradient begins to be
     * summed over the workers as soon as it is complete, while the layers before are still computing. The sums are there after
     * {@link Workers#awaitSums()}.
     */
    public void backwardWithWorkers() {
        Workers workers = compute.workers();
        for (int index = stages.size() - 1; index >= 0; index--) {
            Stage stage = stages.get(index);
            backward(stage);
            for (int slot = 0; slot < stage.completed().size(); slot++) {
                workers.beginSum(stage.completed().get(slot).gradient());
            }
        }
    }

    private boolean takesPart(TrainingPass pass) {
        return current.examples > 0 || pass instanceof Joint;
    }

    private void backward(Stage stage) {
        if (stage.learns() && takesPart(stage.pass())) {
            if (!stage.addends().isEmpty()) {
                summed = stage;
                compute.team().run(current.examples * stage.output().shape().size(), Grain.FLOATS, sumGradients);
            }
            stage.pass().backward(current);
        }
    }

    /** Adds up what the readers of a stage's output gave. */
    private void sumGradients(int from, int to) {
        float[] sum = summed.outputGradient();
        for (int addend = 0; addend < summed.addends().size(); addend++) {
            compute.kernels().elements().add(sum, from, summed.addends().get(addend), from, sum, from, to - from);
        }
    }

    /** Makes the statistics of this step the committed ones. Parameters are committed by who updates them. */
    public void commit() {
        for (int index = 0; index < statistics.size(); index++) {
            statistics.get(index).commit();
        }
    }

    /** Undoes what the batches since {@link #begin} did to the statistics. */
    public void rollback() {
        for (int index = 0; index < statistics.size(); index++) {
            statistics.get(index).rollback();
        }
    }

    /** The first layer whose output in the last forward pass is infinite or NaN. */
    public Optional<Node> firstNonFinite() {
        for (Stage stage : stages) {
            int length = Math.min(
                    stage.output().values().length,
                    current.examples * stage.output().shape().size());
            if (!compute.kernels().elements().allFinite(stage.output().values(), 0, length)) {
                return Optional.of(stage.node());
            }
        }
        return Optional.empty();
    }

    /** The first running statistic whose values after this step are infinite or NaN. */
    public Optional<StatisticSlot> firstNonFiniteStatistic() {
        for (int index = 0; index < statistics.size(); index++) {
            float[] values = statistics.get(index).values();
            if (!compute.kernels().elements().allFinite(values, 0, values.length)) {
                return Optional.of(statistics.get(index));
            }
        }
        return Optional.empty();
    }

    private static final class Current implements Step {
        private int examples;
        private long number;
        private Purpose purpose = Purpose.LEARN;

        @Override
        public int examples() {
            return examples;
        }

        @Override
        public long number() {
            return number;
        }

        @Override
        public Purpose purpose() {
            return purpose;
        }
    }
}
