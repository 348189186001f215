package dev.evenkeel.lab.review;

import dev.evenkeel.data.table.encoding.InputColumn;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One column that alone tells the classes as well as the network does, while no other comes near: as row numbers of a sorted
 * file do, or what is known only once the class is. A small test part proves none of it ({@link Proof}). A column's values fall into bins of equally many training rows, or are its
 * categories; each bin stands for its commonest class.
 */
final class ColumnLeak {
    private static final int MAX_BINS = 64;
    private static final int ROWS_PER_BIN = 10;
    private static final double LEAST_GAIN = 0.1;

    private final Dataset training;
    private final Dataset test;
    private final int classes;

    private ColumnLeak(Dataset training, Dataset test, int classes) {
        this.training = training;
        this.test = test;
        this.classes = classes;
    }

    /**
     * @param accuracy of the network on the test part
     * @param guessed accuracy there of always predicting the commonest class
     */
    static Optional<ReviewFinding> find(
            List<InputColumn> columns, Dataset training, Dataset test, double accuracy, double guessed) {
        double error = Math.sqrt(accuracy * (1 - accuracy) / Math.max(1, test.size()));
        boolean learns = accuracy - guessed >= Math.max(LEAST_GAIN, 2 * error);
        if (columns.size() < 2
                || !learns
                || !(training.target() instanceof Target.Classes target)
                || !Proof.isPossible(test.size(), target.count())) {
            return Optional.empty();
        }
        double[] alone = new ColumnLeak(training, test, target.count()).accuracies(columns);
        int best = 0;
        for (int column = 1; column < alone.length; column++) {
            best = alone[column] > alone[best] ? column : best;
        }
        int second = best == 0 ? 1 : 0;
        for (int column = 0; column < alone.length; column++) {
            second = column != best && alone[column] > alone[second] ? column : second;
        }
        boolean asGood = alone[best] >= accuracy - Math.max(0.02, error);
        boolean aloneInThat = alone[second] - guessed <= (alone[best] - guessed) / 2;
        boolean isProved = Proof.least(alone[best], test.size()) > Proof.most(alone[second], test.size())
                && Proof.least(alone[best], test.size()) > guessed;
        return asGood && aloneInThat && isProved
                ? Optional.of(new ReviewFinding(
                        ReviewFinding.Rule.LEAKING_COLUMN,
                        String.format(
                                Locale.ROOT,
                                "Column '%s' alone tells the classes as well as the network does: accuracy %.3f on the test"
                                        + " part, where the network has %.3f and the next best column, '%s', %.3f. If it"
                                        + " numbers the rows, or is known only once the class is, leave it out: on new rows"
                                        + " it tells nothing",
                                columns.get(best).name(),
                                alone[best],
                                accuracy,
                                columns.get(second).name(),
                                alone[second])))
                : Optional.empty();
    }

    private double[] accuracies(List<InputColumn> columns) {
        ReviewedRows learnt = ReviewedRows.of(training);
        ReviewedRows tested = ReviewedRows.of(test);
        return columns.stream()
                .mapToDouble(column ->
                        column.width() == 1 ? number(column, learnt, tested) : category(column, learnt, tested))
                .toArray();
    }

    private double number(InputColumn column, ReviewedRows learnt, ReviewedRows tested) {
        float[] sorted = new float[learnt.size()];
        for (int row = 0; row < sorted.length; row++) {
            sorted[row] = learnt.value(row, column.first());
        }
        Arrays.sort(sorted);
        int bins = Math.max(2, Math.min(MAX_BINS, sorted.length / ROWS_PER_BIN));
        float[] edges = new float[bins - 1];
        for (int edge = 0; edge < edges.length; edge++) {
            edges[edge] = sorted[(int) ((edge + 1L) * sorted.length / bins)];
        }
        return accuracy(bins, learnt, tested, (rows, row) -> bin(edges, rows.value(row, column.first())));
    }

    /** How many edges lie at or below a value. */
    private static int bin(float[] edges, float value) {
        int low = 0;
        int high = edges.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (edges[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private double category(InputColumn column, ReviewedRows learnt, ReviewedRows tested) {
        return accuracy(column.width() + 1, learnt, tested, (rows, row) -> {
            for (int index = 0; index < column.width(); index++) {
                if (rows.value(row, column.first() + index) > 0) {
                    return index;
                }
            }
            return column.width();
        });
    }

    private double accuracy(int bins, ReviewedRows learnt, ReviewedRows tested, BinOfRow binOf) {
        int[][] counts = new int[bins][classes];
        int[] all = new int[classes];
        for (int row = 0; row < learnt.size(); row++) {
            counts[binOf.bin(learnt, row)][learnt.classOf(row)]++;
            all[learnt.classOf(row)]++;
        }
        int[] predicted = new int[bins];
        for (int bin = 0; bin < bins; bin++) {
            predicted[bin] = largest(Arrays.stream(counts[bin]).anyMatch(count -> count > 0) ? counts[bin] : all);
        }
        int right = 0;
        for (int row = 0; row < tested.size(); row++) {
            right += predicted[binOf.bin(tested, row)] == tested.classOf(row) ? 1 : 0;
        }
        return (double) right / tested.size();
    }

    private static int largest(int... counts) {
        int largest = 0;
        for (int index = 1; index < counts.length; index++) {
            largest = counts[index] > counts[largest] ? index : largest;
        }
        return largest;
    }

    /** Which bin a row falls into. */
    private interface BinOfRow {
        int bin(ReviewedRows rows, int row);
    }
}
