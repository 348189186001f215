package dev.evenkeel.train;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.model.TargetScaling;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.loss.Loss;
import dev.evenkeel.train.metric.Metric;
import dev.evenkeel.worker.Workers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** A predictor measured on data, in the targets' own units. */
public final class Evaluation {
    private static final int BLOCK = 256;

    private Evaluation() {}

    /**
     * The value of each metric over all examples, by the metric's name, in the order given.
     *
     * @throws dev.evenkeel.EvenkeelException if a metric does not fit the outputs and targets
     */
    public static Map<String, Double> of(Predictor predictor, Dataset data, List<Metric> metrics) {
        return of(predictor, data, metrics, Workers.alone());
    }

    /** Over the examples of all workers, each of which has its own. */
    static Map<String, Double> of(Predictor predictor, Dataset data, List<Metric> metrics, Workers workers) {
        List<Metric.Accumulator> accumulators = metrics.stream()
                .map(metric -> metric.start(predictor.output(), data.target(), predictor.outputActivation()))
                .toList();
        forEachBlock(
                predictor,
                data,
                activations -> batch -> accumulators.forEach(accumulator -> accumulator.addBatch(
                        activations, data.target(), batch.examples(), batch.targets(), batch.weights())));
        accumulators.forEach(accumulator -> pool(accumulator, workers));
        Map<String, Double> values = new LinkedHashMap<>();
        for (int index = 0; index < metrics.size(); index++) {
            values.put(metrics.get(index).name(), accumulators.get(index).value());
        }
        return values;
    }

    /** Replaces what a worker gathered by what all did, put together in order of rank. */
    static void pool(Metric.Accumulator accumulator, Workers workers) {
        if (!workers.several()) {
            return;
        }
        double[][] each = workers.gatherEach(accumulator.sums());
        accumulator.restore(new double[each[workers.rank()].length]);
        for (double[] sums : each) {
            accumulator.merge(sums);
        }
    }

    /** The mean loss over all examples. */
    public static double loss(Predictor predictor, Dataset data, Loss loss) {
        return loss(predictor, data, loss, Workers.alone());
    }

    /** Over the examples of all workers, each of which has its own. */
    static double loss(Predictor predictor, Dataset data, Loss loss, Workers workers) {
        return loss(predictor, data, loss, workers, batch -> {});
    }

    /** The mean loss in the unit of training: of outputs that were not scaled back, on targets that are scaled here. */
    static double scaledLoss(Predictor unscaled, Dataset data, Loss loss, Workers workers, TargetScaling scaling) {
        return loss(unscaled, data, loss, workers, batch -> {
            for (int row = 0; row < batch.examples(); row++) {
                scaling.scale(batch.targets(), batch.targetOffset(row));
            }
        });
    }

    private static double loss(Predictor predictor, Dataset data, Loss loss, Workers workers, Consumer<Batch> targets) {
        Compute compute = new Compute(PreferredKernels.kernels(), Team.alone());
        double[] sums = new double[2];
        forEachBlock(predictor, data, activations -> {
            Loss.Bound bound = loss.bind(compute, activations, data.target(), new float[activations.values().length]);
            return batch -> {
                targets.accept(batch);
                bound.evaluate(batch.examples(), batch.targets(), batch.weights());
                sums[0] += bound.lastSum();
                sums[1] += bound.lastWeight();
            };
        });
        workers.add(sums);
        return sums[0] / sums[1];
    }

    /** Hands each batch on once the predictor's outputs for it stand in the activations. */
    private static void forEachBlock(
            Predictor predictor, Dataset data, Function<Activations, Consumer<Batch>> measuring) {
        Shape output = predictor.output();
        int capacity = Math.min(BLOCK, Math.max(1, data.size()));
        Mask mask = new Mask(capacity, output.positions());
        Activations activations = new Activations(output, capacity, new float[capacity * output.size()], mask);
        Consumer<Batch> measure = measuring.apply(activations);
        data.forEachBatch(BLOCK, batch -> {
            predictor.predict(batch.inputs(), 0, batch.examples(), activations.values(), 0, batch.mask());
            mask.copyFrom(predictor.outputMask(batch.mask(), batch.examples()), batch.examples());
            measure.accept(batch);
        });
    }
}
