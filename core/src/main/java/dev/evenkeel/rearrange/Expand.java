package dev.evenkeel.rearrange;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Each example repeated to a larger shape by NumPy's rule: last axes stand below each other, an axis of extent 1 is repeated to that
 * of the shape, and axes that the input lacks are put before its own.
 *
 * @param shape the shape of one example of the output
 */
public record Expand(Shape shape) implements Rearrangement {
    public Expand {
        if (shape.size() == 0) {
            throw new IllegalArgumentException("expand needs extents of 1 or more, but got " + shape);
        }
    }

    /** Reads {@code shape}. */
    public static Expand read(Settings settings) {
        return new Expand(Shape.of(settings.integers("shape")));
    }

    @Override
    public JsonValue settings() {
        return JsonArray.ofNumbers(shape.toArray());
    }

    @Override
    public List<OutputAxis> axes(Shape input) {
        int added = shape.rank() - input.rank();
        requireThat(added >= 0, input);
        List<OutputAxis> axes = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            int own = axis < added ? 1 : input.extent(axis - added);
            requireThat(own == 1 || own == shape.extent(axis), input);
            axes.add(own == 1 ? OutputAxis.repeating(shape.extent(axis)) : OutputAxis.whole(input, axis - added));
        }
        return axes;
    }

    private void requireThat(boolean fits, Shape input) {
        if (!fits) {
            throw new EvenkeelException("needs an input whose axes, the last below the last, have the extents of its"
                    + " shape " + shape + " or 1, but its input is " + input);
        }
    }
}
