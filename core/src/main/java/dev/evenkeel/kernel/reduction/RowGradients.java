package dev.evenkeel.kernel.reduction;

import dev.evenkeel.kernel.Rows;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.view.GradientSums;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.RowNormalization;

/**
 * The backward pass of a row normalization, planned once and run by a team: each block of rows gets its dx, and the
 * blocks' gradients of gamma and beta are added along a fixed tree, so any number of threads gives the same bits. A run
 * allocates nothing; one run at a time.
 */
public final class RowGradients {
    private final ColumnReduction reduction;
    private final GradientSums sums;
    private final ColumnReduction.GradientLoop differentiate;

    /** A pass over at most as many rows as {@code x} has. */
    public RowGradients(Compute compute, RowNormalization normalization, Matrix x, Matrix dy, Matrix dx) {
        Rows loops = compute.kernels().rows();
        reduction = new ColumnReduction(compute, x.rows(), x.columns());
        sums = new GradientSums(x.columns());
        differentiate = (from, to, out) -> loops.normalizeBackward(normalization, x, dy, dx, from, to, out);
    }

    /**
     * {@link Rows#normalizeBackward} of the first {@code count} rows; {@link #gamma} and {@link #beta} then have the
     * gradients.
     *
     * @throws IllegalArgumentException if there are more rows than planned
     */
    public void run(int count) {
        reduction.gradientSums(0, count, differentiate, sums);
    }

    /** {@code sum dy * xhat} of a column. */
    public double gamma(int column) {
        return sums.dyXhat()[column];
    }

    /** {@code sum dy} of a column. */
    public double beta(int column) {
        return sums.dy()[column];
    }
}
