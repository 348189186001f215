package dev.evenkeel.rearrange;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.MovesPositions;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A layer whose output holds values of its input: {@code y[o1, o2, ...] = x[i1, i2, ...]}, where each axis of the output has its
 * own rule for which position it reads. Backward: each value of the input gets the sum of what its copies get.
 */
public sealed interface Rearrangement extends UnaryLayer, MovesPositions
        permits Expand, Pad, Slice, Take, Tile, Transpose {
    /** The axes of the output, outermost first; errors as in {@link #outputShape}. */
    List<OutputAxis> axes(Shape input);

    /** What stands where the output holds no value of the input. */
    default float fill() {
        return 0;
    }

    @Override
    default Shape outputShape(Shape input) {
        if (input.size() == 0) {
            throw new EvenkeelException("needs an input with values, but its input " + input + " has none");
        }
        return Shape.of(axes(input).stream().map(OutputAxis::extent).toList());
    }

    @Override
    default boolean keepsPositions(List<Shape> inputs) {
        return keepsPositions(inputs.get(0), Sources.of(axes(inputs.get(0))));
    }

    /**
     * Whether its positions are in the input's order and counted from the first, so that it can tell where a shorter sequence
     * ends.
     */
    default boolean followsTime(Shape input) {
        return axes(input).get(0).isAscending();
    }

    /** A sequence ends behind its last real position, with what is put behind the input added. */
    @Override
    default Optional<Operation.PaddingRule> padding(List<Shape> inputs) {
        Shape input = inputs.get(0);
        Shape output = outputShape(input);
        OutputAxis time = axes(input).get(0);
        boolean stays = keepsPositions(inputs) && input.positions() == output.positions();
        if (stays || input.rank() != 2 || output.rank() != 2 || time.stride() != input.channels()) {
            return Optional.empty();
        }
        return Optional.of(
                followsTime(input)
                        ? Operation.PaddingRule.ofLengths(
                                input, output.positions(), fill(), time.lengths(input.positions()))
                        : Operation.PaddingRule.refused(
                                typeName() + " " + settings(), "positions in their order, counted from the first"));
    }

    private boolean keepsPositions(Shape input, Sources sources) {
        return sources.keepPositions(input.channels(), outputShape(input).channels());
    }

    @Override
    default TrainingPass training(TrainingContext context) {
        return Sources.of(axes(context.inputShape())).pass(context, fill());
    }

    @Override
    default Operation inference(InferenceContext context) {
        Sources sources = Sources.of(axes(context.inputShape()));
        return new RearrangementOperation(
                typeName() + " " + settings(), sources, fill(), keepsPositions(context.inputShape(), sources));
    }
}
