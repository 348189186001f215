package dev.evenkeel.lab.training;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.EvenBatches;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.lab.experiment.Probe;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.StatisticSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.train.Evaluation;
import dev.evenkeel.train.loss.Loss;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.metric.Metrics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Gradient descent {@code w <- w - learningRate * dL/dw} on one thread, batch by batch, on batches of one's own choice. A step
 * that gives a value that is not finite changes nothing and ends the learning: it has diverged.
 */
final class Learner {
    private final Dataset data;
    private final int batchSize;
    private final float learningRate;
    private final Kernels kernels = PreferredKernels.kernels();
    private final TrainingProgram program;
    private final Loss.Bound loss;
    private final Batch batch;
    private long number;
    private boolean diverged;

    Learner(Network network, Dataset data, int batchSize, double learningRate, long seed) {
        this(network, data, batchSize, batchSize, learningRate, seed);
    }

    /** @param room the most examples whose {@link #values} are looked at, at least the batch size */
    Learner(Network network, Dataset data, int batchSize, int room, double learningRate, long seed) {
        this.data = data;
        this.batchSize = batchSize;
        this.learningRate = (float) learningRate;
        Compute compute = new Compute(kernels, Team.alone());
        program = Compiler.compile(network, room, compute, seed, layer -> TrainingMode.TRAIN);
        loss = Losses.crossEntropy().bind(compute, program.output(), data.target(), program.outputGradient());
        batch = new Batch(room, data.inputShape(), data.target());
    }

    /** One step for each batch of the examples {@code order}. */
    void learn(int[] order) {
        EvenBatches cut = new EvenBatches(order.length, batchSize);
        for (int index = 0; index < cut.count() && !diverged; index++) {
            learn(order, cut.from(index), cut.to(index));
        }
    }

    /** One step on the examples {@code order[from .. to)}. */
    void learn(int[] order, int from, int to) {
        if (diverged) {
            return;
        }
        diverged = !Double.isFinite(gradient(order, from, to)) || !next();
        if (diverged) {
            program.rollback();
        } else {
            parameters().forEach(ParameterSlot::commit);
            program.commit();
        }
        number++;
    }

    /** Lets the running statistics follow the batches of these examples; no weight changes. */
    void gather(int[] order) {
        EvenBatches cut = new EvenBatches(order.length, batchSize);
        for (int index = 0; index < cut.count(); index++) {
            batch.fill(data, order, cut.from(index), cut.to(index));
            program.begin();
            program.forward(batch, number++, Step.Purpose.LEARN);
            program.commit();
        }
    }

    /** Computes the gradients of the loss on a batch, and the loss; to be followed by {@link #forget} unless in a step. */
    double gradient(int[] order, int from, int to) {
        batch.fill(data, order, from, to);
        program.begin();
        program.forward(batch, number, Step.Purpose.LEARN);
        double value = loss.run(batch.examples(), batch.targets(), batch.weights(), 1f);
        program.backward();
        return value;
    }

    /** Undoes what a gradient that was only looked at did to the running statistics. */
    void forget() {
        program.rollback();
    }

    /** What a probe reads when the first examples pass through as a batch, as in training; nothing is learned from them. */
    float[] values(String probe, Dataset examples, int count) {
        batch.fill(examples, IntStream.range(0, count).toArray(), 0, count);
        program.begin();
        program.forward(batch, number, Step.Purpose.LEARN);
        program.rollback();
        return Probe.reading(program.pass(probe).orElseThrow()).values();
    }

    List<ParameterSlot> parameters() {
        return program.parameters();
    }

    /** Writes the next values of all parameters; whether they and the statistics are finite. */
    boolean next() {
        boolean finite = true;
        for (ParameterSlot slot : parameters()) {
            float[] next = slot.next();
            float[] values = slot.values();
            float[] gradient = slot.gradient();
            for (int index = 0; index < next.length; index++) {
                next[index] = values[index] - learningRate * gradient[index];
            }
            finite &= kernels.elements().allFinite(next, 0, next.length);
        }
        for (StatisticSlot slot : program.statistics()) {
            finite &= kernels.elements().allFinite(slot.values(), 0, slot.values().length);
        }
        return finite;
    }

    Model model() {
        Map<String, Tensor> tensors = new HashMap<>();
        Map<String, SampleCounts> sampleCounts = new HashMap<>();
        for (ParameterSlot slot : parameters()) {
            tensors.put(slot.name(), Tensor.of(slot.parameter().shape(), slot.values()));
        }
        for (StatisticSlot slot : program.statistics()) {
            tensors.put(slot.name(), Tensor.of(slot.statistic().shape(), slot.values()));
            sampleCounts.put(slot.layer(), SampleCounts.of(slot.updates(), slot.count()));
        }
        Model.Output output = new Model.Output(Losses.crossEntropy().outputActivation(), List.of(), Optional.empty());
        return new Model(program.network(), tensors, sampleCounts, output, JsonObject.of(), Map.of());
    }

    /** The frozen network's share of right classes; 0 where it diverged. */
    double accuracy(Dataset test) {
        return diverged ? 0 : accuracy(model(), test);
    }

    static double accuracy(Model model, Dataset test) {
        return Evaluation.of(model.freezeUnfolded(), test, List.of(Metrics.accuracy())).values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }
}
