package dev.evenkeel.inference;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.OperationNode;
import dev.evenkeel.operation.builtin.Identity;
import dev.evenkeel.operation.builtin.ProductOperation;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The unfolded network with all its values kept, and what each folded product makes of the same inputs: a fold's difference
 * is its own, not that of the folds before it.
 */
final class FoldMeasurement {
    private static final int MAX_FLOATS = 1 << 22;

    private final Kernels kernels;
    private final int block;
    private final Map<String, float[]> values = new HashMap<>();
    private final List<Operation.Bound> steps = new ArrayList<>();
    private final List<Trial> trials = new ArrayList<>();

    /**
     * A product with what was folded into it.
     *
     * @param node the product, before anything is fused into it
     * @param reads the unfolded node whose values it reads
     * @param gives the unfolded node whose values it computes
     * @param bounds its error before anything is measured
     */
    record Fold(OperationNode node, String reads, String gives, FoldError bounds) {}

    private FoldMeasurement(Shape input, List<OperationNode> plain, List<Fold> folds, Kernels kernels, int examples) {
        this.kernels = kernels;
        long floats = input.size()
                + plain.stream().mapToLong(node -> node.outputShape().size()).sum();
        block = (int) Math.max(1, Math.min(examples, MAX_FLOATS / floats));
        values.put(OperationNode.INPUT, new float[block * input.size()]);
        for (OperationNode node : plain) {
            if (node.operation() instanceof Identity) {
                values.put(node.name(), valuesOf(node.inputs().get(0)));
            } else {
                values.put(node.name(), new float[block * node.outputShape().size()]);
                steps.add(bind(node, node.inputs(), valuesOf(node.name())));
            }
        }
        folds.forEach(fold -> trials.add(new Trial(fold)));
    }

    /** The error of each fold, by its product's name, with its differences on {@code examples}, one after the other. */
    static Map<String, FoldError> of(
            Shape input, List<OperationNode> plain, List<Fold> folds, Kernels kernels, float[] examples) {
        int count = examples.length / input.size();
        FoldMeasurement measurement = new FoldMeasurement(input, plain, folds, kernels, count);
        measurement.run(examples, count, input.size());
        Map<String, FoldError> measured = new HashMap<>();
        for (Trial trial : measurement.trials) {
            measured.put(
                    trial.fold.node().name(), trial.fold.bounds().measured(trial.worst, trial.largestInput, count));
        }
        return measured;
    }

    private void run(float[] examples, int count, int size) {
        for (int first = 0; first < count; first += block) {
            int present = Math.min(block, count - first);
            System.arraycopy(examples, first * size, valuesOf(OperationNode.INPUT), 0, present * size);
            steps.forEach(step -> step.run(present));
            trials.forEach(trial -> trial.run(present));
        }
    }

    private Operation.Bound bind(OperationNode node, List<String> reads, float[] output) {
        Activations[] inputs = new Activations[reads.size()];
        Arrays.setAll(inputs, index -> activations(node.inputShapes().get(index), valuesOf(reads.get(index))));
        return node.operation()
                .prepared(kernels)
                .bind(new Compute(kernels, Team.alone()), inputs, activations(node.outputShape(), output));
    }

    private Activations activations(Shape shape, float[] array) {
        return new Activations(shape, block, array, new Mask(block, shape.positions()));
    }

    private float[] valuesOf(String name) {
        float[] found = values.get(name);
        if (found == null) {
            throw new IllegalStateException("No values of '" + name + "' were kept");
        }
        return found;
    }

    /** One folded product beside the unfolded network. */
    private final class Trial {
        private final Fold fold;
        private final int inputSize;
        private final int outputSize;
        private final float[] inputs;
        private final float[] expected;
        private final float[] actual;
        private final double[] worst;
        private final Operation.Bound operation;
        private double largestInput;

        Trial(Fold fold) {
            OperationNode node = fold.node();
            this.fold = fold;
            inputSize = node.inputShapes().get(0).size();
            outputSize = node.outputShape().size();
            inputs = valuesOf(fold.reads());
            expected = valuesOf(fold.gives());
            actual = new float[expected.length];
            worst = new double[((ProductOperation) node.operation()).outputs()];
            operation = bind(node, List.of(fold.reads()), actual);
        }

        void run(int examples) {
            operation.run(examples);
            for (int at = 0; at < examples * inputSize; at++) {
                largestInput = Math.max(largestInput, Math.abs(inputs[at]));
            }
            for (int at = 0; at < examples * outputSize; at++) {
                int channel = at % worst.length;
                worst[channel] = Math.max(worst[channel], Math.abs((double) expected[at] - actual[at]));
            }
        }
    }
}
