package dev.evenkeel.layer.core;

import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.LoopPass;
import dev.evenkeel.layer.PlainLayer;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.Identity;
import dev.evenkeel.tensor.Shape;

/**
 * All axes of an example as one, in row-major order, channels last: {@code [batch, height, width, channels] ->
 * [batch, height * width * channels]}. Padded positions become features like all others.
 */
public record Flatten() implements UnaryLayer, PlainLayer {
    @Override
    public Shape outputShape(Shape input) {
        return Shape.of(input.size());
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        float[] x = context.input().values();
        float[] y = context.output().values();
        return LoopPass.ofElements(
                context,
                (from, to) -> System.arraycopy(x, from, y, from, to - from),
                (from, to) ->
                        System.arraycopy(context.outputGradient(), from, context.inputGradient(0), from, to - from));
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new Identity(typeName());
    }
}
