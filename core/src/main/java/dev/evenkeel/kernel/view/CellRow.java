package dev.evenkeel.kernel.view;

/**
 * One example at one step of a recurrent cell: where its gates, its state and memory before and after the step, and their
 * gradients lie. A view that a thread builds once over the buffers of a sequence and moves from row to row.
 */
public final class CellRow {
    private static final float[] NOTHING = {};

    private final int hidden;
    private final float[] gates;
    private final float[] states;
    private final float[] memory;
    private float[] stateGradient = NOTHING;
    private float[] memoryGradient = NOTHING;
    private int gatesAt;
    private int before;
    private int after;
    private int gradientAt;

    /**
     * Rows of these buffers.
     *
     * @param hidden how many values a state has
     * @param gates of an LSTM i, f, g and o, of a GRU r, z and n, {@code hidden} values each
     * @param states h
     * @param memory of an LSTM its cells c; of a GRU what the reset gate multiplies or has multiplied
     */
    public CellRow(int hidden, float[] gates, float[] states, float[] memory) {
        this.hidden = hidden;
        this.gates = gates;
        this.states = states;
        this.memory = memory;
    }

    /** Where gradients go: of the state and of the memory, one row each for every example. */
    public CellRow gradients(float[] ofState, float[] ofMemory) {
        stateGradient = ofState;
        memoryGradient = ofMemory;
        return this;
    }

    /** Moves to another row: the offsets of its gates, of its state and memory before and after, and of its gradients. */
    public CellRow at(int gatesOffset, int beforeOffset, int afterOffset, int gradientOffset) {
        gatesAt = gatesOffset;
        before = beforeOffset;
        after = afterOffset;
        gradientAt = gradientOffset;
        return this;
    }

    public int hidden() {
        return hidden;
    }

    public float[] gates() {
        return gates;
    }

    public float[] states() {
        return states;
    }

    public float[] memory() {
        return memory;
    }

    public float[] stateGradient() {
        return stateGradient;
    }

    public float[] memoryGradient() {
        return memoryGradient;
    }

    public int gatesAt() {
        return gatesAt;
    }

    public int before() {
        return before;
    }

    public int after() {
        return after;
    }

    public int gradientAt() {
        return gradientAt;
    }
}
