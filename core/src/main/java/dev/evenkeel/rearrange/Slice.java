package dev.evenkeel.rearrange;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * Evenly spaced positions along one axis: {@code y[..., o, ...] = x[..., start + o * step, ...]}.
 *
 * @param axis which axis of an example; a negative one counts from the last, as -1
 * @param start the first position, counted from 0
 * @param length how many positions
 * @param step how far the next position is; negative to go back
 */
@CheckReturnValue
public record Slice(int axis, int start, int length, int step) implements Rearrangement {
    public Slice {
        if (start < 0 || length < 1 || step == 0) {
            throw new IllegalArgumentException(
                    "slice needs a start of 0 or more, a length of 1 or more and a step other" + " than 0, but got "
                            + start + ", " + length + " and " + step);
        }
    }

    /** Another step. */
    public Slice step(int other) {
        return new Slice(axis, start, length, other);
    }

    /** Reads {@code axis}, {@code start}, {@code length} and {@code step}, which is 1 if absent. */
    public static Slice read(Settings settings) {
        return new Slice(
                settings.integer("axis"),
                settings.integer("start"),
                settings.integer("length"),
                settings.integer("step", 1));
    }

    @Override
    public JsonValue settings() {
        return JsonObject.of()
                .with("axis", axis)
                .with("start", start)
                .with("length", length)
                .with("step", step);
    }

    @Override
    public List<OutputAxis> axes(Shape input) {
        int extent = OutputAxis.extentOf(input, axis);
        long last = start + (length - 1L) * step;
        if (start >= extent || last < 0 || last >= extent) {
            throw new EvenkeelException("needs positions " + start + " to " + last + " of axis " + axis
                    + ", but its input " + input + " has " + extent + " there, counted from 0");
        }
        return OutputAxis.changing(input, axis, length, place -> start + place * step);
    }
}
