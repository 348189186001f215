package dev.evenkeel.sequence;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Matrix;

/**
 * The weights that one direction multiplies its states by, packed for products, and the constants it adds: in one part for an
 * LSTM, in two for a GRU, whose candidate n comes after its gates r and z.
 */
final class RecurrentWeights {
    private final Kernels kernels;
    private final int hidden;
    private final int[] partEnds;
    private final boolean separateShift;
    private final float[][] packed;
    private final float[][] packedBackward;
    private final Matrix[] transposed;
    private final Matrix[] plain;
    private final float[] shift;
    private final float[] candidateShift;

    RecurrentWeights(Kernels kernels, Recurrent layer) {
        this.kernels = kernels;
        hidden = layer.hidden();
        partEnds = layer instanceof Gru ? new int[] {2 * hidden, 3 * hidden} : new int[] {4 * hidden};
        separateShift = layer instanceof Gru gru && gru.reset() == Gru.Reset.AFTER;
        packed = new float[partEnds.length][];
        packedBackward = new float[partEnds.length][0];
        transposed = new Matrix[partEnds.length];
        plain = new Matrix[partEnds.length];
        for (int part = 0; part < partEnds.length; part++) {
            int columns = end(part) - start(part);
            packed[part] = new float[kernels.products().packedLength(hidden, columns)];
            transposed[part] = Matrix.columnMajor(hidden, columns);
            plain[part] = Matrix.rowMajor(columns, hidden);
        }
        shift = new float[layer.gates() * hidden];
        candidateShift = new float[separateShift ? hidden : 0];
    }

    /** Adds what the backward pass needs. */
    RecurrentWeights withGradients() {
        for (int part = 0; part < partEnds.length; part++) {
            int rows = end(part) - start(part);
            packedBackward[part] = new float[kernels.products().packedLength(rows, hidden)];
        }
        return this;
    }

    int parts() {
        return partEnds.length;
    }

    /** The first row of weights of a part. */
    int start(int part) {
        return part == 0 ? 0 : partEnds[part - 1];
    }

    /** The row of weights behind a part's last. */
    int end(int part) {
        return partEnds[part];
    }

    /** What is added to the product of the inputs. */
    float[] shift() {
        return shift;
    }

    /** What is added to the candidate's product of the states, where the reset comes after it; else empty. */
    float[] candidateShift() {
        return candidateShift;
    }

    /** {@code [hidden, rows of the part]}, packed. */
    float[] packed(int part) {
        return packed[part];
    }

    /** {@code [rows of the part, hidden]}, packed. */
    float[] packedBackward(int part) {
        return packedBackward[part];
    }

    /** Takes over the weights {@code [gates * hidden, hidden]} and both biases. */
    void set(float[] weight, float[] inputBias, float[] stateBias) {
        for (int part = 0; part < partEnds.length; part++) {
            pack(transposed[part].over(weight, start(part) * hidden), packed[part]);
        }
        int joined = separateShift ? 2 * hidden : shift.length;
        for (int row = 0; row < shift.length; row++) {
            shift[row] = row < joined ? inputBias[row] + stateBias[row] : inputBias[row];
        }
        System.arraycopy(stateBias, joined, candidateShift, 0, candidateShift.length);
    }

    /** Takes over the weights {@code [gates * hidden, hidden]} for gradients. */
    void setBackward(float[] weight) {
        for (int part = 0; part < partEnds.length; part++) {
            pack(plain[part].over(weight, start(part) * hidden), packedBackward[part]);
        }
    }

    private void pack(Matrix b, float[] to) {
        kernels.products().pack(b, to, 0, kernels.products().panels(b.columns()));
    }
}
