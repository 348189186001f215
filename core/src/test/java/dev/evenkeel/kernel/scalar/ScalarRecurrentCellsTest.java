package dev.evenkeel.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.kernel.RecurrentCells;
import dev.evenkeel.kernel.view.CellRow;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Each loop against its formula, from a row's second value to its last but one; all others stay what they are. */
class ScalarRecurrentCellsTest {
    private static final int HIDDEN = 5;
    private static final int FROM = 1;
    private static final int TO = 4;
    private static final int GATES_AT = 3;
    private static final int BEFORE = 2;
    private static final int AFTER = 9;
    private static final int GRADIENT_AT = 4;

    private final RecurrentCells cells = ScalarKernels.kernels().cells();
    private final float[] gates = values(1, GATES_AT + 4 * HIDDEN);
    private final float[] states = values(2, AFTER + HIDDEN);
    private final float[] memory = values(3, AFTER + HIDDEN);
    private final float[] dh = values(4, GRADIENT_AT + HIDDEN);
    private final float[] dc = values(5, GRADIENT_AT + HIDDEN);
    private final double[] expectedGates = doubles(gates);
    private final double[] expectedStates = doubles(states);
    private final double[] expectedMemory = doubles(memory);
    private final double[] expectedDh = doubles(dh);
    private final double[] expectedDc = doubles(dc);
    private final CellRow row =
            new CellRow(HIDDEN, gates, states, memory).gradients(dh, dc).at(GATES_AT, BEFORE, AFTER, GRADIENT_AT);

    private static float[] values(int seed, int length) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int index = 0; index < length; index++) {
            values[index] = 0.2f + random.nextFloat();
        }
        return values;
    }

    private static double[] doubles(float[] values) {
        double[] copy = new double[values.length];
        for (int index = 0; index < copy.length; index++) {
            copy[index] = values[index];
        }
        return copy;
    }

    private double gate(int gate, int j) {
        return values(1, gates.length)[GATES_AT + gate * HIDDEN + j];
    }

    private double before(int seed, int j) {
        return values(seed, AFTER + HIDDEN)[BEFORE + j];
    }

    private double after(int seed, int j) {
        return values(seed, AFTER + HIDDEN)[AFTER + j];
    }

    private double gradient(int seed, int j) {
        return values(seed, GRADIENT_AT + HIDDEN)[GRADIENT_AT + j];
    }

    private void setGate(int gate, int j, double value) {
        expectedGates[GATES_AT + gate * HIDDEN + j] = value;
    }

    private void check() {
        assertClose(gates, expectedGates);
        assertClose(states, expectedStates);
        assertClose(memory, expectedMemory);
        assertClose(dh, expectedDh);
        assertClose(dc, expectedDc);
    }

    private static void assertClose(float[] came, double[] expected) {
        for (int index = 0; index < came.length; index++) {
            assertThat((double) came[index]).isCloseTo(expected[index], within(1e-6));
        }
    }

    @Test
    void theMemoryOfAnLstmKeepsAndTakesIn() {
        cells.lstmMemory(row, FROM, TO);
        for (int j = FROM; j < TO; j++) {
            expectedMemory[AFTER + j] = gate(1, j) * before(3, j) + gate(0, j) * gate(2, j);
        }
        check();
    }

    @Test
    void theStateOfAnLstmIsWhatItsOutputGateLetsThrough() {
        cells.lstmState(row, FROM, TO);
        for (int j = FROM; j < TO; j++) {
            expectedStates[AFTER + j] = gate(3, j) * after(2, j);
        }
        check();
    }

    @Test
    void gradientsOfAnLstmFlowThroughItsGates() {
        cells.lstmBackward(row, FROM, TO);
        for (int j = FROM; j < TO; j++) {
            double i = gate(0, j);
            double f = gate(1, j);
            double g = gate(2, j);
            double o = gate(3, j);
            double t = after(3, j);
            double ofMemory = gradient(5, j) + gradient(4, j) * o * (1 - t * t);
            setGate(0, j, ofMemory * g * i * (1 - i));
            setGate(1, j, ofMemory * before(3, j) * f * (1 - f));
            setGate(2, j, ofMemory * i * (1 - g * g));
            setGate(3, j, gradient(4, j) * t * o * (1 - o));
            expectedDc[GRADIENT_AT + j] = ofMemory * f;
            expectedDh[GRADIENT_AT + j] = 0;
        }
        check();
    }

    @Test
    void aGruResetsBeforeTheProduct() {
        cells.gruReset(row, FROM, TO);
        for (int j = FROM; j < TO; j++) {
            expectedMemory[BEFORE + j] = gate(0, j) * before(2, j);
        }
        check();
    }

    @Test
    void aGruResetsBehindTheProduct() {
        cells.gruCandidate(row, FROM, TO);
        for (int j = FROM; j < TO; j++) {
            setGate(2, j, gate(2, j) + gate(0, j) * before(3, j));
        }
        check();
    }

    @Test
    void theStateOfAGruLiesBetweenTheOldOneAndTheCandidate() {
        cells.gruState(row, FROM, TO);
        for (int j = FROM; j < TO; j++) {
            expectedStates[AFTER + j] = (1 - gate(1, j)) * gate(2, j) + gate(1, j) * before(2, j);
        }
        check();
    }

    @Test
    void gradientsOfAGruFlowThroughItsGates() {
        cells.gruBackward(row, FROM, TO);
        for (int j = FROM; j < TO; j++) {
            double z = gate(1, j);
            double n = gate(2, j);
            setGate(1, j, gradient(4, j) * (before(2, j) - n) * z * (1 - z));
            setGate(2, j, gradient(4, j) * (1 - z) * (1 - n * n));
            expectedDh[GRADIENT_AT + j] = gradient(4, j) * z;
        }
        check();
    }

    @Test
    void gradientsOfAResetBeforeTheProductReachTheState() {
        cells.gruResetBackward(row, FROM, TO);
        for (int j = FROM; j < TO; j++) {
            double r = gate(0, j);
            setGate(0, j, gradient(5, j) * before(2, j) * r * (1 - r));
            expectedDh[GRADIENT_AT + j] = gradient(4, j) + gradient(5, j) * r;
        }
        check();
    }

    @Test
    void gradientsOfAResetBehindTheProductReachIt() {
        cells.gruCandidateBackward(row, FROM, TO);
        for (int j = FROM; j < TO; j++) {
            double r = gate(0, j);
            setGate(0, j, gate(2, j) * before(3, j) * r * (1 - r));
            expectedMemory[BEFORE + j] = gate(2, j) * r;
        }
        check();
    }
}
