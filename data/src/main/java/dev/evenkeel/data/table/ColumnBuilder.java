package dev.evenkeel.data.table;

import dev.evenkeel.EvenkeelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Gathers the cells of one column, each distinct text once, and turns them into a {@link Column}. */
final class ColumnBuilder {
    private static final int MISSING = -1;
    private static final int SHOWN = 8;

    private final String name;
    private final ColumnType type;
    private final Map<String, Integer> codeOf = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private int[] codes = new int[64];
    private int size;

    ColumnBuilder(String name, ColumnType type) {
        this.name = name;
        this.type = type;
        if (type instanceof ColumnType.Nominal nominal) {
            nominal.categories().forEach(this::code);
        }
    }

    void addMissing() {
        append(MISSING);
    }

    /** Adds a value. @throws EvenkeelException beginning with {@code place}, if it does not fit the type */
    void add(String text, Supplier<String> place) {
        if (type instanceof ColumnType.Nominal nominal && !codeOf.containsKey(text)) {
            throw new EvenkeelException(place.get() + ": column '" + name + "' has '" + text
                    + "', but it is declared as " + shown(nominal.categories()));
        }
        if (type instanceof ColumnType.Numeric && !Decimal.isNumber(text)) {
            throw new EvenkeelException(
                    place.get() + ": column '" + name + "' has '" + text + "', but it needs a finite decimal number");
        }
        append(code(text));
    }

    Column build(String table) {
        codes = Arrays.copyOf(codes, size);
        if (type instanceof ColumnType.Nominal nominal) {
            return new Column.Categories(name, nominal.categories(), codes, Column.Origin.DECLARED);
        }
        boolean isNumeric = type instanceof ColumnType.Numeric
                || type instanceof ColumnType.Inferred && texts.stream().allMatch(Decimal::isNumber);
        return isNumeric ? numbers() : categories(table);
    }

    private Column numbers() {
        double[] distinct = texts.stream().mapToDouble(Decimal::parse).toArray();
        double[] values = new double[size];
        for (int row = 0; row < size; row++) {
            values[row] = codes[row] == MISSING ? Double.NaN : distinct[codes[row]];
        }
        return new Column.Numbers(name, values);
    }

    private Column categories(String table) {
        if (type instanceof ColumnType.Inferred
                && texts.stream().allMatch(text -> Decimal.isNumber(text.replace(',', '.')))) {
            throw new EvenkeelException(table + ": column '" + name + "' writes numbers with a comma, as '"
                    + texts.stream()
                            .filter(text -> text.contains(","))
                            .findFirst()
                            .orElse("1,5")
                    + "'; write them with a point");
        }
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

    private void append(int code) {
        if (size == codes.length) {
            codes = Arrays.copyOf(codes, Math.multiplyExact(size, 2));
        }
        codes[size++] = code;
    }

    static String shown(List<String> values) {
        String first = String.join(", ", values.subList(0, Math.min(SHOWN, values.size())));
        return values.size() > SHOWN ? "{" + first + ", ... (" + values.size() + ")}" : "{" + first + "}";
    }
}
