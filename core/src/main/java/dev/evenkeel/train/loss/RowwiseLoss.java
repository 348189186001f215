package dev.evenkeel.train.loss;

import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.tensor.Mask;
import java.util.Arrays;

/**
 * A loss that is a sum over rows: blocks of rows, cut by size alone, run on the team, and their sums are added in
 * order.
 */
abstract class RowwiseLoss implements Loss.Bound {
    private static final int VALUES_PER_BLOCK = 4096;
    private static final float[] NONE = new float[0];

    final int channels;
    final int rowsPerBlock;
    final int blocks;
    final float[] outputs;
    final float[] gradients;

    private final Activations output;
    private final Mask mask;
    private final Team team;
    private final int positions;
    private final int targetSize;
    private final double[] sums;
    private final Team.RangeTask measuring = this::measure;
    private final Team.RangeTask learning = this::learn;

    private float[] targets = NONE;
    private float[] exampleWeights = NONE;
    private double gradientFactor;
    private double lastSum;
    private double lastWeight;

    RowwiseLoss(Compute compute, Activations output, int targetSize, float[] gradients) {
        this.output = output;
        this.outputs = output.values();
        this.gradients = gradients;
        this.mask = output.mask();
        this.team = compute.team();
        this.positions = output.shape().positions();
        this.channels = output.shape().channels();
        this.targetSize = targetSize;
        this.rowsPerBlock = Math.max(1, VALUES_PER_BLOCK / Math.max(1, channels));
        int rows = output.rows(output.capacity());
        this.blocks = (rows + rowsPerBlock - 1) / rowsPerBlock;
        this.sums = new double[blocks];
    }

    /** Before the rows {@code [from, to)} are asked for. */
    void prepare(int from, int to) {}

    /** The loss of one row, whose outputs begin at {@code outputAt} and targets at {@code targetAt}. */
    abstract double loss(int row, int outputAt, float[] targets, int targetAt);

    /** Writes {@code factor * dloss/doutput}; comes right after {@link #loss} of the same row. */
    abstract void differentiate(int row, int outputAt, float[] targets, int targetAt, double factor);

    /** How much a row of weight 1 counts in the total. */
    double targetWeight(float[] rowTargets, int targetAt) {
        return 1;
    }

    @Override
    public final double run(int examples, float[] targets, float[] exampleWeights, float gradientScale) {
        double weight = begin(examples, targets, exampleWeights);
        if (weight == 0) {
            Arrays.fill(gradients, 0, output.rows(examples) * channels, 0f);
        }
        gradientFactor = gradientScale / weight;
        return mean(examples, learning);
    }

    @Override
    public final double evaluate(int examples, float[] targets, float[] exampleWeights) {
        begin(examples, targets, exampleWeights);
        return mean(examples, measuring);
    }

    @Override
    public final double lastSum() {
        return lastSum;
    }

    @Override
    public final double lastWeight() {
        return lastWeight;
    }

    /** Sets, and returns, the total weight of these rows. */
    private double begin(int examples, float[] newTargets, float[] newWeights) {
        targets = newTargets;
        exampleWeights = newWeights;
        lastSum = 0;
        lastWeight = 0;
        int rows = output.rows(examples);
        for (int row = 0; row < rows; row++) {
            double weight = rowWeight(row, exampleWeights);
            if (weight != 0) {
                lastWeight += weight * targetWeight(targets, row * targetSize);
            }
        }
        return lastWeight;
    }

    private double mean(int examples, Team.RangeTask task) {
        if (lastWeight == 0) {
            return 0;
        }
        int rows = output.rows(examples);
        team.run(rows, rowsPerBlock, task);
        int used = (rows + rowsPerBlock - 1) / rowsPerBlock;
        for (int block = 0; block < used; block++) {
            lastSum += sums[block];
        }
        return lastSum / lastWeight;
    }

    private double rowWeight(int row, float[] weights) {
        return mask.isReal(row) ? weights[row / positions] : 0;
    }

    private void measure(int from, int to) {
        prepare(from, to);
        double sum = 0;
        for (int row = from; row < to; row++) {
            double weight = rowWeight(row, exampleWeights);
            if (weight != 0) {
                sum += weight * loss(row, row * channels, targets, row * targetSize);
            }
        }
        sums[from / rowsPerBlock] = sum;
    }

    private void learn(int from, int to) {
        prepare(from, to);
        double sum = 0;
        for (int row = from; row < to; row++) {
            double weight = rowWeight(row, exampleWeights);
            int at = row * channels;
            if (weight == 0) {
                Arrays.fill(gradients, at, at + channels, 0f);
            } else {
                sum += weight * loss(row, at, targets, row * targetSize);
                differentiate(row, at, targets, row * targetSize, weight * gradientFactor);
            }
        }
        sums[from / rowsPerBlock] = sum;
    }
}
