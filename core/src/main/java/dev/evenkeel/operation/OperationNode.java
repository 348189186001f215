package dev.evenkeel.operation;

import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A named operation in a frozen network.
 *
 * @param name unique, as the layer's
 * @param operation what it computes
 * @param inputs the names of the nodes it reads, all before it; {@link #INPUT} is the network's input; none for a constant
 * @param inputShapes the shape of one example of each input, as this node sees it
 * @param outputShape the shape of one example of the output
 * @param padding what it does about padded positions, where it makes a position of its neighbours
 */
public record OperationNode(
        String name,
        Operation operation,
        List<String> inputs,
        List<Shape> inputShapes,
        Shape outputShape,
        Optional<Operation.PaddingRule> padding) {
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

    /** One that makes no position of its neighbours, or knows no padding. */
    public OperationNode(
            String name, Operation operation, List<String> inputs, List<Shape> inputShapes, Shape outputShape) {
        this(name, operation, inputs, inputShapes, outputShape, Optional.empty());
    }

    /**
     * Binds the operation to buffers. Where it makes a position of its neighbours, examples with padding are read through a copy
     * without it.
     */
    public Operation.Bound bind(Compute compute, Activations[] values, Activations output) {
        Operation.Bound unpadded = operation.bind(compute, values, output);
        if (padding.isEmpty()) {
            return unpadded;
        }
        Operation.PaddingRule rule = padding.get();
        Activations input = values[0];
        Activations read =
                new Activations(input.shape(), input.capacity(), new float[input.values().length], input.mask());
        Activations[] others = values.clone();
        others[0] = read;
        Operation.Bound padded = operation.bind(compute, others, output);
        return examples -> {
            if (!rule.keepsMask()) {
                rule.mark(input.mask(), examples, output.mask());
            }
            if (input.mask().isComplete()) {
                unpadded.run(examples);
                return;
            }
            rule.copy(input, read, examples);
            padded.run(examples);
            output.clearPadding(examples);
        };
    }

    public OperationNode with(Operation other) {
        return new OperationNode(name, other, inputs, inputShapes, outputShape, padding);
    }

    public OperationNode reading(List<String> others) {
        return new OperationNode(name, operation, others, inputShapes, outputShape, padding);
    }

    /** As {@code linear 784 -> 512 '0'}. */
    public String title() {
        return operation.describe() + " '" + name + "'";
    }
}
