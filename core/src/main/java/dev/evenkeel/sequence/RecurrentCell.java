package dev.evenkeel.sequence;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.CellRow;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Product;
import dev.evenkeel.kernel.view.Start;
import java.util.Arrays;

/**
 * Passes over the positions of some examples in one direction, on the buffers and weights that cells of the same direction share;
 * one thread at a time. What the gates read of the inputs is there before.
 */
abstract class RecurrentCell {
    final Kernels kernels;
    final RecurrentBuffers buffers;
    final RecurrentWeights weights;
    final int hidden;
    final int gateValues;
    final CellRow row;

    RecurrentCell(Kernels kernels, RecurrentBuffers buffers, RecurrentWeights weights) {
        this.kernels = kernels;
        this.buffers = buffers;
        this.weights = weights;
        hidden = buffers.hidden();
        gateValues = buffers.gateValues();
        row = new CellRow(hidden, buffers.gates(), buffers.states(), buffers.memory())
                .gradients(buffers.stateGradient(), buffers.memoryGradient());
    }

    static RecurrentCell of(Recurrent layer, Kernels kernels, RecurrentBuffers buffers, RecurrentWeights weights) {
        return layer instanceof Gru gru
                ? new GruCell(gru.reset(), kernels, buffers, weights)
                : new LstmCell(kernels, buffers, weights);
    }

    /** From what the gates read of the inputs and the states before, the states after. */
    abstract void forward(int step, int from, int to);

    /**
     * From the gradients of the states after, those of what the gates read and of the states before. Examples whose position is
     * padding have gradients of 0 at their gates, and those of their states stay.
     */
    abstract void backward(int step, int from, int to);

    /** Passes over all positions of the examples {@code [from, to)} and writes their outputs. */
    final void forward(int from, int to) {
        buffers.begin(from, to);
        for (int step = 0; step < buffers.steps(); step++) {
            forward(step, from, to);
            buffers.finish(step, from, to);
        }
    }

    /** Passes back over them, given the gradients of the outputs. */
    final void backward(int from, int to, float[] dy) {
        Arrays.fill(buffers.stateGradient(), from * hidden, to * hidden, 0f);
        Arrays.fill(buffers.memoryGradient(), from * hidden, to * hidden, 0f);
        for (int step = buffers.steps() - 1; step >= 0; step--) {
            for (int example = from; example < to; example++) {
                if (buffers.isReal(step, example)) {
                    float[] dh = buffers.stateGradient();
                    int at = example * hidden;
                    kernels.elements().add(dh, at, dy, buffers.outputAt(step, example), dh, at, hidden);
                } else {
                    int at = buffers.row(step, example) * gateValues;
                    Arrays.fill(buffers.gates(), at, at + gateValues, 0f);
                }
            }
            backward(step, from, to);
        }
    }

    /** Lays the row over an example at a step. */
    final CellRow at(int step, int example) {
        int before = buffers.row(step, example);
        int after = buffers.row(step + 1, example);
        return row.at(before * gateValues, before * hidden, after * hidden, example * hidden);
    }

    /** A product of a few rows with packed weights. */
    static final class StepProduct {
        private static final float[] NO_WORKSPACE = {};

        private final Kernels kernels;
        private final Matrix a;
        private final Matrix c;
        private final Product product;

        /** Of rows {@code aStride} apart, {@code depth} values each, to rows {@code cStride} apart, {@code columns} values each. */
        StepProduct(Kernels kernels, int depth, int aStride, int columns, int cStride) {
            this.kernels = kernels;
            a = Matrix.rowMajor(0, depth, aStride);
            c = Matrix.rowMajor(0, columns, cStride);
            product = new Product();
        }

        /** Adds {@code shift} to every row of the product. */
        StepProduct shift(float[] shift) {
            product.epilogue(new Epilogue().shift(shift));
            return this;
        }

        StepProduct start(Start start) {
            product.start(start);
            return this;
        }

        void run(float[] left, int leftAt, float[] packed, float[] result, int resultAt, int rows) {
            product.of(
                    a.over(left, leftAt).rows(rows),
                    packed,
                    c.over(result, resultAt).rows(rows));
            kernels.products().multiply(product, 0, rows, 0, kernels.products().panels(c.columns()), NO_WORKSPACE);
        }
    }
}
