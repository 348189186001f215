package dev.evenkeel.layer;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/** A layer with one input. */
public interface UnaryLayer extends Layer {
    /** The shape of one example's output: by default its input's. Errors as in {@link Layer#outputShape}. */
    default Shape outputShape(Shape input) {
        return input;
    }

    /** The parameters for an input of shape {@code input}. */
    default List<Parameter> parameters(Shape input) {
        return List.of();
    }

    /** The running statistics for an input of shape {@code input}. */
    default List<Statistic> statistics(Shape input) {
        return List.of();
    }

    @Override
    default Shape outputShape(List<Shape> inputs) {
        if (inputs.size() != 1) {
            throw new EvenkeelException("takes one input, but " + inputs.size() + " are connected to it");
        }
        return outputShape(inputs.get(0));
    }

    @Override
    default List<Parameter> parameters(List<Shape> inputs) {
        return parameters(inputs.get(0));
    }

    @Override
    default List<Statistic> statistics(List<Shape> inputs) {
        return statistics(inputs.get(0));
    }
}
