package dev.evenkeel.layer;

import dev.evenkeel.kernel.stream.RowStream;
import dev.evenkeel.kernel.stream.RowWriter;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.tensor.Shape;
import java.util.Optional;

/**
 * Where a layer stands in a training program: its name, its buffers and how the run treats it. All buffers stay the
 * same objects for the life of the program; only {@link Variable#values()} changes with every committed step, so passes
 * ask for it each time.
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

    /** Whether the backward pass must write {@link #inputGradient}. The network's own input needs no gradient. */
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

    /** The layer behind this one that its pass computes too, a ReLU; its output is what this context's output is. */
    Optional<Layer> fused();

    /**
     * Where the forward pass puts the moments of the output's channels over all rows, if the layer behind wants them: they
     * cost little while the output is in the cache.
     */
    default Optional<Moments> outputMoments() {
        return Optional.empty();
    }

    /** The moments of the input's channels over all rows, padded ones too, if the layer before gathered them. */
    default Optional<Moments> inputMoments() {
        return Optional.empty();
    }

    /** Whether the only reader of the output takes it through {@link StreamingPass#outputStream}: then it is not stored. */
    default boolean outputIsStreamed() {
        return false;
    }

    /** What gives the first input row by row in place of {@link #input}, whose values are then empty. */
    default Optional<RowStream> inputStream() {
        return Optional.empty();
    }

    /** What gives the gradient of the output in place of {@link #outputGradient}, which is then empty. */
    default Optional<RowWriter> outputGradientRows() {
        return Optional.empty();
    }

    /** The root of this layer's random numbers: a function of the run's seed and the layer's name. */
    long randomKey();
}
