package dev.evenkeel.layer;

import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** A layer whose output at a position may be made of other positions of its inputs. */
public interface MovesPositions extends Layer {
    /** Whether, for inputs of these shapes, each position of the output is made of the same position of the inputs. */
    boolean keepsPositions(List<Shape> inputs);

    /** What it does about padded positions, where it makes a position of its neighbours and knows how long its output is. */
    default Optional<Operation.PaddingRule> padding(List<Shape> inputs) {
        return Optional.empty();
    }

    /** That of a layer, if it has any. */
    static Optional<Operation.PaddingRule> paddingOf(Layer layer, List<Shape> inputs) {
        return layer instanceof MovesPositions moving ? moving.padding(inputs) : Optional.empty();
    }

    /**
     * Whether padded positions of the inputs stay padded in a layer's output, where it has as many; where not, no position of
     * the output is padding.
     */
    static boolean keepsPositions(Layer layer, List<Shape> inputs) {
        return !(layer instanceof MovesPositions moving) || moving.keepsPositions(inputs);
    }
}
