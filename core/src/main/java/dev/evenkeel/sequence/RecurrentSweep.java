package dev.evenkeel.sequence;

import dev.evenkeel.kernel.product.MatrixProduct;
import dev.evenkeel.kernel.reduction.ColumnReduction;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.ScratchSlots;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Start;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.Variable;
import dev.evenkeel.tensor.Mask;
import java.util.Arrays;

/**
 * Trains one direction of a {@link Recurrent}: one product of the inputs of all positions, then blocks of examples pass over
 * their positions on their own; backward likewise, and the gradients of the weights are one product over all positions each.
 */
final class RecurrentSweep {
    private static final Epilogue NONE = new Epilogue();
    private static final Mask ALL = new Mask(0, 1);
    /** Multiply-adds of a block of examples that are worth a thread's while. */
    private static final long WORTH_SHARING = 1 << 19;

    private final Recurrent layer;
    private final TrainingContext context;
    private final Variable inputWeight;
    private final Variable stateWeight;
    private final Variable inputBias;
    private final Variable stateBias;
    private final Compute compute;
    private final RecurrentBuffers buffers;
    private final RecurrentWeights weights;
    private final RecurrentCell[] cells;
    private final MatrixProduct forward;
    private final MatrixProduct backward;
    private final Matrix inputs;
    private final Matrix gates;
    private final Matrix inputWeights;
    private final Matrix inputWeightsTransposed;
    private final Matrix inputWeightsGradient;
    private final Matrix allGatesTransposed;
    private final Matrix states;
    private final Matrix[] partsTransposed;
    private final Matrix[] partGradients;
    private final Epilogue shift;
    private final ColumnReduction gateColumns;
    private final ColumnReduction stateColumns;
    private final double[] gateSums;
    private final double[] stateSums;
    private final int blockExamples;
    private final Team.RangeTask gather;
    private final Team.RangeTask scatter;
    private final Team.RangeTask passOver;
    private final Team.RangeTask passBack;

    RecurrentSweep(Recurrent layer, TrainingContext context, Recurrent.Direction direction, int firstChannel) {
        this.layer = layer;
        this.context = context;
        inputWeight = context.parameter("weight_ih" + direction.suffix());
        stateWeight = context.parameter("weight_hh" + direction.suffix());
        inputBias = context.parameter("bias_ih" + direction.suffix());
        stateBias = context.parameter("bias_hh" + direction.suffix());
        compute = context.compute();
        buffers =
                new RecurrentBuffers(layer, direction, firstChannel, context.input(), context.output()).withGradients();
        weights = new RecurrentWeights(compute.kernels(), layer).withGradients();
        int hidden = layer.hidden();
        int channels = buffers.channels();
        int gateValues = buffers.gateValues();
        int maxRows = buffers.steps() * context.batchSize();
        ScratchSlots slots = new ScratchSlots(compute.team());
        cells = new RecurrentCell[slots.count()];
        Arrays.setAll(cells, slot -> RecurrentCell.of(layer, compute.kernels(), buffers, weights));
        forward = new MatrixProduct(compute, channels, gateValues);
        backward = new MatrixProduct(compute, Math.max(maxRows, gateValues), Math.max(channels, hidden));
        inputs = Matrix.rowMajor(maxRows, channels).over(buffers.inputs());
        gates = Matrix.rowMajor(maxRows, gateValues).over(buffers.gates());
        inputWeights = Matrix.rowMajor(gateValues, channels);
        inputWeightsTransposed = Matrix.columnMajor(channels, gateValues);
        inputWeightsGradient = Matrix.rowMajor(gateValues, channels);
        allGatesTransposed = Matrix.columnMajor(gateValues, maxRows).over(buffers.gates());
        states = Matrix.rowMajor(maxRows, hidden);
        partsTransposed = new Matrix[weights.parts()];
        partGradients = new Matrix[weights.parts()];
        for (int part = 0; part < partsTransposed.length; part++) {
            int rows = weights.end(part) - weights.start(part);
            partsTransposed[part] = isProductOfMemory(part)
                    ? Matrix.columnMajor(rows, maxRows).over(buffers.memory())
                    : Matrix.columnMajor(rows, maxRows, gateValues).over(buffers.gates(), weights.start(part));
            partGradients[part] = Matrix.rowMajor(rows, hidden);
        }
        shift = new Epilogue().shift(weights.shift());
        gateColumns = new ColumnReduction(compute, maxRows, gateValues);
        stateColumns = new ColumnReduction(compute, maxRows, hidden);
        gateSums = new double[gateValues];
        stateSums = new double[hidden];
        long work = 2L * buffers.steps() * gateValues * hidden;
        int tile = 2 * compute.kernels().products().tileRows();
        blockExamples = (int) Math.max(tile, (WORTH_SHARING + work - 1) / work);
        gather = buffers::gather;
        scatter = (from, to) -> buffers.scatter(buffers.inputs(), from, to, context.inputGradient(0));
        passOver = slots.task((from, to, slot) -> cells[slot].forward(from, to));
        passBack = slots.task((from, to, slot) -> cells[slot].backward(from, to, context.outputGradient()));
    }

    /** Whether a part's gradients are those of the memory: the candidate's whose product is reset. */
    private boolean isProductOfMemory(int part) {
        return part == 1 && layer instanceof Gru gru && gru.reset() == Gru.Reset.AFTER;
    }

    /** Whether a part multiplies the memory in place of the states: the candidate's that reads what was reset. */
    private boolean readsMemory(int part) {
        return part == 1 && !isProductOfMemory(part);
    }

    void forward(int examples) {
        buffers.examples(examples);
        int rows = buffers.rows();
        compute.team().run(rows, Grain.rows(buffers.channels()), gather);
        weights.set(stateWeight.values(), inputBias.values(), stateBias.values());
        inputWeightsTransposed.over(inputWeight.values());
        forward.run(inputs.rows(rows), inputWeightsTransposed, gates.rows(rows), Start.ZERO, shift);
        compute.team().run(examples, blockExamples, passOver);
    }

    void backward() {
        weights.setBackward(stateWeight.values());
        compute.team().run(buffers.examples(), blockExamples, passBack);
        addInputWeightGradient();
        addStateWeightGradient();
        addBiasGradients();
        if (context.needsInputGradient(0)) {
            int rows = buffers.rows();
            inputWeights.over(inputWeight.values());
            backward.run(gates.rows(rows), inputWeights, inputs.rows(rows), Start.ZERO, NONE);
            compute.team().run(rows, Grain.rows(buffers.channels()), scatter);
        }
    }

    private void addInputWeightGradient() {
        if (inputWeight.needsGradient()) {
            int rows = buffers.rows();
            inputWeightsGradient.over(inputWeight.gradient());
            backward.run(allGatesTransposed.columns(rows), inputs.rows(rows), inputWeightsGradient, Start.SUM, NONE);
        }
    }

    private void addStateWeightGradient() {
        if (stateWeight.needsGradient()) {
            int rows = buffers.rows();
            for (int part = 0; part < weights.parts(); part++) {
                partGradients[part].over(stateWeight.gradient(), weights.start(part) * buffers.hidden());
                states.over(readsMemory(part) ? buffers.memory() : buffers.states());
                backward.run(
                        partsTransposed[part].columns(rows), states.rows(rows), partGradients[part], Start.SUM, NONE);
            }
        }
    }

    private void addBiasGradients() {
        if (!inputBias.needsGradient() && !stateBias.needsGradient()) {
            return;
        }
        gateColumns.sums(buffers.gates(), 0, buffers.rows(), ALL, gateSums);
        if (inputBias.needsGradient()) {
            add(gateSums, gateSums.length, inputBias.gradient(), 0);
        }
        if (stateBias.needsGradient()) {
            int joined = gateSums.length - weights.candidateShift().length;
            add(gateSums, joined, stateBias.gradient(), 0);
            if (joined < gateSums.length) {
                stateColumns.sums(buffers.memory(), 0, buffers.rows(), ALL, stateSums);
                add(stateSums, stateSums.length, stateBias.gradient(), joined);
            }
        }
    }

    private static void add(double[] sums, int count, float[] gradient, int at) {
        for (int index = 0; index < count; index++) {
            gradient[at + index] += (float) sums[index];
        }
    }
}
