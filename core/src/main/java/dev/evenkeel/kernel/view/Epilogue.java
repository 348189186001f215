package dev.evenkeel.kernel.view;

/**
 * What a matrix product does to a finished tile while it is still in registers:
 * {@code c = f(c + shift[at + column])}. A reusable setting owned by one caller: the arrays may be exchanged
 * between products (weights are double-buffered), so nothing is allocated in a step.
 */
public final class Epilogue {
    private static final float[] ABSENT = new float[0];

    private float[] shift = ABSENT;
    private Activation activation = Activation.IDENTITY;
    private float slope;
    private int at;

    /** An epilogue that changes nothing. */
    public Epilogue() {}

    /** Adds to each column, as a bias; an empty array means 0. */
    public Epilogue shift(float[] perColumn) {
        shift = perColumn;
        return this;
    }

    public Epilogue activation(Activation function, float leakySlope) {
        activation = function;
        slope = leakySlope;
        return this;
    }

    /** Where in the arrays the product's first column stands, as where it computes one of several groups; 0 by default. */
    public Epilogue at(int column) {
        at = column;
        return this;
    }

    public int at() {
        return at;
    }

    public float[] shift() {
        return shift;
    }

    public Activation activation() {
        return activation;
    }

    public float slope() {
        return slope;
    }

    /** Whether anything is done at all. */
    public boolean changes() {
        return shift.length > 0 || activation != Activation.IDENTITY;
    }
}
