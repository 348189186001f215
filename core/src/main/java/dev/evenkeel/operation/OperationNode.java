package dev.evenkeel.operation;

import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * A named operation in a frozen network.
 *
 * @param name unique, as the layer's
 * @param operation what it computes
 * @param inputs the names of the nodes it reads, all before it; {@link #INPUT} is the network's input; none for a constant
 * @param inputShapes the shape of one example of each input, as this node sees it
 * @param outputShape the shape of one example of the output
 */
public record OperationNode(
        String name, Operation operation, List<String> inputs, List<Shape> inputShapes, Shape outputShape) {
    /** The name by which nodes read the network's input. */
    public static final String INPUT = "input";

    public OperationNode {
        inputs = List.copyOf(inputs);
        inputShapes = List.copyOf(inputShapes);
        if (inputs.size() != inputShapes.size()) {
            throw new IllegalArgumentException("Operation '" + name
                    + "' needs one shape for each of its inputs, but reads " + inputs + " with shapes " + inputShapes);
        }
    }

    public OperationNode with(Operation other) {
        return new OperationNode(name, other, inputs, inputShapes, outputShape);
    }

    public OperationNode reading(List<String> others) {
        return new OperationNode(name, operation, others, inputShapes, outputShape);
    }

    /** As {@code linear 784 -> 512 '0'}. */
    public String title() {
        return operation.describe() + " '" + name + "'";
    }
}
