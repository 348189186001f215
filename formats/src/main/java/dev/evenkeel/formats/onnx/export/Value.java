package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.tensor.Shape;

/**
 * What a node of the graph computes.
 *
 * @param name in the graph
 * @param shape of one example, as this library sees it
 * @param order in which it stands in the graph
 */
record Value(String name, Shape shape, Order order) {
    Value {
        if (order.isChannelsFirst() && shape.rank() < 2) {
            throw new IllegalArgumentException("Channels first needs two axes or more, but " + shape + " came");
        }
    }
}
