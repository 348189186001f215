package dev.evenkeel.train.optimizer;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.Kernels;
import java.util.List;

/**
 * How a gradient changes weights. An optimizer is a description: the state belongs to the training run, which hands in
 * the present arrays and those for the next step. The optimizers at hand are in {@link Optimizers}.
 */
public interface Optimizer {
    /** As {@code SGD, rate 0.1, momentum 0.9}. */
    String describe();

    /** Name and all settings, in a fixed order. */
    JsonObject settings();

    /** The base learning rate, which the schedule and a parameter's group multiply. */
    double rate();

    /** Weight decay, for parameters that decay. */
    float decay();

    /** The names of the arrays that each parameter has as state, each as long as the parameter and 0 at first. */
    List<String> state();

    /**
     * Writes weights and state after a step, for the elements {@code [from, to)}; what it reads stays as it is.
     *
     * @param w the present weights
     * @param g their gradient
     * @param state the present state, in the order of {@link #state()}
     * @param rate the learning rate of this step and parameter
     * @param gradientScale multiplies the gradient first
     * @param decay the weight decay of this parameter
     * @param step the number of this step, from 1
     */
    void update(
            Kernels kernels,
            float[] w,
            float[] g,
            float[][] state,
            float[] nextW,
            float[][] nextState,
            int from,
            int to,
            float rate,
            float gradientScale,
            float decay,
            long step);
}
