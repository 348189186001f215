package dev.evenkeel.sequence.normalized;

import dev.evenkeel.layer.TrainingMode.Source;
import java.util.Arrays;

/**
 * Batch normalization of each value at each step. In training a step that two sequences or more have is normalised by its own
 * mean and variance over them; one that fewer have by those of the last step that two had, as constants. With running statistics
 * all steps are normalised by constants: those of the step, or of the last step that has any.
 */
final class BatchStepNorm implements StepNorm {
    private static final int MIN_SEQUENCES = 2;

    private final AlignedSteps steps;
    private final int columns;
    private final float epsilon;
    private final double[] means;
    private final double[] variances;
    private final double[] inverse;
    private final double[] sums;
    private final double[] sumsXhat;
    private float[] runningMean = {};
    private float[] runningVariance = {};
    private int tracked;
    private Source source = Source.RUNNING;
    private int firstStep;

    BatchStepNorm(AlignedSteps steps, int maxSteps, int columns, float epsilon) {
        this.steps = steps;
        this.columns = columns;
        this.epsilon = epsilon;
        means = new double[maxSteps * columns];
        variances = new double[maxSteps * columns];
        inverse = new double[maxSteps * columns];
        sums = new double[columns];
        sumsXhat = new double[columns];
    }

    /** Whether the next forward passes normalise by the batch or by running statistics, and which step their first is. */
    void by(Source by, int first) {
        source = by;
        firstStep = first;
    }

    /** Sets the running statistics, {@code [steps, columns]}; steps behind those that were gathered go by the last. */
    void running(float[] mean, float[] variance, int gathered) {
        runningMean = mean;
        runningVariance = variance;
        tracked = gathered;
    }

    /** Whether a step is normalised by its own sequences. */
    boolean isOfBatch(int step) {
        return source == Source.BATCH && steps.count(step) >= MIN_SEQUENCES;
    }

    int columns() {
        return columns;
    }

    /** The mean of a value over the sequences that have a step. */
    double mean(int step, int column) {
        return means[step * columns + column];
    }

    /** Its biased variance. */
    double variance(int step, int column) {
        return variances[step * columns + column];
    }

    @Override
    public void forward(int step, float[] x, int at) {
        int first = step * columns;
        if (isOfBatch(step)) {
            gather(step, x, at);
        } else if (source == Source.BATCH && step > 0) {
            System.arraycopy(means, first - columns, means, first, columns);
            System.arraycopy(variances, first - columns, variances, first, columns);
        } else {
            int from = Math.max(0, Math.min(firstStep + step, tracked - 1)) * columns;
            for (int column = 0; column < columns; column++) {
                means[first + column] = runningMean[from + column];
                variances[first + column] = runningVariance[from + column];
            }
        }
        for (int column = 0; column < columns; column++) {
            inverse[first + column] = 1 / Math.sqrt(variances[first + column] + epsilon);
        }
        for (int example = 0; example < steps.examples(); example++) {
            for (int column = 0; steps.isReal(step, example) && column < columns; column++) {
                int index = at + example * columns + column;
                x[index] = (float) ((x[index] - means[first + column]) * inverse[first + column]);
            }
        }
    }

    private void gather(int step, float[] x, int at) {
        int first = step * columns;
        int count = steps.count(step);
        Arrays.fill(means, first, first + columns, 0);
        Arrays.fill(variances, first, first + columns, 0);
        for (int example = 0; example < steps.examples(); example++) {
            for (int column = 0; steps.isReal(step, example) && column < columns; column++) {
                means[first + column] += x[at + example * columns + column];
            }
        }
        for (int column = 0; column < columns; column++) {
            means[first + column] /= count;
        }
        for (int example = 0; example < steps.examples(); example++) {
            for (int column = 0; steps.isReal(step, example) && column < columns; column++) {
                double off = x[at + example * columns + column] - means[first + column];
                variances[first + column] += off * off;
            }
        }
        for (int column = 0; column < columns; column++) {
            variances[first + column] /= count;
        }
    }

    @Override
    public void backward(int step, float[] xhat, int at, float[] d) {
        int count = steps.count(step);
        Arrays.fill(sums, 0);
        Arrays.fill(sumsXhat, 0);
        for (int example = 0; isOfBatch(step) && example < steps.examples(); example++) {
            for (int column = 0; steps.isReal(step, example) && column < columns; column++) {
                int index = example * columns + column;
                sums[column] += d[index];
                sumsXhat[column] += (double) d[index] * xhat[at + index];
            }
        }
        for (int example = 0; example < steps.examples(); example++) {
            for (int column = 0; steps.isReal(step, example) && column < columns; column++) {
                int index = example * columns + column;
                double centred = d[index] - (sums[column] + xhat[at + index] * sumsXhat[column]) / count;
                d[index] = (float) (inverse[step * columns + column] * centred);
            }
        }
    }
}
