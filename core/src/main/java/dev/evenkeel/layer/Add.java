package dev.evenkeel.layer;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.inference.Operation;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/** {@code y = x1 + x2 + ...}: the sum of several inputs of one shape, as where a residual's ways meet. */
public record Add() implements Layer {
    @Override
    public String word() {
        return "add";
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
        for (Shape input : inputs) {
            if (!input.equals(inputs.get(0))) {
                throw new EvenkeelException("needs inputs of one shape, but " + inputs
                        + " came. Give the residual a shortcut that projects, or make its body keep the shape");
            }
        }
        return inputs.get(0);
    }

    @Override
    public TrainingPass training(Site site) {
        throw new IllegalStateException("not yet");
    }

    @Override
    public Operation inference(FrozenSite site) {
        throw new IllegalStateException("not yet");
    }
}
