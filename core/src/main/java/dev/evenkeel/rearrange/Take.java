package dev.evenkeel.rearrange;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * Chosen positions along one axis, in any order, also several times: {@code y[..., o, ...] = x[..., indices[o], ...]}.
 *
 * @param axis which axis of an example; a negative one counts from the last, as -1
 * @param indices the positions, counted from 0; negative ones count from the end, as -1
 */
public record Take(int axis, List<Integer> indices) implements Rearrangement {
    public Take {
        indices = List.copyOf(indices);
        if (indices.isEmpty()) {
            throw new IllegalArgumentException("take needs one index or more, but got none");
        }
    }

    /** Reads {@code axis} and {@code indices}. */
    public static Take read(Settings settings) {
        return new Take(settings.integer("axis"), settings.integers("indices"));
    }

    @Override
    public JsonValue settings() {
        return JsonObject.of().with("axis", axis).with("indices", JsonArray.ofNumbers(indices));
    }

    @Override
    public boolean followsTime(Shape input) {
        return Rearrangement.super.followsTime(input) && indices.stream().allMatch(index -> index >= 0);
    }

    @Override
    public List<OutputAxis> axes(Shape input) {
        int extent = OutputAxis.extentOf(input, axis);
        for (int index : indices) {
            if (index < -extent || index >= extent) {
                throw new EvenkeelException("needs position " + index + " of axis " + axis + ", but its input " + input
                        + " has " + extent + " there, counted from 0");
            }
        }
        return OutputAxis.changing(
                input, axis, indices.size(), place -> Math.floorMod((int) indices.get(place), extent));
    }
}
