package dev.evenkeel.data.table.encoding;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.Column;
import dev.evenkeel.data.table.Decimal;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.layer.core.InputStandardization;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a table's target column is and what is predicted of it, where rules leave that open, and why. The task is decided on
 * all rows, so that a part that is held out for the test changes nothing; whether there is something to learn, on those that
 * are learnt from.
 *
 * <p>Text makes classes. Numbers make a regression, but for three kinds that are nearly always classes: 0 and 1 alone; two
 * whole numbers that each occur more than once; and a column named {@code class} or {@code label} that holds a few whole
 * numbers without a gap.
 *
 * @param task never automatic
 * @param notes what was assumed, for people
 */
record TargetChoice(Column column, Task task, List<String> notes) {
    private static final List<String> CLASS_NAMES = List.of("class", "label");
    private static final int FEW_CLASSES = 10;
    private static final int FEW_NUMBERS = 20;
    private static final double EXACT = 0x1p53;
    private static final double TINY = 1e-30;

    static TargetChoice of(Table table, EncodingRules rules) {
        Column column = TargetColumn.choose(table, rules.target());
        if (column instanceof Column.Numbers numbers) {
            return ofNumbers(numbers, rules.task());
        }
        Task task = rules.task() == Task.REGRESSION ? Task.REGRESSION : Task.CLASSIFICATION;
        return new TargetChoice(column, task, List.of());
    }

    private static TargetChoice ofNumbers(Column.Numbers column, Task asked) {
        double[] distinct = column.known()
                .map(value -> value + 0.0)
                .distinct()
                .limit(FEW_NUMBERS + 1)
                .sorted()
                .toArray();
        Optional<String> alike = sameNumber(column, distinct);
        if (alike.isPresent()) {
            Task task = asked == Task.AUTOMATIC ? Task.REGRESSION : asked;
            return new TargetChoice(column, task, List.of(alike.get()));
        }
        TargetChoice choice =
                asked == Task.AUTOMATIC ? byValues(column, distinct) : new TargetChoice(column, asked, List.of());
        if (choice.task() == Task.REGRESSION) {
            requireApart(column);
        }
        return choice;
    }

    private static TargetChoice byValues(Column.Numbers column, double... distinct) {
        boolean few = distinct.length > 0
                && distinct.length <= FEW_NUMBERS
                && Arrays.stream(distinct).allMatch(value -> value == Math.rint(value));
        if (!few) {
            return new TargetChoice(column, Task.REGRESSION, List.of());
        }
        return distinct.length == 2 ? ofTwo(column, distinct) : ofFew(column, distinct);
    }

    /** As the network learns of 32-bit floats, and of what they differ by, what is less than their last digits is lost. */
    private static void requireApart(Column.Numbers column) {
        double[] values = column.known().toArray();
        DoubleSummaryStatistics range = Arrays.stream(values).summaryStatistics();
        double mean = range.getAverage();
        double deviation = Math.sqrt(Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean) / values.length)
                .sum());
        if (values.length > 0 && InputStandardization.isConstant(mean, deviation)) {
            String least = Decimal.text(range.getMin());
            boolean isTiny = Math.max(Math.abs(range.getMin()), Math.abs(range.getMax())) < TINY;
            throw new EvenkeelException("Target '" + column.name() + "' is between " + least + " and "
                    + Decimal.text(range.getMax()) + ", which 32-bit floats hardly tell apart: "
                    + (isTiny ? "multiply each by a large number first" : "subtract " + least + " from each first"));
        }
    }

    private static Optional<String> sameNumber(Column.Numbers column, double... distinct) {
        if (distinct.length != 1) {
            return Optional.empty();
        }
        String value = Decimal.text(distinct[0]);
        String beyond = beyondDigits(distinct[0]);
        if (!beyond.isEmpty()) {
            throw new EvenkeelException("Target '" + column.name() + "' is " + value + " in every row" + beyond
                    + ": subtract a number close to them from each first, or name another target");
        }
        return Optional.of("Target '" + column.name() + "' is " + value
                + " in every row to learn from, so there is nothing to learn: name another target");
    }

    /** That texts of so many digits may differ where numbers do not; nothing of smaller numbers. */
    static String beyondDigits(double value) {
        return Math.abs(value) >= EXACT
                ? " as far as 64-bit floats tell, which lose the last digits of whole numbers above 9007199254740992"
                : "";
    }

    private static TargetChoice ofTwo(Column.Numbers column, double... two) {
        long first = count(column, two[0]);
        long second = count(column, two[1]);
        boolean zeroAndOne = two[0] == 0 && two[1] == 1;
        if (!zeroAndOne && (first < 2 || second < 2)) {
            return asNumber(column, two);
        }
        return new TargetChoice(
                column,
                Task.CLASSIFICATION,
                List.of("Target '" + column.name() + "' holds only " + Decimal.text(two[0]) + " and "
                        + Decimal.text(two[1]) + ", which are taken for two classes (classification). If they are "
                        + "amounts, ask for regression: --task regression (Task.REGRESSION)"));
    }

    private static TargetChoice ofFew(Column.Numbers column, double... distinct) {
        double last = distinct[distinct.length - 1];
        boolean gapless = last - distinct[0] == distinct.length - 1;
        boolean named = CLASS_NAMES.contains(column.name().toLowerCase(Locale.ROOT));
        if (!named || !gapless || distinct.length > FEW_CLASSES || distinct.length < 2) {
            return asNumber(column, distinct);
        }
        return new TargetChoice(
                column,
                Task.CLASSIFICATION,
                List.of("Target '" + column.name() + "' holds the whole numbers " + Decimal.text(distinct[0]) + " to "
                        + Decimal.text(last) + ", which are taken for " + distinct.length
                        + " classes (classification), as the column's name says. If they are amounts, ask for "
                        + "regression: --task regression (Task.REGRESSION)"));
    }

    private static TargetChoice asNumber(Column.Numbers column, double... distinct) {
        List<String> notes = List.of("Target '" + column.name() + "' holds " + distinct.length
                + " different whole numbers, from " + Decimal.text(distinct[0]) + " to "
                + Decimal.text(distinct[distinct.length - 1])
                + ", and is predicted as a number (regression). If they are classes, ask for "
                + "classification: --task classification (Task.CLASSIFICATION)");
        return new TargetChoice(column, Task.REGRESSION, notes);
    }

    private static long count(Column.Numbers column, double wanted) {
        return column.known().filter(value -> value == wanted).count();
    }
}
