package dev.evenkeel.layer.fusion;

import dev.evenkeel.kernel.stream.RowStream;
import dev.evenkeel.kernel.stream.RowWriter;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.TrainingContext;
import java.util.Optional;

/**
 * What a layer's pass and those of its neighbours hand each other in place of values that are stored and read again: first
 * what the pass is given, then what it offers when it is made. Only layers that {@code program.FusionRules} names are given
 * anything, and asked for anything; for all others it is {@link #NONE}.
 */
public interface Fusion {
    /** A layer that is compiled on its own. */
    Fusion NONE = new Fusion() {};

    /** What there is at a context: {@link #NONE} unless it is a {@link FusedContext}. */
    static Fusion of(TrainingContext context) {
        return context instanceof FusedContext fused ? fused.fusion() : NONE;
    }

    /** The layer after this one that its pass computes too, a ReLU; its output is what the context's output is. */
    default Optional<Layer> fused() {
        return Optional.empty();
    }

    /**
     * Where the forward pass puts the moments of the output's channels over all rows, padded ones too, if the layer after
     * wants them: they cost little while the output is in the cache.
     */
    default Optional<Moments> outputMoments() {
        return Optional.empty();
    }

    /** The moments of the input's channels over all rows, padded ones too, if the layer before gathers them. */
    default Optional<Moments> inputMoments() {
        return Optional.empty();
    }

    /** Whether the only reader of the output takes it through {@link #offerOutput}: then it is not stored. */
    default boolean outputIsStreamed() {
        return false;
    }

    /** What gives the first input row by row in place of {@link TrainingContext#input}, whose values are then empty. */
    default Optional<RowStream> inputStream() {
        return Optional.empty();
    }

    /** What gives the gradient of the output in place of {@link TrainingContext#outputGradient}, which is then empty. */
    default Optional<RowWriter> outputGradientRows() {
        return Optional.empty();
    }

    /** Offers what gives the output of the last forward pass row by row. */
    default void offerOutput(RowStream rows) {}

    /**
     * Offers what gives the gradient of the first input row by row, after the backward pass; where it is taken, {@link
     * TrainingContext#needsInputGradient} is false.
     */
    default void offerInputGradient(RowWriter rows) {}

    /** Offers what the output was before the {@link #fused} layer: to look into a step. */
    default void offerUnfused(UnfusedOutput output) {}
}
