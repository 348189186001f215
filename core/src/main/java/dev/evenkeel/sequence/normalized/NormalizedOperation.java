package dev.evenkeel.sequence.normalized;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.product.PackedMatrix;
import dev.evenkeel.kernel.product.PackedProduct;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.TrainingMode.Source;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.PositionalOperation;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A recurrent layer that normalises in its cells, in inference.
 *
 * @param describe as {@code lstm 64, normalised by layer}
 * @param directions of its directions
 */
public record NormalizedOperation(String describe, List<Direction> directions) implements PositionalOperation {
    private static final Epilogue NONE = new Epilogue();

    /**
     * One direction's tensors, by their names.
     *
     * @param cell what it computes
     * @param tensors its parameters and running statistics
     */
    public record Direction(NormalizedCell cell, Map<String, float[]> tensors) {
        float[] values(String name) {
            return Objects.requireNonNull(tensors.get(name));
        }

        private Packed packed(Kernels kernels) {
            return new Packed(
                    this,
                    packed(kernels, values(cell.name("weight_ih"))),
                    packed(kernels, values(cell.name("weight_hh"))));
        }

        private PackedMatrix packed(Kernels kernels, float[] weight) {
            int read = weight.length / cell.gateValues();
            return PackedMatrix.pack(
                    kernels, Matrix.columnMajor(read, cell.gateValues()).over(weight));
        }
    }

    /** @throws EvenkeelException if a running variance is negative, or a tensor not finite */
    public static NormalizedOperation of(String describe, List<NormalizedCell> cells, InferenceContext context) {
        List<Direction> directions = new ArrayList<>();
        for (NormalizedCell cell : cells) {
            Map<String, float[]> tensors = new LinkedHashMap<>();
            cell.parameters(context.inputShape().channels())
                    .forEach(parameter -> tensors.put(
                            parameter.name(), context.tensor(parameter.name()).toArray()));
            cell.statistics()
                    .forEach(statistic -> tensors.put(
                            statistic.name(), context.tensor(statistic.name()).toArray()));
            tensors.forEach(NormalizedOperation::require);
            directions.add(new Direction(cell, tensors));
        }
        return new NormalizedOperation(describe, List.copyOf(directions));
    }

    private static void require(String name, float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value) || (name.endsWith("running_var") && value < 0)) {
                throw new EvenkeelException("its " + name + " holds " + value
                        + ". Train it anew, or go back to a model whose tensors are sound");
            }
        }
    }

    /** Each position multiplies a direction's weights once, those of a GRU or LSTM. */
    @Override
    public long work(Shape output) {
        return (long) output.positions()
                * directions.stream()
                        .mapToInt(one -> one.values(one.cell.name("weight_ih")).length
                                + one.values(one.cell.name("weight_hh")).length)
                        .sum();
    }

    @Override
    public PositionalOperation prepared(Kernels kernels) {
        return new Prepared(
                describe, directions.stream().map(one -> one.packed(kernels)).toList());
    }

    @Override
    public Bound bind(Compute compute, Activations[] inputs, Activations output) {
        return prepared(compute.kernels()).bind(compute, inputs, output);
    }

    @Override
    public Bound bindAt(Compute compute, Activations[] inputs, Activations output, Place place) {
        return prepared(compute.kernels()).bindAt(compute, inputs, output, place);
    }

    /** One direction with its weights packed. */
    private record Packed(Direction direction, PackedMatrix inputWeights, PackedMatrix stateWeights) {}

    /** The same with packed weights. */
    private record Prepared(String describe, List<Packed> directions) implements PositionalOperation {
        @Override
        public Bound bind(Compute compute, Activations[] inputs, Activations output) {
            List<Frozen> all = directions.stream()
                    .map(direction -> new Frozen(direction, compute, inputs[0], output))
                    .toList();
            return examples -> {
                for (Frozen one : all) {
                    one.by(0);
                    one.sweep.forward(examples, one);
                }
            };
        }

        @Override
        public Bound bindAt(Compute compute, Activations[] inputs, Activations output, Place place) {
            if (directions.size() > 1
                    || directions.get(0).direction().cell().order() == NormalizedCell.Order.LAST_TO_FIRST) {
                throw new EvenkeelException("begins at the last position; a session needs the direction forward");
            }
            Frozen frozen = new Frozen(directions.get(0), compute, inputs[0], output);
            return examples -> {
                frozen.steps.begin(examples);
                if (place.position() == 0) {
                    frozen.sweep.begin();
                }
                frozen.by(place.position());
                frozen.sweep.pass(frozen);
                frozen.sweep.keep();
                System.arraycopy(frozen.sweep.states, 0, output.values(), 0, frozen.cell.hidden());
            };
        }
    }

    /** One direction on its buffers. */
    private static final class Frozen implements StepSweep.Products {
        private final NormalizedCell cell;
        private final AlignedSteps steps;
        private final List<BatchStepNorm> ofBatch = new ArrayList<>();
        private final StepSweep sweep;
        private final PackedProduct inputProduct;
        private final PackedProduct stateProduct;
        private final Matrix stepStates;
        private final Matrix stepOfStates;

        Frozen(Packed packed, Compute compute, Activations input, Activations output) {
            Direction direction = packed.direction();
            cell = direction.cell();
            steps = new AlignedSteps(input, cell.order());
            int rows = input.rows(input.capacity());
            int channels = input.shape().channels();
            int hidden = cell.hidden();
            sweep = new StepSweep(compute.kernels(), cell, input, output, norm -> norm(norm, input, direction), steps);
            sweep.read(
                    direction.values(cell.norm("ih", "weight")),
                    direction.values(cell.name("bias_ih")),
                    direction.values(cell.norm("hh", "weight")),
                    direction.values(cell.name("bias_hh")));
            if (cell.isLstm()) {
                sweep.readMemory(direction.values(cell.norm("c", "weight")), direction.values(cell.norm("c", "bias")));
            }
            Matrix inputs = Matrix.rowMajor(rows, channels).over(sweep.inputs);
            Matrix ofInputs = Matrix.rowMajor(rows, cell.gateValues()).over(sweep.ofInputs);
            inputProduct = packed.inputWeights().product(compute, inputs, ofInputs, NONE);
            stepStates = Matrix.rowMajor(input.capacity(), hidden).over(sweep.states);
            stepOfStates = Matrix.rowMajor(input.capacity(), cell.gateValues()).over(sweep.ofStates);
            stateProduct = packed.stateWeights().product(compute, stepStates, stepOfStates, NONE);
        }

        private StepNorm norm(String norm, Activations input, Direction direction) {
            float epsilon = cell.normalization().epsilon();
            if (!cell.isOfBatch()) {
                int[] groups = norm.equals("c") ? new int[] {cell.hidden()} : cell.gateGroups();
                return new LayerStepNorm(steps, input.rows(input.capacity()), groups, epsilon);
            }
            BatchStepNorm batch = new BatchStepNorm(steps, input.shape().positions(), cell.columns(norm), epsilon);
            batch.running(
                    direction.values(cell.norm(norm, "running_mean")),
                    direction.values(cell.norm(norm, "running_var")),
                    Math.round(direction.values(cell.stepsName())[0]));
            ofBatch.add(batch);
            return batch;
        }

        void by(int firstStep) {
            for (int index = 0; index < ofBatch.size(); index++) {
                ofBatch.get(index).by(Source.RUNNING, firstStep);
            }
        }

        @Override
        public void ofInputs(int rows) {
            inputProduct.run(rows);
        }

        @Override
        public void ofStates(int first, int rows) {
            stepStates.over(sweep.states, first * cell.hidden());
            stepOfStates.over(sweep.ofStates, first * cell.gateValues());
            stateProduct.run(rows);
        }
    }
}
