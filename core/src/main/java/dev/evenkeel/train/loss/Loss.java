package dev.evenkeel.train.loss;

import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;

/**
 * What training makes small: {@code L = sum_r weight_r * loss_r / sum_r weight_r} over the rows of a batch. A row is
 * one position of one example, its weight the example's; padded rows do not count. The losses at hand are in
 * {@link Losses}.
 */
public interface Loss {
    /**
     * Name and all settings, in a fixed order: for provenance, and to tell whether a run is resumed with the same ones.
     */
    JsonObject settings();

    /** What the outputs of a network trained with this loss mean. */
    OutputActivation outputActivation();

    /**
     * Refuses outputs and targets that do not fit.
     *
     * @param output the shape of one example's output
     * @throws dev.evenkeel.EvenkeelException saying what was needed, what came and what to do
     */
    void check(Shape output, Target target);

    /**
     * Binds this to buffers; what it needs is allocated here.
     *
     * @param output the network's outputs
     * @param gradient where {@link Bound#run} writes dL/doutput, as long as the output's values; evaluation never
     *     touches it
     * @throws dev.evenkeel.EvenkeelException as {@link #check}
     */
    Bound bind(Compute compute, Activations output, Target target, float[] gradient);

    /**
     * A loss on its buffers. Sums are taken in double along a fixed order: the same bits for any number of threads. No
     * method allocates.
     */
    interface Bound {
        /**
         * The weighted mean loss of the first {@code examples} examples; writes its gradient, multiplied by
         * {@code gradientScale}. Where the total weight is 0, loss and gradient are 0.
         *
         * @param targets {@code [examples, target.size()]}
         * @param exampleWeights {@code [examples]}, 0 or more
         * @throws dev.evenkeel.EvenkeelException if a target cannot be one, as a class out of range
         */
        double run(int examples, float[] targets, float[] exampleWeights, float gradientScale);

        /** The weighted mean loss alone. */
        double evaluate(int examples, float[] targets, float[] exampleWeights);

        /** The weighted sum of the latest {@link #run} or {@link #evaluate}: its mean times {@link #lastWeight()}. */
        double lastSum();

        /**
         * The total weight of the latest {@link #run} or {@link #evaluate}. To accumulate batches exactly, weigh each one's
         * gradient by it, and divide the sum by the summed weights.
         */
        double lastWeight();
    }
}
