package dev.evenkeel.sequence;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.CellRow;
import dev.evenkeel.kernel.view.Start;

/** An {@link Lstm}, step by step. */
final class LstmCell extends RecurrentCell {
    private final StepProduct toGates;
    private final StepProduct toStates;

    LstmCell(Kernels kernels, RecurrentBuffers buffers, RecurrentWeights weights) {
        super(kernels, buffers, weights);
        toGates = new StepProduct(kernels, hidden, hidden, gateValues, gateValues).start(Start.SUM);
        toStates = new StepProduct(kernels, gateValues, gateValues, hidden, hidden).start(Start.SUM);
    }

    @Override
    void forward(int step, int from, int to) {
        int first = buffers.row(step, from);
        float[] gates = buffers.gates();
        float[] states = buffers.states();
        toGates.run(states, first * hidden, weights.packed(0), gates, first * gateValues, to - from);
        for (int example = from; example < to; example++) {
            CellRow at = at(step, example);
            activate(Activation.SIGMOID, at.gatesAt(), 2 * hidden);
            activate(Activation.TANH, at.gatesAt() + 2 * hidden, hidden);
            activate(Activation.SIGMOID, at.gatesAt() + 3 * hidden, hidden);
            kernels.cells().lstmMemory(at, 0, hidden);
            kernels.activations().apply(Activation.TANH, 0, at.memory(), at.after(), states, at.after(), hidden);
            kernels.cells().lstmState(at, 0, hidden);
        }
    }

    private void activate(Activation activation, int at, int length) {
        float[] gates = buffers.gates();
        kernels.activations().apply(activation, 0, gates, at, gates, at, length);
    }

    @Override
    void backward(int step, int from, int to) {
        float[] memory = buffers.memory();
        for (int example = from; example < to; example++) {
            if (buffers.isReal(step, example)) {
                CellRow at = at(step, example);
                kernels.activations().apply(Activation.TANH, 0, memory, at.after(), memory, at.after(), hidden);
                kernels.cells().lstmBackward(at, 0, hidden);
            }
        }
        if (step > 0) {
            int first = buffers.row(step, from);
            float[] dh = buffers.stateGradient();
            toStates.run(buffers.gates(), first * gateValues, weights.packedBackward(0), dh, from * hidden, to - from);
        }
    }
}
