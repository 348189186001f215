package dev.evenkeel.layer;

import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.List;

/** Where a layer stands in a model that is being frozen: its name, shapes and learned tensors. */
public interface InferenceContext {
    String name();

    List<Shape> inputShapes();

    default Shape inputShape() {
        return inputShapes().get(0);
    }

    /** A parameter or running statistic by its name within the layer. */
    Tensor tensor(String name);
}
