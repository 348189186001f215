package dev.evenkeel.sequence;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.CellRow;
import dev.evenkeel.kernel.view.Start;
import java.util.Arrays;

/**
 * A {@link Gru}, step by step. Its memory is W_hn h + b_hn where the reset comes after the product, whose gradient takes its
 * place, and r h where it comes before.
 */
final class GruCell extends RecurrentCell {
    private static final int GATES = 0;
    private static final int CANDIDATE = 1;

    private final boolean resetAfter;
    private final StepProduct toGates;
    private final StepProduct toCandidate;
    private final StepProduct gatesToStates;
    private final StepProduct candidateToStates;

    GruCell(Gru.Reset reset, Kernels kernels, RecurrentBuffers buffers, RecurrentWeights weights) {
        super(kernels, buffers, weights);
        resetAfter = reset == Gru.Reset.AFTER;
        toGates = new StepProduct(kernels, hidden, hidden, 2 * hidden, gateValues).start(Start.SUM);
        gatesToStates = new StepProduct(kernels, 2 * hidden, gateValues, hidden, hidden).start(Start.SUM);
        if (resetAfter) {
            toCandidate = new StepProduct(kernels, hidden, hidden, hidden, hidden).shift(weights.candidateShift());
            candidateToStates = new StepProduct(kernels, hidden, hidden, hidden, hidden).start(Start.SUM);
        } else {
            toCandidate = new StepProduct(kernels, hidden, hidden, hidden, gateValues).start(Start.SUM);
            candidateToStates = new StepProduct(kernels, hidden, gateValues, hidden, hidden);
        }
    }

    @Override
    void forward(int step, int from, int to) {
        int rows = to - from;
        int first = buffers.row(step, from);
        float[] gates = buffers.gates();
        float[] states = buffers.states();
        float[] memory = buffers.memory();
        toGates.run(states, first * hidden, weights.packed(GATES), gates, first * gateValues, rows);
        if (resetAfter) {
            toCandidate.run(states, first * hidden, weights.packed(CANDIDATE), memory, first * hidden, rows);
        }
        for (int example = from; example < to; example++) {
            CellRow at = at(step, example);
            kernels.activations().apply(Activation.SIGMOID, 0, gates, at.gatesAt(), gates, at.gatesAt(), 2 * hidden);
            if (resetAfter) {
                kernels.cells().gruCandidate(at, 0, hidden);
            } else {
                kernels.cells().gruReset(at, 0, hidden);
            }
        }
        if (!resetAfter) {
            int candidate = first * gateValues + 2 * hidden;
            toCandidate.run(memory, first * hidden, weights.packed(CANDIDATE), gates, candidate, rows);
        }
        for (int example = from; example < to; example++) {
            CellRow at = at(step, example);
            int candidate = at.gatesAt() + 2 * hidden;
            kernels.activations().apply(Activation.TANH, 0, gates, candidate, gates, candidate, hidden);
            kernels.cells().gruState(at, 0, hidden);
        }
    }

    @Override
    void backward(int step, int from, int to) {
        for (int example = from; example < to; example++) {
            if (buffers.isReal(step, example)) {
                kernels.cells().gruBackward(at(step, example), 0, hidden);
            }
        }
        if (resetAfter) {
            resetAfterBackward(step, from, to);
        } else {
            resetBeforeBackward(step, from, to);
        }
        if (step > 0) {
            int first = buffers.row(step, from) * gateValues;
            float[] dh = buffers.stateGradient();
            gatesToStates.run(buffers.gates(), first, weights.packedBackward(GATES), dh, from * hidden, to - from);
        }
    }

    private void resetAfterBackward(int step, int from, int to) {
        float[] memory = buffers.memory();
        for (int example = from; example < to; example++) {
            CellRow at = at(step, example);
            if (buffers.isReal(step, example)) {
                kernels.cells().gruCandidateBackward(at, 0, hidden);
            } else {
                Arrays.fill(memory, at.before(), at.before() + hidden, 0f);
            }
        }
        int first = buffers.row(step, from) * hidden;
        float[] dh = buffers.stateGradient();
        candidateToStates.run(memory, first, weights.packedBackward(CANDIDATE), dh, from * hidden, to - from);
    }

    private void resetBeforeBackward(int step, int from, int to) {
        int first = buffers.row(step, from) * gateValues + 2 * hidden;
        float[] dm = buffers.memoryGradient();
        candidateToStates.run(buffers.gates(), first, weights.packedBackward(CANDIDATE), dm, from * hidden, to - from);
        for (int example = from; example < to; example++) {
            if (buffers.isReal(step, example)) {
                kernels.cells().gruResetBackward(at(step, example), 0, hidden);
            }
        }
    }
}
