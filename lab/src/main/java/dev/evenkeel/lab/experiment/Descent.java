package dev.evenkeel.lab.experiment;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.Compute;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.Treatment;
import dev.evenkeel.model.Evidence;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.StatisticSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.train.Evaluation;
import dev.evenkeel.train.Loss;
import dev.evenkeel.train.Losses;
import dev.evenkeel.train.Metrics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** {@code w <- w - rate * dL/dw}, one batch at a time, at a constant rate: training that can be watched between steps. */
final class Descent {
    private final Dataset data;
    private final int batchSize;
    private final float rate;
    private final TrainingProgram program;
    private final Loss.Bound loss;
    private final Batch batch;
    private final int[] order;
    private final Randomness random;
    private int at;
    private long number;

    /** @param room the most examples of a batch that is looked at, at least the batch size */
    Descent(Network network, Dataset data, int batchSize, int room, double rate, Compute compute, long seed) {
        this.data = data;
        this.batchSize = Math.min(batchSize, data.size());
        this.rate = (float) rate;
        program = Compiler.compile(network, room, compute, seed, layer -> Treatment.TRAIN);
        loss = Losses.crossEntropy().bind(compute, program.output(), data.target(), program.outputGradient());
        batch = new Batch(room, data.inputShape(), data.target());
        order = IntStream.range(0, data.size()).toArray();
        random = Randomness.of(seed, "order");
        random.shuffle(order);
    }

    /** One step on the next batch of an order that is drawn anew when it is through. */
    void step() {
        if (at + batchSize > order.length) {
            random.shuffle(order);
            at = 0;
        }
        batch.fill(data, order, at, at + batchSize);
        at += batchSize;
        program.begin();
        program.forward(batch, number++, Step.Purpose.LEARN);
        loss.run(batch.examples(), batch.targets(), batch.weights(), 1f);
        program.backward();
        for (ParameterSlot slot : program.parameters()) {
            for (int index = 0; index < slot.next().length; index++) {
                slot.next()[index] = slot.values()[index] - rate * slot.gradient()[index];
            }
            slot.commit();
        }
        program.commit();
    }

    /** What a probe reads when these examples pass through as a batch, as in training; nothing is learned from them. */
    float[] read(String probe, Dataset examples, int count) {
        batch.fill(examples, IntStream.range(0, count).toArray(), 0, count);
        program.begin();
        program.forward(batch, number, Step.Purpose.LEARN);
        program.rollback();
        return Probe.in(program, probe).values();
    }

    /** The frozen network's share of right classes. */
    double accuracy(Dataset test) {
        return Evaluation.of(model().freezeUnfolded(), test, List.of(Metrics.accuracy())).values().stream()
                .findFirst()
                .orElseThrow();
    }

    private Model model() {
        Map<String, Tensor> tensors = new HashMap<>();
        Map<String, Evidence> evidence = new HashMap<>();
        for (ParameterSlot slot : program.parameters()) {
            tensors.put(slot.name(), Tensor.of(slot.parameter().shape(), slot.values()));
        }
        for (StatisticSlot slot : program.statistics()) {
            tensors.put(slot.name(), Tensor.of(slot.statistic().shape(), slot.values()));
            evidence.put(slot.layer(), Evidence.of(slot.updates(), slot.count()));
        }
        Model.Output output = new Model.Output(Losses.crossEntropy().link(), List.of(), Optional.empty());
        return new Model(program.network(), tensors, evidence, output, JsonObject.of(), Map.of());
    }
}
