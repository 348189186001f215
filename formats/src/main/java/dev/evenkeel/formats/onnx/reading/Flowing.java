package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a node of the network computes, and how its axes lie: axis i of the node's output is axis {@code order[i]} of the
 * file's value. Transposing a value is a change of its order, without any work.
 *
 * @param node of the network
 * @param extents of one example in the file's order; none for a scalar, which the network holds as {@code [1]}
 * @param order which axis of the file each axis of the node is
 * @param flattened how the single axis came about, if the node flattened more axes in another order than the file's
 */
record Flowing(String node, int[] extents, int[] order, Optional<Flattened> flattened) implements Value {
    /**
     * Axes that became one.
     *
     * @param extents before, in the file's order
     * @param order before
     */
    record Flattened(int[] extents, int[] order) {
        /** For each position of the node's axis the position of the file's. */
        int[] filePositions() {
            int[] strides = new int[extents.length];
            int stride = 1;
            for (int axis = extents.length - 1; axis >= 0; axis--) {
                strides[axis] = stride;
                stride *= extents[axis];
            }
            int[] positions = new int[stride];
            for (int at = 0; at < positions.length; at++) {
                int rest = at;
                for (int axis = order.length - 1; axis >= 0; axis--) {
                    int of = order[axis];
                    positions[at] += rest % extents[of] * strides[of];
                    rest /= extents[of];
                }
            }
            return positions;
        }
    }

    /** A value whose axes lie as in the file. */
    static Flowing inFileOrder(String node, int... extents) {
        return new Flowing(node, extents, fileOrder(extents.length), Optional.empty());
    }

    static int[] fileOrder(int rank) {
        return IntStream.range(0, rank).toArray();
    }

    /** Channels, the first axis of an example in files, last. */
    static int[] channelsLast(int rank) {
        return IntStream.range(0, rank).map(axis -> (axis + 1) % rank).toArray();
    }

    int rank() {
        return extents.length;
    }

    boolean isInFileOrder() {
        return flattened.isEmpty() && Arrays.equals(order, fileOrder(rank()));
    }

    /** The node's axis that is {@code axis} of the file. */
    int nodeAxis(int axis) {
        for (int at = 0; at < order.length; at++) {
            if (order[at] == axis) {
                return at;
            }
        }
        throw new IllegalArgumentException("No axis " + axis + " in " + Arrays.toString(order));
    }

    /** The shape of one example of the node. */
    Shape shape() {
        return shape(extents, order);
    }

    static Shape shape(int[] extents, int[] order) {
        return extents.length == 0
                ? Shape.of(1)
                : Shape.of(Arrays.stream(order).map(axis -> extents[axis]).toArray());
    }

    /** The same axes, computed by another node. */
    Flowing at(String other) {
        return new Flowing(other, extents, order, flattened);
    }
}
