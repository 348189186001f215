package dev.evenkeel.sequence.normalized;

import java.util.Arrays;

/**
 * Passes back over the steps of a {@link StepSweep}: what the gates read of inputs and states is replaced by its gradients, and
 * those of gammas and betas are summed.
 */
final class StepGradient {
    private final StepSweep sweep;
    private final NormalizedCell cell;
    private final AlignedSteps steps;
    private final int hidden;
    private final int gateValues;
    private final float[] stateGradient;
    private final float[] memoryGradient;
    private final float[] inputRows;
    private final float[] stateRows;
    private final float[] memoryRows;
    final double[] inputGamma;
    final double[] inputBeta;
    final double[] stateGamma;
    final double[] stateBeta;
    final double[] memoryGamma;
    final double[] memoryBeta;

    /** Adds the gradient of the states before a step, given those of what its gates read of them, from row {@code first} on. */
    interface ToStates {
        void add(int first, int rows, float[] stateGradient);
    }

    StepGradient(StepSweep sweep, int capacity) {
        this.sweep = sweep;
        cell = sweep.cell;
        steps = sweep.steps;
        hidden = sweep.hidden;
        gateValues = sweep.gateValues;
        stateGradient = new float[capacity * hidden];
        memoryGradient = new float[capacity * hidden];
        memoryRows = new float[capacity * hidden];
        inputRows = new float[capacity * gateValues];
        stateRows = new float[capacity * gateValues];
        inputGamma = new double[gateValues];
        inputBeta = new double[gateValues];
        stateGamma = new double[gateValues];
        stateBeta = new double[gateValues];
        memoryGamma = new double[hidden];
        memoryBeta = new double[hidden];
    }

    void backward(float[] dy, ToStates toStates) {
        Arrays.fill(stateGradient, 0f);
        Arrays.fill(memoryGradient, 0f);
        for (double[] sums : new double[][] {inputGamma, inputBeta, stateGamma, stateBeta, memoryGamma, memoryBeta}) {
            Arrays.fill(sums, 0);
        }
        for (int step = steps.steps() - 1; step >= 0; step--) {
            addOutputGradient(step, dy);
            if (cell.isLstm()) {
                lstm(step);
            } else {
                gru(step);
            }
            int first = sweep.row(step, 0);
            int at = first * gateValues;
            sweep.inputNorm.backward(step, sweep.ofInputs, at, inputRows);
            sweep.stateNorm.backward(step, sweep.ofStates, at, stateRows);
            write(step, inputRows, sweep.ofInputs);
            write(step, stateRows, sweep.ofStates);
            if (step > 0) {
                toStates.add(first, steps.examples(), stateGradient);
            }
        }
    }

    private void addOutputGradient(int step, float[] dy) {
        for (int example = 0; example < steps.examples(); example++) {
            int out = steps.isReal(step, example) ? sweep.outputAt(step, example) : 0;
            for (int j = 0; steps.isReal(step, example) && j < hidden; j++) {
                stateGradient[example * hidden + j] += dy[out + j];
            }
        }
    }

    private void write(int step, float[] rows, float[] to) {
        for (int example = 0; example < steps.examples(); example++) {
            int at = sweep.row(step, example) * gateValues;
            if (steps.isReal(step, example)) {
                System.arraycopy(rows, example * gateValues, to, at, gateValues);
            } else {
                Arrays.fill(to, at, at + gateValues, 0f);
            }
        }
    }

    private void lstm(int step) {
        float[] gates = sweep.gates;
        for (int example = 0; example < steps.examples(); example++) {
            int row = sweep.row(step, example);
            int output = row * gateValues + 3 * hidden;
            for (int j = 0; steps.isReal(step, example) && j < hidden; j++) {
                float t = sweep.exposed[row * hidden + j];
                float o = gates[output + j];
                float dh = stateGradient[example * hidden + j];
                float dt = dh * o * (1 - t * t);
                gates[output + j] = dh * t * o * (1 - o);
                memoryGamma[j] += dt * sweep.normalizedMemory[row * hidden + j];
                memoryBeta[j] += dt;
                memoryRows[example * hidden + j] = sweep.memoryGamma[j] * dt;
                stateGradient[example * hidden + j] = 0;
            }
        }
        sweep.memoryNorm.backward(step, sweep.normalizedMemory, sweep.row(step, 0) * hidden, memoryRows);
        for (int example = 0; example < steps.examples(); example++) {
            int row = sweep.row(step, example);
            int at = row * gateValues;
            for (int j = 0; steps.isReal(step, example) && j < hidden; j++) {
                float i = gates[at + j];
                float f = gates[at + hidden + j];
                float g = gates[at + 2 * hidden + j];
                float dc = memoryGradient[example * hidden + j] + memoryRows[example * hidden + j];
                gates[at + j] = dc * g * i * (1 - i);
                gates[at + hidden + j] = dc * sweep.memory[row * hidden + j] * f * (1 - f);
                gates[at + 2 * hidden + j] = dc * i * (1 - g * g);
                memoryGradient[example * hidden + j] = dc * f;
            }
            for (int k = 0; steps.isReal(step, example) && k < gateValues; k++) {
                read(example, at, k, gates[at + k], gates[at + k]);
            }
        }
    }

    private void gru(int step) {
        float[] gates = sweep.gates;
        for (int example = 0; example < steps.examples(); example++) {
            int row = sweep.row(step, example);
            int at = row * gateValues;
            for (int j = 0; steps.isReal(step, example) && j < hidden; j++) {
                float r = gates[at + j];
                float z = gates[at + hidden + j];
                float n = gates[at + 2 * hidden + j];
                float dh = stateGradient[example * hidden + j];
                float dn = dh * (1 - z) * (1 - n * n);
                float dz = dh * (sweep.states[row * hidden + j] - n) * z * (1 - z);
                float dr = dn * sweep.exposed[row * hidden + j] * r * (1 - r);
                stateGradient[example * hidden + j] = dh * z;
                read(example, at, j, dr, dr);
                read(example, at, hidden + j, dz, dz);
                read(example, at, 2 * hidden + j, dn, dn * r);
            }
        }
    }

    /** The gradients of what a gate reads of the inputs, and of the states. */
    private void read(int example, int at, int k, float ofInput, float ofState) {
        inputGamma[k] += (double) ofInput * sweep.ofInputs[at + k];
        inputBeta[k] += ofInput;
        stateGamma[k] += (double) ofState * sweep.ofStates[at + k];
        stateBeta[k] += ofState;
        inputRows[example * gateValues + k] = sweep.inputGamma[k] * ofInput;
        stateRows[example * gateValues + k] = sweep.stateGamma[k] * ofState;
    }
}
