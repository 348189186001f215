package dev.evenkeel.serve.protocol;

import java.util.List;

/**
 * A tensor that a model takes or gives.
 *
 * @param shape its extents; -1 for one that varies
 */
public record TensorDescription(String name, Datatype datatype, List<Long> shape) {
    public TensorDescription {
        shape = List.copyOf(shape);
    }
}
