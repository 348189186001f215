package dev.evenkeel.sequence;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.product.PackedMatrix;
import dev.evenkeel.kernel.product.PackedProduct;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.PositionalOperation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link Recurrent} in inference.
 *
 * @param weights of each direction
 */
record RecurrentOperation(Recurrent layer, List<Weights> weights) implements PositionalOperation {
    /** The tensors of one direction. */
    record Weights(
            Recurrent.Direction direction, Tensor inputWeight, Tensor stateWeight, Tensor inputBias, Tensor stateBias) {
        Packed packed(Kernels kernels, Recurrent layer) {
            RecurrentWeights states = new RecurrentWeights(kernels, layer);
            states.set(stateWeight.toArray(), inputBias.toArray(), stateBias.toArray());
            Matrix transposed = Matrix.columnMajor(
                            inputWeight.shape().extent(1), inputWeight.shape().extent(0))
                    .over(inputWeight.toArray());
            return new Packed(direction, PackedMatrix.pack(kernels, transposed), states);
        }
    }

    /** They packed. */
    record Packed(Recurrent.Direction direction, PackedMatrix inputWeights, RecurrentWeights weights) {}

    static RecurrentOperation of(Recurrent layer, InferenceContext context) {
        return new RecurrentOperation(
                layer,
                layer.direction().each().stream()
                        .map(direction -> new Weights(
                                direction,
                                context.tensor("weight_ih" + direction.suffix()),
                                context.tensor("weight_hh" + direction.suffix()),
                                context.tensor("bias_ih" + direction.suffix()),
                                context.tensor("bias_hh" + direction.suffix())))
                        .toList());
    }

    @Override
    public String describe() {
        return describe(layer);
    }

    static String describe(Recurrent layer) {
        String normalised = layer.normalization().isPresent()
                ? ", normalised by " + Settings.wordOf(layer.normalization().kind())
                : "";
        return layer.typeName() + " " + layer.hidden()
                + (layer.direction() == Recurrent.Direction.FORWARD ? "" : ", " + Settings.wordOf(layer.direction()))
                + normalised;
    }

    @Override
    public long work(Shape output) {
        return (long) output.positions()
                * weights.stream()
                        .mapToInt(one -> one.inputWeight.shape().size()
                                + one.stateWeight.shape().size())
                        .sum();
    }

    @Override
    public PackedOperation prepared(Kernels kernels) {
        return new PackedOperation(
                describe(),
                layer,
                weights.stream().map(one -> one.packed(kernels, layer)).toList());
    }

    @Override
    public Bound bind(Compute compute, Activations[] inputs, Activations output) {
        return prepared(compute.kernels()).bind(compute, inputs, output);
    }

    @Override
    public Bound bindAt(Compute compute, Activations[] inputs, Activations output, Place place) {
        return prepared(compute.kernels()).bindAt(compute, inputs, output, place);
    }

    /** The same with packed weights. */
    record PackedOperation(String describe, Recurrent layer, List<Packed> directions) implements PositionalOperation {
        @Override
        public Bound bind(Compute compute, Activations[] inputs, Activations output) {
            List<Sweep> sweeps = new ArrayList<>();
            for (int index = 0; index < directions.size(); index++) {
                sweeps.add(sweep(index, compute, inputs[0], output));
            }
            Sweep[] all = sweeps.toArray(Sweep[]::new);
            return examples -> {
                for (Sweep sweep : all) {
                    sweep.readInputs(examples);
                    sweep.cell.forward(0, examples);
                }
            };
        }

        /** The state after a position is kept for the next. */
        @Override
        public Bound bindAt(Compute compute, Activations[] inputs, Activations output, Place place) {
            if (layer.direction() != Recurrent.Direction.FORWARD) {
                throw new EvenkeelException("begins at the last position; a session needs the direction forward");
            }
            Sweep sweep = sweep(0, compute, inputs[0], output);
            return examples -> {
                sweep.readInputs(examples);
                if (place.position() == 0) {
                    sweep.buffers.begin(0, examples);
                }
                sweep.cell.forward(0, 0, examples);
                sweep.buffers.finish(0, 0, examples);
                sweep.buffers.keep();
            };
        }

        private Sweep sweep(int index, Compute compute, Activations input, Activations output) {
            Packed packed = directions.get(index);
            RecurrentBuffers buffers =
                    new RecurrentBuffers(layer, packed.direction, index * layer.hidden(), input, output);
            int rows = input.rows(input.capacity());
            Matrix inputs = Matrix.rowMajor(rows, buffers.channels()).over(buffers.inputs());
            Matrix gates = Matrix.rowMajor(rows, buffers.gateValues()).over(buffers.gates());
            Epilogue shift = new Epilogue().shift(packed.weights.shift());
            return new Sweep(
                    buffers,
                    packed.inputWeights.product(compute, inputs, gates, shift),
                    RecurrentCell.of(layer, compute.kernels(), buffers, packed.weights));
        }

        /** One direction on its buffers. */
        private record Sweep(RecurrentBuffers buffers, PackedProduct product, RecurrentCell cell) {
            void readInputs(int examples) {
                buffers.examples(examples);
                buffers.gather(0, buffers.rows());
                product.run(buffers.rows());
            }
        }
    }
}
