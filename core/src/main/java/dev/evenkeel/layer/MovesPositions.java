package dev.evenkeel.layer;

import dev.evenkeel.tensor.Shape;
import java.util.List;

/** A layer whose output at a position may be made of other positions of its inputs. */
public interface MovesPositions extends Layer {
    /** Whether, for inputs of these shapes, each position of the output is made of the same position of the inputs. */
    boolean keepsPositions(List<Shape> inputs);

    /**
     * Whether padded positions of the inputs stay padded in a layer's output, where it has as many; where not, no position of
     * the output is padding.
     */
    static boolean keepsPositions(Layer layer, List<Shape> inputs) {
        return !(layer instanceof MovesPositions moving) || moving.keepsPositions(inputs);
    }
}
