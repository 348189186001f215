package dev.evenkeel.spatial;

import dev.evenkeel.kernel.window.WindowOffsets;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.PlainLayer;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;

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
        return new MeanOfPositionsPass(context, means(context.inputShape()));
    }

    @Override
    public Operation inference(InferenceContext context) {
        return means(context.inputShape());
    }

    private MeanOfPositions means(Shape input) {
        Extents all = Extents.of(Arrays.copyOf(input.toArray(), input.rank() - 1));
        Window window = new Window(all, Extents.ONE, Extents.ONE, Padding.none());
        return new MeanOfPositions(
                typeName(), WindowOffsets.of(window.over(input)).averaging());
    }
}
