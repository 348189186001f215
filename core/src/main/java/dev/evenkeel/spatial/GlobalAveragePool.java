package dev.evenkeel.spatial;

import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.PlainLayer;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;

/**
 * {@code y[c] = mean over all real positions of x[.., c]}: {@code [batch, ..., channels] -> [batch, channels]}. Padded positions
 * of a mask are not read; an example without any real one has 0. Backward: every real position gets {@code dy / real positions},
 * padded ones 0.
 */
public record GlobalAveragePool() implements PlainLayer, SpatialLayer {
    @Override
    public Shape outputShape(Shape input) {
        Window.axes(input);
        return Shape.of(input.channels());
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new MeanOfPositionsPass(context);
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new MeanOfPositions(typeName());
    }
}
