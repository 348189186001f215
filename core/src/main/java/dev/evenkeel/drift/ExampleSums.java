package dev.evenkeel.drift;

import dev.evenkeel.drift.stream.Windows;

/**
 * Sums over examples of their mean {@code u = mean((x - stored mean) / deviation)} and mean square {@code q} per channel, from which
 * averages and their standard errors follow. The unit is the example, since its positions are alike; one with padding
 * counts by its share {@code w} of real positions, and averages are ratios of sums.
 */
final class ExampleSums implements Windows.Sums<ExampleSums> {
    private final int channels;
    private long examples;
    private double weight;
    private double weightSquared;
    private final double[] mean;
    private final double[] meanSquared;
    private final double[] meanWeighted;
    private final double[] square;
    private final double[] squareSquared;
    private final double[] squareWeighted;

    ExampleSums(int channels) {
        this.channels = channels;
        mean = new double[channels];
        meanSquared = new double[channels];
        meanWeighted = new double[channels];
        square = new double[channels];
        squareSquared = new double[channels];
        squareWeighted = new double[channels];
    }

    @Override
    public long examples() {
        return examples;
    }

    /**
     * Adds an example.
     *
     * @param real share of its positions
     * @param sums of standardised values over its real positions, divided by all positions, per channel
     * @param squares theirs
     */
    void add(double real, double[] sums, double[] squares) {
        examples++;
        weight += real;
        weightSquared += real * real;
        for (int channel = 0; channel < channels; channel++) {
            mean[channel] += sums[channel];
            meanSquared[channel] += sums[channel] * sums[channel];
            meanWeighted[channel] += sums[channel] * real;
            square[channel] += squares[channel];
            squareSquared[channel] += squares[channel] * squares[channel];
            squareWeighted[channel] += squares[channel] * real;
        }
    }

    @Override
    public void merge(ExampleSums other) {
        examples += other.examples;
        weight += other.weight;
        weightSquared += other.weightSquared;
        for (int channel = 0; channel < channels; channel++) {
            mean[channel] += other.mean[channel];
            meanSquared[channel] += other.meanSquared[channel];
            meanWeighted[channel] += other.meanWeighted[channel];
            square[channel] += other.square[channel];
            squareSquared[channel] += other.squareSquared[channel];
            squareWeighted[channel] += other.squareWeighted[channel];
        }
    }

    /** The shift of a channel's mean, in deviations. */
    double shift(int channel) {
        return mean[channel] / weight;
    }

    /** The average square of a channel's distance from the stored mean, in squared deviations. */
    double square(int channel) {
        return square[channel] / weight;
    }

    /** How large a square is that makes up the average: {@code sum q^2 / sum q}; {@code Var(q) + 1} if the average is 1. */
    double typicalSquare(int channel) {
        return square[channel] == 0 ? 0 : squareSquared[channel] / square[channel];
    }

    double shiftError(int channel) {
        return error(shift(channel), meanSquared[channel], meanWeighted[channel]);
    }

    double squareError(int channel) {
        return error(square(channel), squareSquared[channel], squareWeighted[channel]);
    }

    /** Of a ratio of sums: the residuals' sum of squares {@code sum (a - ratio w)^2}. */
    private double error(double ratio, double squares, double products) {
        double residuals = squares - 2 * ratio * products + ratio * ratio * weightSquared;
        return Math.sqrt(Math.max(0, residuals) * examples / Math.max(1, examples - 1)) / weight;
    }
}
