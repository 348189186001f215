package dev.evenkeel.rearrange;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Each example several times behind itself along every axis: {@code a b} twice is {@code a b a b}. {@link
 * dev.evenkeel.spatial.Upsample} makes {@code a a b b} of it.
 *
 * @param times how often, for each axis of an example
 */
public record Tile(List<Integer> times) implements Rearrangement {
    public Tile {
        times = List.copyOf(times);
        if (times.stream().anyMatch(often -> often < 1)) {
            throw new IllegalArgumentException("tile needs 1 time or more for each axis, but got " + times);
        }
    }

    /** Reads {@code times}. */
    public static Tile read(Settings settings) {
        return new Tile(settings.integers("times"));
    }

    @Override
    public JsonValue settings() {
        return JsonArray.ofNumbers(times);
    }

    @Override
    public List<OutputAxis> axes(Shape input) {
        if (input.rank() != times.size()) {
            throw new EvenkeelException("needs an input of " + times.size() + " axes for its times " + times
                    + ", but its input " + input + " has " + input.rank());
        }
        List<OutputAxis> axes = new ArrayList<>();
        for (int axis = 0; axis < input.rank(); axis++) {
            int own = input.extent(axis);
            axes.add(OutputAxis.reading(input, axis, Math.multiplyExact(own, times.get(axis)), place -> place % own));
        }
        return axes;
    }
}
