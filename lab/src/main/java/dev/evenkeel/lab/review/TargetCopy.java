package dev.evenkeel.lab.review;

import dev.evenkeel.data.table.encoding.InputColumn;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Columns that are the target in other words, whatever the network made of them. For classes: a few values, each of which
 * belongs to one class, as in a copy or a code of the class. For numbers: a copy on another scale, straight
 * ({@code target = a + b * column}) or bent (both have one order).
 */
final class TargetCopy {
    /** Of training and test: fewer may agree by chance. */
    private static final int MIN_ROWS = 30;

    private static final int MAX_VALUES = 64;
    /** Of what guessing leaves wrong, the share that one value for each class may leave. */
    private static final double MAX_LEFT = 0.02;

    private static final double MIN_CORRELATION = 0.99999;

    private final List<InputColumn> columns;
    private final ReviewedRows learnt;
    private final ReviewedRows tested;

    private TargetCopy(List<InputColumn> columns, Dataset training, Dataset test) {
        this.columns = columns;
        this.learnt = ReviewedRows.of(training);
        this.tested = ReviewedRows.of(test);
    }

    static Optional<ReviewFinding> find(List<InputColumn> columns, Dataset training, Dataset test) {
        if (columns.isEmpty() || training.size() + test.size() < MIN_ROWS || test.size() == 0) {
            return Optional.empty();
        }
        TargetCopy copy = new TargetCopy(columns, training, test);
        if (training.target() instanceof Target.Classes classes) {
            return finding(
                    copy.ofClasses(classes.count()),
                    "tells the class of every row, or nearly: its few values each belong to one class");
        }
        return columns.size() < 2
                ? Optional.empty()
                : finding(copy.ofNumbers(), "tells the target of every row: the two rise and fall together throughout");
    }

    private static Optional<ReviewFinding> finding(List<String> copies, String what) {
        if (copies.isEmpty()) {
            return Optional.empty();
        }
        String others = copies.size() == 1
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", and so %s %s",
                        copies.size() == 2 ? "does" : "do",
                        copies.size() == 2 ? "'" + copies.get(1) + "'" : copies.size() - 1 + " others");
        return Optional.of(new ReviewFinding(
                ReviewFinding.Rule.LEAKING_COLUMN,
                "Column '" + copies.get(0) + "' alone " + what + others
                        + ". If it is a copy of the target, or known only once the target is, leave it out "
                        + "(--drop-columns, EncodingRules.drop): on new rows it tells nothing"));
    }

    private List<String> ofClasses(int classes) {
        List<String> copies = new ArrayList<>();
        for (InputColumn column : columns) {
            int[][] counts = counts(column, classes);
            if (counts.length > 1 && tells(column, counts, classes)) {
                copies.add(column.name());
            }
        }
        return copies;
    }

    /** How many rows of each class each value of a column has, in the order of the values; none if it has many. */
    private int[][] counts(InputColumn column, int classes) {
        Map<Integer, int[]> counts = new HashMap<>();
        for (int row = 0; row < learnt.size(); row++) {
            counts.computeIfAbsent(value(learnt, row, column), added -> new int[classes])[learnt.classOf(row)]++;
            if (counts.size() > Math.max(MAX_VALUES, classes) || counts.size() * 2 > learnt.size()) {
                return new int[0][];
            }
        }
        return counts.values().toArray(int[][]::new);
    }

    private boolean tells(InputColumn column, int[][] counts, int classes) {
        int[] all = new int[classes];
        int right = 0;
        for (int[] count : counts) {
            right += Arrays.stream(count).max().orElse(0);
            Arrays.setAll(all, label -> all[label] + count[label]);
        }
        double guessed = (double) Arrays.stream(all).max().orElse(0) / learnt.size();
        long present = Arrays.stream(all).filter(count -> count > 0).count();
        boolean isCode = counts.length <= present;
        double left = isCode ? MAX_LEFT * (1 - guessed) : 0;
        if (!isCode && !Proof.isPossible(tested.size(), classes)) {
            return false;
        }
        return guessed < 1 && 1 - (double) right / learnt.size() <= left && 1 - accuracy(column, classes) <= left;
    }

    /** Of the test part, if each value stands for its commonest class. */
    private double accuracy(InputColumn column, int classes) {
        Map<Integer, int[]> counts = new HashMap<>();
        for (int row = 0; row < learnt.size(); row++) {
            counts.computeIfAbsent(value(learnt, row, column), added -> new int[classes])[learnt.classOf(row)]++;
        }
        int right = 0;
        for (int row = 0; row < tested.size(); row++) {
            int[] count = counts.getOrDefault(value(tested, row, column), new int[classes]);
            int label = tested.classOf(row);
            right += count[label] > 0
                            && count[label] == Arrays.stream(count).max().orElse(0)
                    ? 1
                    : 0;
        }
        return (double) right / tested.size();
    }

    /** A number of its own for each value of a column. */
    private static int value(ReviewedRows rows, int row, InputColumn column) {
        if (column.width() == 1) {
            return Float.floatToIntBits(rows.value(row, column.first()) + 0f);
        }
        for (int index = 0; index < column.width(); index++) {
            if (rows.value(row, column.first() + index) > 0) {
                return index;
            }
        }
        return column.width();
    }

    private List<String> ofNumbers() {
        double[] target = toDoubles(learnt.targets());
        double[] order = ranks(target);
        List<String> copies = new ArrayList<>();
        for (InputColumn column : columns) {
            if (column.width() == 1) {
                double[] values = IntStream.range(0, learnt.size())
                        .mapToDouble(row -> learnt.value(row, column.first()))
                        .toArray();
                boolean isCopy = Math.abs(correlation(values, target)) >= MIN_CORRELATION
                        || Math.abs(correlation(ranks(values), order)) >= MIN_CORRELATION;
                if (isCopy) {
                    copies.add(column.name());
                }
            }
        }
        return copies;
    }

    private static double[] toDoubles(float... values) {
        return IntStream.range(0, values.length)
                .mapToDouble(index -> values[index])
                .toArray();
    }

    /** Places in ascending order; the mean place of those that are equal. */
    private static double[] ranks(double... values) {
        List<Integer> order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> values[row]))
                .toList();
        double[] ranks = new double[values.length];
        int from = 0;
        while (from < ranks.length) {
            int to = from + 1;
            while (to < ranks.length && values[order.get(to)] == values[order.get(from)]) {
                to++;
            }
            for (int place = from; place < to; place++) {
                ranks[order.get(place)] = (from + to - 1) / 2.0;
            }
            from = to;
        }
        return ranks;
    }

    /** Pearson's; {@code NaN} where one is constant. */
    private static double correlation(double[] one, double[] other) {
        double mean = Arrays.stream(one).average().orElse(0);
        double otherMean = Arrays.stream(other).average().orElse(0);
        double product = 0;
        double square = 0;
        double otherSquare = 0;
        for (int row = 0; row < one.length; row++) {
            double difference = one[row] - mean;
            double otherDifference = other[row] - otherMean;
            product += difference * otherDifference;
            square += difference * difference;
            otherSquare += otherDifference * otherDifference;
        }
        return product / Math.sqrt(square * otherSquare);
    }
}
