package dev.evenkeel.sequence.normalized;

/**
 * Normalises what the sequences of a batch have at one step: {@code xhat = (x - mean) inverse}, in place. Rows of {@code columns}
 * values, one for each example; those of sequences that have no such step are left alone.
 */
interface StepNorm {
    /** Sets x to xhat, for the rows that begin at {@code at}. */
    void forward(int step, float[] x, int at);

    /** Sets d, the gradient of xhat in rows that begin at 0, to that of x. */
    void backward(int step, float[] xhat, int at, float[] d);
}
