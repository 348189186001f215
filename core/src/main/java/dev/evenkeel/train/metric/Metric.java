package dev.evenkeel.train.metric;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;

/**
 * A measure of how good outputs are, gathered row by row; a row is one position of one example. Outputs are raw, before
 * the output activation, and regression outputs are in the targets' own units. The metrics at hand are in {@link Metrics}.
 */
public interface Metric {
    /** A stable key, lower camel, as {@code accuracy} or {@code top5}. */
    String name();

    Direction better();

    /**
     * Begins to gather.
     *
     * @param output the shape of one example's output
     * @param outputActivation what the outputs mean
     * @throws dev.evenkeel.EvenkeelException if the metric has no meaning for them
     */
    Accumulator start(Shape output, Target target, OutputActivation outputActivation);

    /** Gathers rows. */
    interface Accumulator {
        /**
         * Counts one row.
         *
         * @param outputs holds the row's outputs from {@code outputOffset} on
         * @param targets holds the row's targets from {@code targetOffset} on
         * @param weight how much it counts, 0 or more
         */
        void add(float[] outputs, int outputOffset, float[] targets, int targetOffset, float weight);

        /** The measure so far; NaN before the first row that counts. */
        double value();

        /** What was gathered, for a checkpoint. */
        double[] sums();

        /** Goes on from what {@link #sums()} gave. @throws IllegalArgumentException if it has another length */
        void restore(double[] sums);

        /**
         * Takes in what another worker gathered.
         *
         * @param sums what {@link #sums()} gave there
         * @throws dev.evenkeel.EvenkeelException if the metric cannot be put together from parts, as by default
         */
        default void merge(double[] sums) {
            throw new EvenkeelException("A metric that several workers measure is put together from their parts, but "
                    + getClass().getName() + " does not say how. Implement merge, or measure with one worker");
        }

        /** Counts the rows of {@code examples} examples that are not padded. */
        default void addBatch(
                Activations output, Target target, int examples, float[] targets, float[] exampleWeights) {
            int positions = output.shape().positions();
            int channels = output.shape().channels();
            int targetSize = target.size() / positions;
            int rows = output.rows(examples);
            for (int row = 0; row < rows; row++) {
                float weight = exampleWeights[row / positions];
                if (weight > 0 && output.mask().isReal(row)) {
                    add(output.values(), row * channels, targets, row * targetSize, weight);
                }
            }
        }
    }
}
