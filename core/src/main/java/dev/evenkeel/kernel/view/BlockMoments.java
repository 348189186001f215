package dev.evenkeel.kernel.view;

/** Mean and sum of squared deviations of each column within each of several blocks of rows. */
public final class BlockMoments {
    private double[] means = {};
    private double[] m2s = {};

    /** Room for nothing yet. */
    public BlockMoments() {}

    /** Room for the means and, as long, the sums of squared deviations. */
    public BlockMoments(double[] means, double[] m2s) {
        this.means = means;
        this.m2s = m2s;
    }

    /** Makes room for so many blocks of columns. */
    public void reserve(int blocks, int columns) {
        int length = Math.multiplyExact(blocks, columns);
        if (means.length < length) {
            means = new double[length];
            m2s = new double[length];
        }
    }

    /** The means, a block's columns next to each other. */
    public double[] means() {
        return means;
    }

    /** The sums of squared deviations, in the same places. */
    public double[] m2s() {
        return m2s;
    }
}
