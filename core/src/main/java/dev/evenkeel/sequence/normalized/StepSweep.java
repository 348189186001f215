package dev.evenkeel.sequence.normalized;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.operation.Activations;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Passes over the steps of a whole batch in one direction, by the formulas of {@link dev.evenkeel.sequence.Lstm} and {@link
 * dev.evenkeel.sequence.Gru} with normalization. Rows are {@code step * examples + example}; states and memory have a row more
 * for each example, those before the first step.
 */
class StepSweep {
    final Kernels kernels;
    final NormalizedCell cell;
    final AlignedSteps steps;
    final int hidden;
    final int gateValues;
    final float[] inputs;

    /** What the gates read of the inputs, normalised, without gamma and beta. */
    final float[] ofInputs;

    /** What they read of the states. */
    final float[] ofStates;

    final float[] gates;
    final float[] states;

    /** An LSTM's c. */
    final float[] memory;

    /** It normalised. */
    final float[] normalizedMemory;

    /** What an LSTM's output gate multiplies; what a GRU's reset gate does. */
    final float[] exposed;

    final StepNorm inputNorm;
    final StepNorm stateNorm;
    final StepNorm memoryNorm;
    private final Activations output;
    float[] inputGamma = {};
    float[] stateGamma = {};
    float[] memoryGamma = {};
    float[] memoryBeta = {};
    private float[] inputBeta = {};
    float[] stateBeta = {};

    /** Products of a step, by those who have the weights. */
    interface Products {
        /** Writes what the gates read of all inputs, {@code rows} of them. */
        void ofInputs(int rows);

        /** Writes what the gates read of the states before a step, from row {@code first} on. */
        void ofStates(int first, int rows);
    }

    StepSweep(
            Kernels kernels,
            NormalizedCell cell,
            Activations input,
            Activations output,
            Function<String, StepNorm> norms,
            AlignedSteps steps) {
        this.kernels = kernels;
        this.cell = cell;
        this.steps = steps;
        this.output = output;
        hidden = cell.hidden();
        gateValues = cell.gateValues();
        int rows = input.rows(input.capacity());
        inputs = new float[Math.multiplyExact(rows, input.shape().channels())];
        ofInputs = new float[Math.multiplyExact(rows, gateValues)];
        ofStates = new float[ofInputs.length];
        gates = new float[ofInputs.length];
        states = new float[(rows + input.capacity()) * hidden];
        memory = new float[cell.isLstm() ? states.length : 0];
        normalizedMemory = new float[cell.isLstm() ? rows * hidden : 0];
        exposed = new float[rows * hidden];
        inputNorm = norms.apply("ih");
        stateNorm = norms.apply("hh");
        memoryNorm = cell.isLstm() ? norms.apply("c") : stateNorm;
    }

    /** Sets gammas and betas of what the gates read. */
    void read(float[] gammaOfInputs, float[] betaOfInputs, float[] gammaOfStates, float[] betaOfStates) {
        inputGamma = gammaOfInputs;
        inputBeta = betaOfInputs;
        stateGamma = gammaOfStates;
        stateBeta = betaOfStates;
    }

    /** Sets those of an LSTM's cells. */
    void readMemory(float[] gamma, float[] beta) {
        memoryGamma = gamma;
        memoryBeta = beta;
    }

    /** Passes over all steps from states of 0 and writes the outputs, 0 at padded positions. */
    final void forward(int examples, Products products) {
        steps.begin(examples);
        begin();
        pass(products);
        int channels = output.shape().channels();
        for (int row = 0; row < output.rows(examples); row++) {
            int at = row * channels + cell.firstChannel();
            Arrays.fill(output.values(), at, at + hidden, 0f);
        }
        for (int step = 0; step < steps.steps(); step++) {
            for (int example = 0; example < examples; example++) {
                if (steps.isReal(step, example)) {
                    int at = outputAt(step, example);
                    System.arraycopy(states, row(step + 1, example) * hidden, output.values(), at, hidden);
                }
            }
        }
    }

    /** Sets the states before the first step to 0. */
    final void begin() {
        Arrays.fill(states, 0, steps.examples() * hidden, 0f);
        Arrays.fill(memory, 0, Math.min(memory.length, steps.examples() * hidden), 0f);
    }

    /** Passes over the steps from the states before the first. */
    final void pass(Products products) {
        steps.gather(inputs, 0, steps.rows());
        products.ofInputs(steps.rows());
        for (int step = 0; step < steps.steps(); step++) {
            int first = row(step, 0);
            inputNorm.forward(step, ofInputs, first * gateValues);
            products.ofStates(first, steps.examples());
            stateNorm.forward(step, ofStates, first * gateValues);
            if (cell.isLstm()) {
                lstm(step);
            } else {
                gru(step);
            }
        }
    }

    /** The states after the only step become those before the next. */
    final void keep() {
        int length = steps.examples() * hidden;
        System.arraycopy(states, length, states, 0, length);
        System.arraycopy(memory, Math.min(memory.length, length), memory, 0, Math.min(memory.length, length));
    }

    final int row(int step, int example) {
        return step * steps.examples() + example;
    }

    /** Where this direction's output at a step lies. */
    final int outputAt(int step, int example) {
        return steps.place(step, example) * output.shape().channels() + cell.firstChannel();
    }

    private void lstm(int step) {
        for (int example = 0; example < steps.examples(); example++) {
            int row = row(step, example);
            int after = row(step + 1, example) * hidden;
            if (!steps.isReal(step, example)) {
                end(row, after);
                continue;
            }
            int at = row * gateValues;
            readGates(at, gateValues);
            activate(Activation.SIGMOID, gates, at, 2 * hidden);
            activate(Activation.TANH, gates, at + 2 * hidden, hidden);
            activate(Activation.SIGMOID, gates, at + 3 * hidden, hidden);
            for (int j = 0; j < hidden; j++) {
                float c =
                        gates[at + hidden + j] * memory[row * hidden + j] + gates[at + j] * gates[at + 2 * hidden + j];
                memory[after + j] = c;
                normalizedMemory[row * hidden + j] = c;
            }
        }
        memoryNorm.forward(step, normalizedMemory, row(step, 0) * hidden);
        for (int example = 0; example < steps.examples(); example++) {
            if (steps.isReal(step, example)) {
                int row = row(step, example);
                int after = row(step + 1, example) * hidden;
                int output = row * gateValues + 3 * hidden;
                for (int j = 0; j < hidden; j++) {
                    exposed[row * hidden + j] = memoryGamma[j] * normalizedMemory[row * hidden + j] + memoryBeta[j];
                }
                activate(Activation.TANH, exposed, row * hidden, hidden);
                for (int j = 0; j < hidden; j++) {
                    states[after + j] = gates[output + j] * exposed[row * hidden + j];
                }
            }
        }
    }

    private void gru(int step) {
        for (int example = 0; example < steps.examples(); example++) {
            int row = row(step, example);
            int after = row(step + 1, example) * hidden;
            if (!steps.isReal(step, example)) {
                end(row, after);
                continue;
            }
            int at = row * gateValues;
            readGates(at, 2 * hidden);
            activate(Activation.SIGMOID, gates, at, 2 * hidden);
            for (int j = 0; j < hidden; j++) {
                int k = 2 * hidden + j;
                float product = stateGamma[k] * ofStates[at + k] + stateBeta[k];
                exposed[row * hidden + j] = product;
                gates[at + k] = inputGamma[k] * ofInputs[at + k] + inputBeta[k] + gates[at + j] * product;
            }
            activate(Activation.TANH, gates, at + 2 * hidden, hidden);
            for (int j = 0; j < hidden; j++) {
                float n = gates[at + 2 * hidden + j];
                states[after + j] = n + gates[at + hidden + j] * (states[row * hidden + j] - n);
            }
        }
    }

    /** A sequence that has no such step: nothing of it is read again. */
    private void end(int row, int after) {
        Arrays.fill(gates, row * gateValues, (row + 1) * gateValues, 0f);
        Arrays.fill(states, after, after + hidden, 0f);
        if (cell.isLstm()) {
            Arrays.fill(memory, after, after + hidden, 0f);
        }
    }

    private void readGates(int at, int count) {
        for (int j = 0; j < count; j++) {
            gates[at + j] =
                    inputGamma[j] * ofInputs[at + j] + inputBeta[j] + (stateGamma[j] * ofStates[at + j] + stateBeta[j]);
        }
    }

    private void activate(Activation activation, float[] values, int at, int length) {
        kernels.activations().apply(activation, 0, values, at, values, at, length);
    }
}
