package dev.evenkeel.json;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

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

    /** An array of strings. */
    public static JsonArray ofStrings(Iterable<String> strings) {
        List<JsonValue> elements = new ArrayList<>();
        strings.forEach(string -> elements.add(new JsonString(string)));
        return new JsonArray(elements);
    }

    /** An array of whole numbers. */
    public static JsonArray ofNumbers(int... numbers) {
        List<JsonValue> elements = new ArrayList<>(numbers.length);
        for (int number : numbers) {
            elements.add(JsonNumber.of(number));
        }
        return new JsonArray(elements);
    }

    /** An array of whole numbers. */
    public static JsonArray ofNumbers(List<Integer> numbers) {
        return new JsonArray(numbers.stream().<JsonValue>map(JsonNumber::of).toList());
    }

    /** An array of whole numbers. */
    public static JsonArray ofNumbers(long... numbers) {
        List<JsonValue> elements = new ArrayList<>(numbers.length);
        for (long number : numbers) {
            elements.add(JsonNumber.of(number));
        }
        return new JsonArray(elements);
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
        List<JsonValue> elements = new ArrayList<>(numbers.length);
        for (double number : numbers) {
            elements.add(JsonNumber.of(number));
        }
        return new JsonArray(elements);
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
        int[] numbers = new int[elements.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = JsonText.located("[" + i + "]", elements.get(i), JsonValue::asInt);
        }
        return numbers;
    }

    /**
     * All elements as whole numbers.
     *
     * @throws JsonException naming the index of an element that is none
     */
    public long[] toLongArray() {
        long[] numbers = new long[elements.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = JsonText.located("[" + i + "]", elements.get(i), JsonValue::asLong);
        }
        return numbers;
    }

    /**
     * All elements as numbers.
     *
     * @throws JsonException naming the index of an element that is none
     */
    public double[] toDoubleArray() {
        double[] numbers = new double[elements.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = JsonText.located("[" + i + "]", elements.get(i), JsonValue::asDouble);
        }
        return numbers;
    }

    /**
     * All elements as strings.
     *
     * @throws JsonException naming the index of an element that is none
     */
    public List<String> toStrings() {
        List<String> strings = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            strings.add(JsonText.located("[" + i + "]", elements.get(i), JsonValue::asString));
        }
        return List.copyOf(strings);
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
