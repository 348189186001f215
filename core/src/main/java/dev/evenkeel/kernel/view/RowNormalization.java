package dev.evenkeel.kernel.view;

/**
 * What a normalization of rows needs beside its matrices: its settings, gamma and beta of each column, and the statistics of
 * each row, which the forward pass leaves to the backward pass. Built once; gamma and beta are exchanged between steps.
 */
public final class RowNormalization {
    private final Centering centering;
    private final float epsilon;
    private final float[] mean;
    private final float[] inverse;
    private float[] gamma = {};
    private float[] beta = {};

    /**
     * A normalization of up to {@code maxRows} rows.
     *
     * @param epsilon added to the variance; same unit as the input squared
     */
    public RowNormalization(Centering centering, float epsilon, int maxRows) {
        this.centering = centering;
        this.epsilon = epsilon;
        mean = new float[maxRows];
        inverse = new float[maxRows];
    }

    /** Sets scale and shift of each column. */
    public RowNormalization affine(float[] scale, float[] shift) {
        gamma = scale;
        beta = shift;
        return this;
    }

    /** Whether rows are centred, {@link Centering#MEAN}. */
    public boolean centres() {
        return centering == Centering.MEAN;
    }

    public float epsilon() {
        return epsilon;
    }

    public float[] gamma() {
        return gamma;
    }

    public float[] beta() {
        return beta;
    }

    /** The mean of each row; 0 for {@link Centering#NONE}. */
    public float[] mean() {
        return mean;
    }

    /** {@code 1 / sqrt(variance + epsilon)} of each row. */
    public float[] inverse() {
        return inverse;
    }
}
