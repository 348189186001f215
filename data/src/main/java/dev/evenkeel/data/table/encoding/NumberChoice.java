package dev.evenkeel.data.table.encoding;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.Column;
import dev.evenkeel.data.table.ColumnBuilder;
import dev.evenkeel.data.table.Decimal;
import dev.evenkeel.data.table.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Which columns of a table are the inputs of a network that takes so many numbers, and which one is the target. */
final class NumberChoice {
    private final Table table;
    private final int wanted;
    private final List<String> named;
    private final Optional<String> target;

    NumberChoice(Table table, int wanted, List<String> named, Optional<String> target) {
        this.table = table;
        this.wanted = wanted;
        this.named = named;
        this.target = target;
    }

    /** @param notes what was assumed, for people */
    record Chosen(List<String> inputs, Optional<String> target, List<String> notes) {}

    Chosen choose() {
        target.ifPresent(this::require);
        return named.isEmpty() ? byOrder() : byName();
    }

    private Chosen byName() {
        named.forEach(this::require);
        if (named.size() != wanted || new HashSet<>(named).size() < wanted) {
            throw new EvenkeelException("The model takes " + count(wanted) + ", but " + named.size()
                    + " columns are named as its inputs: " + ColumnBuilder.shown(named)
                    + ". Name each of them once, in the model's order");
        }
        if (target.filter(named::contains).isPresent()) {
            throw new EvenkeelException("Column '" + target.get() + "' is named as the target and as an input");
        }
        List<String> rest = others(column -> !named.contains(column));
        Optional<String> predicted = target.or(() -> TargetColumn.usual(table)
                .map(Column::name)
                .filter(rest::contains)
                .or(() -> rest.size() == 1 ? Optional.of(rest.get(0)) : Optional.empty()));
        return new Chosen(named, predicted, notes(List.of(), predicted));
    }

    private Chosen byOrder() {
        Optional<String> known = target.or(() -> TargetColumn.usual(table).map(Column::name));
        List<String> numeric = others(column -> isNumeric(table.column(column)));
        List<String> unkeyed = numeric.stream()
                .filter(column -> table.key(column).isEmpty() || known.equals(Optional.of(column)))
                .toList();
        return divided(unkeyed, known).or(() -> divided(numeric, known)).orElseThrow(() -> unclear(unkeyed, known));
    }

    private Optional<Chosen> divided(List<String> numeric, Optional<String> known) {
        if (known.isPresent()) {
            List<String> inputs = numeric.stream()
                    .filter(column -> !column.equals(known.get()))
                    .toList();
            return inputs.size() == wanted ? Optional.of(chosen(inputs, known)) : Optional.empty();
        }
        List<String> all = table.columnNames();
        String last = all.get(all.size() - 1);
        if (numeric.size() == wanted) {
            return Optional.of(chosen(numeric, text(last)));
        }
        return numeric.size() == wanted + 1 && last.equals(numeric.get(wanted))
                ? Optional.of(chosen(numeric.subList(0, wanted), Optional.of(last)))
                : Optional.empty();
    }

    /** The column of text that can be meant beside inputs: the last one, or the only one. */
    private Optional<String> text(String last) {
        List<String> texts = others(column -> !isNumeric(table.column(column)));
        return texts.contains(last)
                ? Optional.of(last)
                : texts.size() == 1 ? Optional.of(texts.get(0)) : Optional.empty();
    }

    private Chosen chosen(List<String> inputs, Optional<String> predicted) {
        List<String> unread = others(column -> !inputs.contains(column) && !predicted.equals(Optional.of(column)));
        return new Chosen(inputs, predicted, notes(unread, predicted));
    }

    private List<String> notes(List<String> unread, Optional<String> predicted) {
        List<String> notes = new ArrayList<>();
        if (named.isEmpty()) {
            notes.add("The model does not name its inputs: they are taken to be the columns of numbers in their order"
                    + (unread.isEmpty() ? "" : ", without " + ColumnBuilder.shown(unread))
                    + ". If they are others, say --columns with their names in the model's order");
        }
        if (target.isEmpty() && predicted.isPresent()) {
            notes.add("Column '" + predicted.get() + "' is taken as the target, and is no input");
        }
        return notes;
    }

    private EvenkeelException unclear(List<String> numeric, Optional<String> known) {
        List<String> inputs = numeric.stream()
                .filter(column -> !known.equals(Optional.of(column)))
                .toList();
        List<String> texts = others(column -> !numeric.contains(column) && !known.equals(Optional.of(column)));
        return new EvenkeelException("The model takes " + count(wanted) + " and does not name them, but " + table.name()
                + " has " + inputs.size() + (inputs.size() == 1 ? " column" : " columns") + " of numbers"
                + known.map(column -> " beside the target '" + column + "'").orElse("")
                + ". Say --columns with their names in the model's order"
                + (known.isEmpty() ? ", --target with the one that is predicted" : "") + ". The columns of numbers are "
                + ColumnBuilder.shown(inputs) + (texts.isEmpty() ? "" : ", others " + ColumnBuilder.shown(texts)));
    }

    private List<String> others(Predicate<String> kind) {
        return table.columnNames().stream().filter(kind).toList();
    }

    /** Whether at least half of a column's values are numbers. */
    static boolean isNumeric(Column column) {
        if (!(column instanceof Column.Categories categories)) {
            return true;
        }
        int[] counts = categories.counts();
        long all = IntStream.of(counts).asLongStream().sum();
        long numbers = IntStream.range(0, counts.length)
                .filter(code ->
                        !Double.isNaN(Decimal.parse(categories.categories().get(code))))
                .mapToLong(code -> counts[code])
                .sum();
        return numbers > 0 && numbers * 2 >= all;
    }

    /** @throws EvenkeelException that lists the columns there are, if none has this name */
    private void require(String column) {
        Column unused = table.column(column);
    }

    private static String count(int count) {
        return count + (count == 1 ? " number" : " numbers");
    }
}
