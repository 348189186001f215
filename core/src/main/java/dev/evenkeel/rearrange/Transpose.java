package dev.evenkeel.rearrange;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The axes of each example in another order: axis i of the output is axis {@code order[i]} of the input, as {@code [2, 0, 1]} makes
 * {@code [batch, channels, height, width]} of {@code [batch, height, width, channels]}.
 *
 * @param order every axis of an example once, counted from 0; the batch is left out
 */
public record Transpose(List<Integer> order) implements Rearrangement {
    public Transpose {
        order = List.copyOf(order);
        if (!order.stream()
                .sorted()
                .toList()
                .equals(IntStream.range(0, order.size()).boxed().toList())) {
            throw new IllegalArgumentException(
                    "transpose needs every axis of an example once, counted from 0, but got " + order);
        }
    }

    /** Reads {@code order}. */
    public static Transpose read(Settings settings) {
        return new Transpose(settings.integers("order"));
    }

    @Override
    public JsonValue settings() {
        return JsonArray.ofNumbers(order);
    }

    @Override
    public List<OutputAxis> axes(Shape input) {
        if (input.rank() != order.size()) {
            throw new EvenkeelException("needs an input of " + order.size() + " axes for its order " + order
                    + ", but its input " + input + " has " + input.rank());
        }
        return order.stream().map(axis -> OutputAxis.whole(input, axis)).toList();
    }
}
