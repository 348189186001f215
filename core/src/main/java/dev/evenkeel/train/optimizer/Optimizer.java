package dev.evenkeel.train.optimizer;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.ParameterUpdate;
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
    double learningRate();

    /** Weight decay, for parameters that decay. */
    float weightDecay();

    /** The names of the arrays that each parameter has as state, each as long as the parameter and 0 at first. */
    List<String> state();

    /** Writes weights and state after a step, for the elements {@code [from, to)}; what it reads stays as it is. */
    void update(Kernels kernels, ParameterUpdate update, int from, int to);
}
