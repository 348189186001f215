package dev.evenkeel.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * A JSON array.
 *
 * @param elements its values in order, unmodifiable
 */
public record JsonArray(List<JsonValue> elements) implements JsonValue, Iterable<JsonValue> {
    /** Copies {@code elements}. */
    public JsonArray {
        elements = List.copyOf(elements);
    }

    /** An array of these values. */
    public static JsonArray of(JsonValue... values) {
        return new JsonArray(List.of(values));
    }

    /** An array of what these values are in JSON. */
    public static <T> JsonArray of(Collection<T> values, Function<? super T, ? extends JsonValue> toJson) {
        return new JsonArray(values.stream().<JsonValue>map(toJson).toList());
    }

    /** An array of strings. */
    public static JsonArray ofStrings(Iterable<String> strings) {
        List<JsonValue> elements = new ArrayList<>();
        strings.forEach(string -> elements.add(new JsonString(string)));
        return new JsonArray(elements);
    }

    /** An array of whole numbers. */
    public static JsonArray ofNumbers(int... numbers) {
        return ofNumbers(Arrays.stream(numbers).asLongStream().toArray());
    }

    /** An array of whole numbers. */
    public static JsonArray ofNumbers(List<Integer> numbers) {
        return of(numbers, JsonNumber::of);
    }

    /** An array of whole numbers. */
    public static JsonArray ofNumbers(long... numbers) {
        return new JsonArray(
                Arrays.stream(numbers).<JsonValue>mapToObj(JsonNumber::of).toList());
    }

    /** An array of numbers; refuses NaN and infinities. */
    public static JsonArray ofNumbers(float... numbers) {
        List<JsonValue> elements = new ArrayList<>(numbers.length);
        for (float number : numbers) {
            elements.add(JsonNumber.of(number));
        }
        return new JsonArray(elements);
    }

    /** An array of numbers; refuses NaN and infinities. */
    public static JsonArray ofNumbers(double... numbers) {
        return new JsonArray(
                Arrays.stream(numbers).<JsonValue>mapToObj(JsonNumber::of).toList());
    }

    /** How many values it holds. */
    public int size() {
        return elements.size();
    }

    /**
     * The value at {@code index}, from 0.
     *
     * @throws JsonException if the array is shorter
     */
    public JsonValue at(int index) {
        if (index < 0 || index >= elements.size()) {
            throw new JsonException("needed an element [" + index + "], but the array has " + elements.size());
        }
        return elements.get(index);
    }

    /**
     * All elements as whole numbers.
     *
     * @throws JsonException naming the index of an element that is none
     */
    public int[] toIntArray() {
        return read(JsonValue::asInt).stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * All elements as whole numbers.
     *
     * @throws JsonException naming the index of an element that is none
     */
    public long[] toLongArray() {
        return read(JsonValue::asLong).stream().mapToLong(Long::longValue).toArray();
    }

    /**
     * All elements as numbers.
     *
     * @throws JsonException naming the index of an element that is none
     */
    public double[] toDoubleArray() {
        return read(JsonValue::asDouble).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    /**
     * All elements as strings.
     *
     * @throws JsonException naming the index of an element that is none
     */
    public List<String> toStrings() {
        return read(JsonValue::asString);
    }

    private <T> List<T> read(Function<JsonValue, T> type) {
        List<T> values = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            values.add(JsonText.located("[" + i + "]", elements.get(i), type));
        }
        return List.copyOf(values);
    }

    @Override
    public JsonArray asArray() {
        return this;
    }

    @Override
    public Iterator<JsonValue> iterator() {
        return elements.iterator();
    }

    @Override
    public String toString() {
        return JsonText.compact(this);
    }
}
