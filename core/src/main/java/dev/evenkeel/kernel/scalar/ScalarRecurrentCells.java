package dev.evenkeel.kernel.scalar;

import dev.evenkeel.kernel.RecurrentCells;
import dev.evenkeel.kernel.view.CellRow;

/** The arithmetic of recurrent cells, value by value. */
final class ScalarRecurrentCells implements RecurrentCells {
    @Override
    public void lstmMemory(CellRow row, int from, int to) {
        float[] gates = row.gates();
        float[] memory = row.memory();
        int hidden = row.hidden();
        for (int j = from; j < to; j++) {
            int at = row.gatesAt() + j;
            float kept = gates[at + hidden] * memory[row.before() + j];
            memory[row.after() + j] = Math.fma(gates[at], gates[at + 2 * hidden], kept);
        }
    }

    @Override
    public void lstmState(CellRow row, int from, int to) {
        int output = row.gatesAt() + 3 * row.hidden();
        for (int j = from; j < to; j++) {
            row.states()[row.after() + j] *= row.gates()[output + j];
        }
    }

    @Override
    public void lstmBackward(CellRow row, int from, int to) {
        float[] gates = row.gates();
        int hidden = row.hidden();
        for (int j = from; j < to; j++) {
            int at = row.gatesAt() + j;
            float i = gates[at];
            float f = gates[at + hidden];
            float g = gates[at + 2 * hidden];
            float o = gates[at + 3 * hidden];
            float t = row.memory()[row.after() + j];
            float dh = row.stateGradient()[row.gradientAt() + j];
            float dc = Math.fma(dh * o, Math.fma(-t, t, 1f), row.memoryGradient()[row.gradientAt() + j]);
            gates[at] = dc * g * (i * (1f - i));
            gates[at + hidden] = dc * row.memory()[row.before() + j] * (f * (1f - f));
            gates[at + 2 * hidden] = dc * i * Math.fma(-g, g, 1f);
            gates[at + 3 * hidden] = dh * t * (o * (1f - o));
            row.memoryGradient()[row.gradientAt() + j] = dc * f;
            row.stateGradient()[row.gradientAt() + j] = 0f;
        }
    }

    @Override
    public void gruReset(CellRow row, int from, int to) {
        for (int j = from; j < to; j++) {
            row.memory()[row.before() + j] = row.gates()[row.gatesAt() + j] * row.states()[row.before() + j];
        }
    }

    @Override
    public void gruCandidate(CellRow row, int from, int to) {
        float[] gates = row.gates();
        int candidate = row.gatesAt() + 2 * row.hidden();
        for (int j = from; j < to; j++) {
            gates[candidate + j] =
                    Math.fma(gates[row.gatesAt() + j], row.memory()[row.before() + j], gates[candidate + j]);
        }
    }

    @Override
    public void gruState(CellRow row, int from, int to) {
        float[] gates = row.gates();
        float[] states = row.states();
        int hidden = row.hidden();
        for (int j = from; j < to; j++) {
            float n = gates[row.gatesAt() + 2 * hidden + j];
            float z = gates[row.gatesAt() + hidden + j];
            states[row.after() + j] = Math.fma(z, states[row.before() + j] - n, n);
        }
    }

    @Override
    public void gruBackward(CellRow row, int from, int to) {
        float[] gates = row.gates();
        float[] gradient = row.stateGradient();
        int hidden = row.hidden();
        for (int j = from; j < to; j++) {
            int at = row.gatesAt() + j;
            float z = gates[at + hidden];
            float n = gates[at + 2 * hidden];
            float dh = gradient[row.gradientAt() + j];
            gates[at + hidden] = dh * (row.states()[row.before() + j] - n) * (z * (1f - z));
            gates[at + 2 * hidden] = dh * (1f - z) * Math.fma(-n, n, 1f);
            gradient[row.gradientAt() + j] = dh * z;
        }
    }

    @Override
    public void gruResetBackward(CellRow row, int from, int to) {
        float[] gradient = row.stateGradient();
        for (int j = from; j < to; j++) {
            float r = row.gates()[row.gatesAt() + j];
            float dm = row.memoryGradient()[row.gradientAt() + j];
            row.gates()[row.gatesAt() + j] = dm * row.states()[row.before() + j] * (r * (1f - r));
            gradient[row.gradientAt() + j] = Math.fma(dm, r, gradient[row.gradientAt() + j]);
        }
    }

    @Override
    public void gruCandidateBackward(CellRow row, int from, int to) {
        float[] gates = row.gates();
        float[] memory = row.memory();
        for (int j = from; j < to; j++) {
            int at = row.gatesAt() + j;
            float r = gates[at];
            float dn = gates[at + 2 * row.hidden()];
            gates[at] = dn * memory[row.before() + j] * (r * (1f - r));
            memory[row.before() + j] = dn * r;
        }
    }
}
