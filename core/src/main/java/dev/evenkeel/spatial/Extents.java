package dev.evenkeel.spatial;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One number for every spatial axis, or one for each of them.
 *
 * @param values one, or as many as there are axes
 */
public record Extents(List<Integer> values) {
    /** 1 for every axis. */
    public static final Extents ONE = of(1);

    public Extents {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("needs one number for all axes or one for each, but got none");
        }
    }

    /** One number for every axis, or one for each. */
    public static Extents of(int... values) {
        return new Extents(Arrays.stream(values).boxed().toList());
    }

    /** The number of axis {@code axis}. */
    public int at(int axis) {
        return values.get(values.size() == 1 ? 0 : axis);
    }

    /** Whether these can stand for {@code axes} axes. */
    public boolean fit(int axes) {
        return values.size() == 1 || values.size() == axes;
    }

    /** @throws IllegalArgumentException if a number is below {@code least} */
    Extents requireAtLeast(int least, String name) {
        for (int value : values) {
            if (value < least) {
                throw new IllegalArgumentException("needs a " + name + " of " + least + " or more, but got " + this);
            }
        }
        return this;
    }

    /** Reads a number or a list of numbers. */
    static Optional<Extents> read(Settings settings, String name) {
        return settings.find(name).map(value -> read(value));
    }

    /** As {@link #read(Settings, String)}, of a setting that must be there. */
    static Extents required(Settings settings, String name) {
        return read(settings, name).orElseThrow(() -> settings.wrong(name, "is needed, but it is missing"));
    }

    static Extents read(JsonValue value) {
        return value instanceof JsonArray list ? of(list.toIntArray()) : of(value.asInt());
    }

    /** As a description writes them: a number, or a list. */
    JsonValue toJson() {
        return values.size() == 1 ? JsonValue.of(values.get(0)) : JsonArray.ofNumbers(values);
    }

    /** As {@code 3} or {@code 3 x 5}. */
    @Override
    public String toString() {
        return String.join(" x ", values.stream().map(String::valueOf).toList());
    }
}
