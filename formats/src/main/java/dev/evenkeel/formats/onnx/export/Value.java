package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.tensor.Shape;

/**
 * What a node of the graph computes.
 *
 * @param name in the graph
 * @param shape of one example, as this library sees it
 * @param order in which it stands in the graph
 * @param batch what its first axis counts
 */
record Value(String name, Shape shape, Order order, Batch batch) {
    /** What the first axis of a value counts. */
    enum Batch {
        /** The examples. */
        EXAMPLES,
        /** One for all examples. */
        ONE
    }

    Value {
        if (order.isChannelsFirst() && shape.rank() < 2) {
            throw new IllegalArgumentException("Channels first needs two axes or more, but got " + shape);
        }
    }

    /** A value of each example. */
    Value(String name, Shape shape, Order order) {
        this(name, shape, order, Batch.EXAMPLES);
    }
}
