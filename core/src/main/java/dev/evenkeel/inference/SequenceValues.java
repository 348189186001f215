package dev.evenkeel.inference;

import dev.evenkeel.operation.OperationNode;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Which values of a plan have a row for each position of an input {@code [positions, channels]}, and become shorter with it.
 *
 * @param positions of the whole input
 * @param follow for each value whether it does
 */
record SequenceValues(int positions, boolean[] follow) {
    /** Empty where an operation would not compute the same of fewer positions, or the output has positions itself. */
    static Optional<SequenceValues> of(Shape input, List<OperationNode> nodes, List<int[]> reads, int outputValue) {
        if (input.rank() != 2 || input.positions() < 2) {
            return Optional.empty();
        }
        SequenceValues values = new SequenceValues(input.positions(), new boolean[nodes.size() + 1]);
        values.follow[0] = true;
        for (int place = 0; place < nodes.size(); place++) {
            OperationNode node = nodes.get(place);
            if (!values.areSeenAs(reads.get(place), node.inputShapes())) {
                return Optional.empty();
            }
            if (values.anyFollows(reads.get(place))) {
                boolean keeps = node.operation().keepsPositions();
                if (node.padding().isPresent()
                        || !node.operation().followsLength(node.inputShapes())
                        || keeps != values.isSequence(node.outputShape())) {
                    return Optional.empty();
                }
                values.follow[place + 1] = keeps;
            }
        }
        // What stands at padded positions of an output is computed too, and read by some.
        return values.follow[outputValue] ? Optional.empty() : Optional.of(values);
    }

    private boolean anyFollows(int[] reads) {
        for (int read : reads) {
            if (follow[read]) {
                return true;
            }
        }
        return false;
    }

    /** What has positions is seen as a sequence, and nothing else looks like one beside it. */
    private boolean areSeenAs(int[] reads, List<Shape> shapes) {
        for (int index = 0; index < reads.length; index++) {
            if (anyFollows(reads) && follow[reads[index]] != isSequence(shapes.get(index))) {
                return false;
            }
        }
        return true;
    }

    private boolean isSequence(Shape shape) {
        return shape.rank() > 1 && shape.extent(0) == positions;
    }

    /** The shape under which a value is seen when the input has so many positions. */
    Shape shortened(int value, Shape shape, int newPositions) {
        if (!follow[value]) {
            return shape;
        }
        int[] extents = shape.toArray();
        extents[0] = newPositions;
        return Shape.of(extents);
    }
}
