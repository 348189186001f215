package dev.evenkeel.layer;

import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.tensor.Shape;

/**
 * Where a layer stands in a training program: its name, its buffers and how the run treats it. All buffers stay the
 * same objects for the life of the program; only {@link Variable#values()} and the arrays of a {@link RunningStatistic} are
 * exchanged from step to step, so passes ask for them each time.
 */
public interface TrainingContext {
    /** The layer's name in the network, as {@code layer1.0.bn1}. */
    String name();

    Compute compute();

    /** The most examples a step brings. */
    int batchSize();

    int inputs();

    Activations input(int index);

    default Activations input() {
        return input(0);
    }

    default Shape inputShape() {
        return input(0).shape();
    }

    Activations output();

    /**
     * Whether the backward pass must write {@link #inputGradient}: not that of the network's own input, nor of layers before
     * which nothing learns.
     */
    boolean needsInputGradient(int index);

    /** Where the backward pass writes (not adds) the gradient of input {@code index}; as long as its values. */
    float[] inputGradient(int index);

    /** The gradient of the output, which the backward pass reads and may overwrite. */
    float[] outputGradient();

    /** A parameter by its name within the layer. */
    Variable parameter(String name);

    /** A running statistic by its name within the layer. */
    RunningStatistic statistic(String name);

    /** How this run treats the layer. */
    TrainingMode trainingMode();

    /** The root of this layer's random numbers: a function of the run's seed and the layer's name. */
    long randomKey();
}
