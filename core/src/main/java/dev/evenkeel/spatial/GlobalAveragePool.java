package dev.evenkeel.spatial;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.inference.Operation;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.FrozenSite;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.tensor.Shape;

/**
 * {@code y[c] = mean over all positions of x[.., c]}: {@code [batch, ..., channels] -> [batch, channels]}. Padded positions
 * of a mask count like others. Backward: every position gets {@code dy / positions}.
 */
public record GlobalAveragePool() implements UnaryLayer {
    @Override
    public String word() {
        return "globalAveragePool";
    }

    @Override
    public JsonValue settings() {
        return JsonObject.of();
    }

    @Override
    public Shape outputShape(Shape input) {
        Window.axes(input);
        return Shape.of(input.channels());
    }

    @Override
    public TrainingPass training(Site site) {
        throw new EvenkeelException("is not built yet");
    }

    @Override
    public Operation inference(FrozenSite site) {
        throw new EvenkeelException("is not built yet");
    }
}
