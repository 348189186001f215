package dev.evenkeel.data.table;

import dev.evenkeel.EvenkeelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Gathers the cells of one column whose type is declared, and turns them into a {@link Column}. */
public final class ColumnBuilder {
    private static final int MISSING = -1;
    private static final int SHOWN = 8;

    private final String name;
    private final ColumnType type;
    private final Map<String, Integer> codeOf = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private double[] numbers = {};
    private int[] codes = {};
    private int size;

    ColumnBuilder(String name, ColumnType type) {
        this.name = name;
        this.type = type;
        if (type instanceof ColumnType.Nominal nominal) {
            nominal.categories().forEach(this::code);
        }
    }

    void addMissing() {
        append(MISSING, Double.NaN);
    }

    /** Adds a value. @throws EvenkeelException beginning with {@code place}, if it does not fit the type */
    void add(String text, Supplier<String> place) {
        if (type instanceof ColumnType.Nominal nominal && !codeOf.containsKey(text)) {
            throw new EvenkeelException(place.get() + ": column '" + name + "' has '" + text
                    + "', but it is declared as " + shown(nominal.categories()));
        }
        if (type instanceof ColumnType.Numeric) {
            double number = Decimal.parse(text);
            if (Double.isNaN(number)) {
                throw new EvenkeelException(place.get() + ": column '" + name + "' has '" + text
                        + "', but it needs a finite decimal number");
            }
            append(MISSING, number);
        } else {
            append(code(text), Double.NaN);
        }
    }

    /** Adds a number. */
    void add(double number) {
        append(MISSING, number);
    }

    String name() {
        return name;
    }

    ColumnType type() {
        return type;
    }

    Column build() {
        if (type instanceof ColumnType.Numeric) {
            return new Column.Numbers(name, Arrays.copyOf(numbers, size));
        }
        codes = Arrays.copyOf(codes, size);
        return type instanceof ColumnType.Nominal nominal
                ? new Column.Categories(name, nominal.categories(), codes, Column.Origin.DECLARED)
                : categories();
    }

    private Column categories() {
        List<String> sorted = texts.stream().sorted().toList();
        Map<String, Integer> rank = new HashMap<>();
        for (int index = 0; index < sorted.size(); index++) {
            rank.put(sorted.get(index), index);
        }
        for (int row = 0; row < size; row++) {
            codes[row] = codes[row] == MISSING ? MISSING : rank.getOrDefault(texts.get(codes[row]), MISSING);
        }
        return new Column.Categories(name, sorted, codes, Column.Origin.OBSERVED);
    }

    private int code(String text) {
        return codeOf.computeIfAbsent(text, added -> {
            texts.add(added);
            return texts.size() - 1;
        });
    }

    private void append(int code, double number) {
        int room = Math.max(64, Math.multiplyExact(size, 2));
        if (type instanceof ColumnType.Numeric) {
            numbers = size == numbers.length ? Arrays.copyOf(numbers, room) : numbers;
            numbers[size] = number;
        } else {
            codes = size == codes.length ? Arrays.copyOf(codes, room) : codes;
            codes[size] = code;
        }
        size++;
    }

    public static String shown(List<String> values) {
        String first = String.join(", ", values.subList(0, Math.min(SHOWN, values.size())));
        return values.size() > SHOWN ? "{" + first + ", ... (" + values.size() + ")}" : "{" + first + "}";
    }
}
