package dev.evenkeel.kernel;

import dev.evenkeel.kernel.view.CellRow;

/**
 * What recurrent cells do with their gates beside activations and products, for the values {@code [from, to)} of a row. h and
 * c are the state and memory before the step, h' and c' those after it; dh and dc are gradients, which the loops also update.
 */
public interface RecurrentCells {
    /** {@code c' = f c + i g}. */
    void lstmMemory(CellRow row, int from, int to);

    /** {@code h' = o h'}, where h' was {@code tanh(c')}. */
    void lstmState(CellRow row, int from, int to);

    /**
     * With {@code t = tanh(c')} in place of c' and {@code dc += dh o (1 - t^2)}: replaces the gates by the gradients of what their
     * activations read, {@code di = dc g i (1 - i)}, {@code df = dc c f (1 - f)}, {@code dg = dc i (1 - g^2)} and
     * {@code do = dh t o (1 - o)}, then {@code dc = dc f} and {@code dh = 0}.
     */
    void lstmBackward(CellRow row, int from, int to);

    /** {@code m = r h}: the reset before the product. */
    void gruReset(CellRow row, int from, int to);

    /** {@code n = n + r m}: the reset after the product, which m holds. */
    void gruCandidate(CellRow row, int from, int to);

    /** {@code h' = n + z (h - n)}. */
    void gruState(CellRow row, int from, int to);

    /** Replaces z by {@code dz = dh (h - n) z (1 - z)} and n by {@code dn = dh (1 - z) (1 - n^2)}, then {@code dh = dh z}. */
    void gruBackward(CellRow row, int from, int to);

    /** With dm at hand, replaces r by {@code dr = dm h r (1 - r)}, then {@code dh += dm r}: the reset before the product. */
    void gruResetBackward(CellRow row, int from, int to);

    /** With dn in place of n, replaces r by {@code dr = dn m r (1 - r)} and m by {@code dm = dn r}: the reset after it. */
    void gruCandidateBackward(CellRow row, int from, int to);
}
