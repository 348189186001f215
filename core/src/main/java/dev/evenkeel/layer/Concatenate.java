package dev.evenkeel.layer;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.inference.Operation;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * The channels of several inputs behind each other, position by position: {@code [..., c1], [..., c2], ... -> [..., c1 +
 * c2 + ...]}. Backward: each input gets its part of dy.
 */
public record Concatenate() implements Layer {
    @Override
    public String word() {
        return "concatenate";
    }

    @Override
    public JsonValue settings() {
        return JsonObject.of();
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        if (inputs.size() < 2) {
            throw new EvenkeelException("needs two inputs or more, but " + inputs.size() + " came");
        }
        int channels = 0;
        for (Shape input : inputs) {
            if (!input.withChannels(1).equals(inputs.get(0).withChannels(1))) {
                throw new EvenkeelException("needs inputs that differ in their channels only, but " + inputs + " came");
            }
            channels = Math.addExact(channels, input.channels());
        }
        return inputs.get(0).withChannels(channels);
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
