package dev.evenkeel.rearrange;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.Identity;
import dev.evenkeel.tensor.Shape;

/**
 * The same values in the same row-major order under another shape: {@code [batch, ...] -> [batch, shape]}. Padded positions become
 * positions like all others unless the last axis stays as it is.
 *
 * @param shape the shape of one example of the output; as many values as the input has
 */
public record Reshape(Shape shape) implements UnaryLayer {
    public Reshape {
        if (shape.size() == 0) {
            throw new IllegalArgumentException("reshape needs extents of 1 or more, but got " + shape);
        }
    }

    /** Reads {@code shape}. */
    public static Reshape read(Settings settings) {
        return new Reshape(Shape.of(settings.integers("shape")));
    }

    @Override
    public JsonValue settings() {
        return JsonArray.ofNumbers(shape.toArray());
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.size() != shape.size()) {
            throw new EvenkeelException("needs the " + shape.size() + " values of its shape " + shape
                    + ", but its input " + input + " has " + input.size());
        }
        return shape;
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return Sources.same(shape.size()).pass(context, 0);
    }

    /** Nothing, if channels stay what they are or lie several times in the new ones, as a flatten has it; else a copy. */
    @Override
    public Operation inference(InferenceContext context) {
        return shape.channels() % context.inputShape().channels() == 0
                ? new Identity(typeName())
                : new RearrangementOperation(typeName() + " " + settings(), Sources.same(shape.size()), 0, true);
    }
}
