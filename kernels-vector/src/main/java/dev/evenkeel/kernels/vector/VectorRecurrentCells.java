package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.RecurrentCells;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.view.CellRow;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The arithmetic of recurrent cells. What is less than a register goes through the scalar loops, whose bits are the same. */
public final class VectorRecurrentCells implements RecurrentCells {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;
    private static final RecurrentCells REST = ScalarKernels.kernels().cells();

    @Override
    public void lstmMemory(CellRow row, int from, int to) {
        float[] gates = row.gates();
        float[] memory = row.memory();
        int input = row.gatesAt();
        int forget = input + row.hidden();
        int value = forget + row.hidden();
        int before = row.before();
        int after = row.after();
        int bound = from + Lanes.bound(to - from);
        for (int j = from; j < bound; j += L) {
            FloatVector kept =
                    FloatVector.fromArray(S, gates, forget + j).mul(FloatVector.fromArray(S, memory, before + j));
            FloatVector.fromArray(S, gates, input + j)
                    .fma(FloatVector.fromArray(S, gates, value + j), kept)
                    .intoArray(memory, after + j);
        }
        REST.lstmMemory(row, bound, to);
    }

    @Override
    public void lstmState(CellRow row, int from, int to) {
        float[] gates = row.gates();
        float[] states = row.states();
        int output = row.gatesAt() + 3 * row.hidden();
        int after = row.after();
        int bound = from + Lanes.bound(to - from);
        for (int j = from; j < bound; j += L) {
            FloatVector.fromArray(S, states, after + j)
                    .mul(FloatVector.fromArray(S, gates, output + j))
                    .intoArray(states, after + j);
        }
        REST.lstmState(row, bound, to);
    }

    @Override
    public void lstmBackward(CellRow row, int from, int to) {
        int bound = from + Lanes.bound(to - from);
        lstmGradients(row, from, bound);
        REST.lstmBackward(row, bound, to);
    }

    private static void lstmGradients(CellRow row, int from, int to) {
        float[] gates = row.gates();
        float[] memory = row.memory();
        float[] stateGradient = row.stateGradient();
        float[] memoryGradient = row.memoryGradient();
        int hidden = row.hidden();
        int before = row.before();
        int after = row.after();
        int gradient = row.gradientAt();
        FloatVector one = FloatVector.broadcast(S, 1f);
        FloatVector zero = FloatVector.zero(S);
        for (int j = from; j < to; j += L) {
            int at = row.gatesAt() + j;
            FloatVector i = FloatVector.fromArray(S, gates, at);
            FloatVector f = FloatVector.fromArray(S, gates, at + hidden);
            FloatVector g = FloatVector.fromArray(S, gates, at + 2 * hidden);
            FloatVector o = FloatVector.fromArray(S, gates, at + 3 * hidden);
            FloatVector t = FloatVector.fromArray(S, memory, after + j);
            FloatVector dh = FloatVector.fromArray(S, stateGradient, gradient + j);
            FloatVector dc = dh.mul(o).fma(t.neg().fma(t, one), FloatVector.fromArray(S, memoryGradient, gradient + j));
            dc.mul(g).mul(i.mul(one.sub(i))).intoArray(gates, at);
            dc.mul(FloatVector.fromArray(S, memory, before + j))
                    .mul(f.mul(one.sub(f)))
                    .intoArray(gates, at + hidden);
            dc.mul(i).mul(g.neg().fma(g, one)).intoArray(gates, at + 2 * hidden);
            dh.mul(t).mul(o.mul(one.sub(o))).intoArray(gates, at + 3 * hidden);
            dc.mul(f).intoArray(memoryGradient, gradient + j);
            zero.intoArray(stateGradient, gradient + j);
        }
    }

    @Override
    public void gruReset(CellRow row, int from, int to) {
        float[] gates = row.gates();
        float[] states = row.states();
        float[] memory = row.memory();
        int reset = row.gatesAt();
        int before = row.before();
        int bound = from + Lanes.bound(to - from);
        for (int j = from; j < bound; j += L) {
            FloatVector.fromArray(S, gates, reset + j)
                    .mul(FloatVector.fromArray(S, states, before + j))
                    .intoArray(memory, before + j);
        }
        REST.gruReset(row, bound, to);
    }

    @Override
    public void gruCandidate(CellRow row, int from, int to) {
        float[] gates = row.gates();
        float[] memory = row.memory();
        int reset = row.gatesAt();
        int candidate = reset + 2 * row.hidden();
        int before = row.before();
        int bound = from + Lanes.bound(to - from);
        for (int j = from; j < bound; j += L) {
            FloatVector.fromArray(S, gates, reset + j)
                    .fma(FloatVector.fromArray(S, memory, before + j), FloatVector.fromArray(S, gates, candidate + j))
                    .intoArray(gates, candidate + j);
        }
        REST.gruCandidate(row, bound, to);
    }

    @Override
    public void gruState(CellRow row, int from, int to) {
        float[] gates = row.gates();
        float[] states = row.states();
        int update = row.gatesAt() + row.hidden();
        int candidate = update + row.hidden();
        int before = row.before();
        int after = row.after();
        int bound = from + Lanes.bound(to - from);
        for (int j = from; j < bound; j += L) {
            FloatVector n = FloatVector.fromArray(S, gates, candidate + j);
            FloatVector.fromArray(S, gates, update + j)
                    .fma(FloatVector.fromArray(S, states, before + j).sub(n), n)
                    .intoArray(states, after + j);
        }
        REST.gruState(row, bound, to);
    }

    @Override
    public void gruBackward(CellRow row, int from, int to) {
        float[] gates = row.gates();
        float[] states = row.states();
        float[] stateGradient = row.stateGradient();
        int update = row.gatesAt() + row.hidden();
        int candidate = update + row.hidden();
        int before = row.before();
        int gradient = row.gradientAt();
        int bound = from + Lanes.bound(to - from);
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int j = from; j < bound; j += L) {
            FloatVector z = FloatVector.fromArray(S, gates, update + j);
            FloatVector n = FloatVector.fromArray(S, gates, candidate + j);
            FloatVector dh = FloatVector.fromArray(S, stateGradient, gradient + j);
            FloatVector fresh = one.sub(z);
            dh.mul(FloatVector.fromArray(S, states, before + j).sub(n))
                    .mul(z.mul(fresh))
                    .intoArray(gates, update + j);
            dh.mul(fresh).mul(n.neg().fma(n, one)).intoArray(gates, candidate + j);
            dh.mul(z).intoArray(stateGradient, gradient + j);
        }
        REST.gruBackward(row, bound, to);
    }

    @Override
    public void gruResetBackward(CellRow row, int from, int to) {
        float[] gates = row.gates();
        float[] states = row.states();
        float[] stateGradient = row.stateGradient();
        float[] memoryGradient = row.memoryGradient();
        int reset = row.gatesAt();
        int before = row.before();
        int gradient = row.gradientAt();
        int bound = from + Lanes.bound(to - from);
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int j = from; j < bound; j += L) {
            FloatVector r = FloatVector.fromArray(S, gates, reset + j);
            FloatVector dm = FloatVector.fromArray(S, memoryGradient, gradient + j);
            dm.mul(FloatVector.fromArray(S, states, before + j))
                    .mul(r.mul(one.sub(r)))
                    .intoArray(gates, reset + j);
            dm.fma(r, FloatVector.fromArray(S, stateGradient, gradient + j)).intoArray(stateGradient, gradient + j);
        }
        REST.gruResetBackward(row, bound, to);
    }

    @Override
    public void gruCandidateBackward(CellRow row, int from, int to) {
        float[] gates = row.gates();
        float[] memory = row.memory();
        int reset = row.gatesAt();
        int candidate = reset + 2 * row.hidden();
        int before = row.before();
        int bound = from + Lanes.bound(to - from);
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int j = from; j < bound; j += L) {
            FloatVector r = FloatVector.fromArray(S, gates, reset + j);
            FloatVector dn = FloatVector.fromArray(S, gates, candidate + j);
            dn.mul(FloatVector.fromArray(S, memory, before + j))
                    .mul(r.mul(one.sub(r)))
                    .intoArray(gates, reset + j);
            dn.mul(r).intoArray(memory, before + j);
        }
        REST.gruCandidateBackward(row, bound, to);
    }
}
