package dev.evenkeel.train.metric;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonNull;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.text.Printable;
import dev.evenkeel.train.rows.TargetRows;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How many examples of each class were taken for which: row = actual class, column = predicted class. Every example
 * counts once, whatever its weight. One whose outputs are not finite is taken for no class: it counts as wrong, as in
 * {@link Metrics#accuracy()}. {@link #toString} is a table to print.
 */
public final class ConfusionMatrix {
    private static final String NONE = "(none)";

    private final List<String> labels;
    private final long[][] counts;
    private final long[] undecided;

    private ConfusionMatrix(List<String> labels, long[][] counts, long[] undecided) {
        this.labels = List.copyOf(labels);
        this.undecided = undecided.clone();
        this.counts = Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
    }

    /** @throws EvenkeelException if the counts are not one row and one column per label, or one is negative */
    public static ConfusionMatrix of(List<String> labels, long[][] counts) {
        boolean fits = counts.length == labels.size();
        for (long[] row : counts) {
            fits &= row.length == labels.size();
            for (long count : row) {
                fits &= count >= 0;
            }
        }
        if (!fits) {
            throw new EvenkeelException("A confusion matrix of " + labels.size()
                    + " classes needs as many rows and columns of counts >= 0, but got " + Arrays.deepToString(counts));
        }
        return new ConfusionMatrix(labels, counts, new long[labels.size()]);
    }

    /**
     * Begins to count the raw outputs of a classifier.
     *
     * @throws EvenkeelException if outputs and classes do not fit
     */
    public static Counter start(Shape output, Target.Classes target, OutputActivation outputActivation) {
        TargetRows rows = Metrics.classRows("A confusion matrix", output, target, outputActivation);
        boolean binary = rows.encoding() == TargetRows.Encoding.BINARY;
        return new Counter(target, output.channels(), binary, outputActivation);
    }

    /** The classes' names in order. */
    public List<String> labels() {
        return labels;
    }

    /** How many examples of class {@code actual} were taken for {@code predicted}. */
    public long count(int actual, int predicted) {
        return counts[actual][predicted];
    }

    /** How many examples of this class there were. */
    public long actual(int label) {
        return Arrays.stream(counts[label]).sum() + undecided[label];
    }

    /** How many examples were taken for no class. */
    public long undecided() {
        return Arrays.stream(undecided).sum();
    }

    /** How many examples were taken for this class. */
    public long predicted(int label) {
        return Arrays.stream(counts).mapToLong(row -> row[label]).sum();
    }

    public long total() {
        return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum() + undecided();
    }

    /** The share of all examples that were taken for what they are; NaN without examples. */
    public double accuracy() {
        long right = 0;
        for (int label = 0; label < counts.length; label++) {
            right += counts[label][label];
        }
        return (double) right / total();
    }

    /** Of what was taken for this class, the share that is; NaN if nothing was. */
    public double precision(int label) {
        return (double) counts[label][label] / predicted(label);
    }

    /** Of this class, the share that was taken for it; NaN if there is no example of it. */
    public double recall(int label) {
        return (double) counts[label][label] / actual(label);
    }

    /** {@code 2 * precision * recall / (precision + recall)}; NaN if the class neither occurs nor was predicted. */
    public double f1(int label) {
        return 2.0 * counts[label][label] / (actual(label) + predicted(label));
    }

    /** Counts by row, then for each class its examples, precision, recall and F1; null where a value is not defined. */
    public JsonObject toJson() {
        List<Integer> all = IntStream.range(0, counts.length).boxed().toList();
        JsonObject json = JsonObject.of()
                .with("labels", JsonArray.ofStrings(labels))
                .with("counts", JsonArray.of(Arrays.asList(counts), JsonArray::ofNumbers))
                .with("accuracy", number(accuracy()))
                .with(
                        "classes",
                        JsonArray.of(
                                all,
                                label -> JsonObject.of()
                                        .with("label", labels.get(label))
                                        .with("examples", actual(label))
                                        .with("precision", number(precision(label)))
                                        .with("recall", number(recall(label)))
                                        .with("f1", number(f1(label)))));
        return undecided() > 0 ? json.with("undecided", JsonArray.ofNumbers(undecided)) : json;
    }

    private static JsonValue number(double value) {
        return Double.isNaN(value) ? JsonNull.NULL : JsonValue.of(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConfusionMatrix matrix
                && labels.equals(matrix.labels)
                && Arrays.deepEquals(counts, matrix.counts)
                && Arrays.equals(undecided, matrix.undecided);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * labels.hashCode() + Arrays.deepHashCode(counts)) + Arrays.hashCode(undecided);
    }

    /** A table: a line per actual class, a column per predicted class and, where outputs are not finite, one for none, then recall, precision and F1 of the class. */
    @Override
    public String toString() {
        List<String> names = labels.stream().map(Printable::line).toList();
        String corner = "actual \\ predicted";
        int first = Math.max(corner.length(), longest(names));
        StringBuilder table = new StringBuilder(left(corner, first));
        int[] widths = new int[counts.length];
        for (int label = 0; label < counts.length; label++) {
            widths[label] = Math.max(
                    names.get(label).length(), Long.toString(largestOf(label)).length());
            table.append("  ").append(right(names.get(label), widths[label]));
        }
        table.append(undecided() > 0 ? "  " + NONE : "").append("  recall  precision     F1\n");
        for (int actual = 0; actual < counts.length; actual++) {
            table.append(left(names.get(actual), first));
            for (int predicted = 0; predicted < counts.length; predicted++) {
                table.append("  ").append(right(Long.toString(counts[actual][predicted]), widths[predicted]));
            }
            if (undecided() > 0) {
                table.append("  ").append(right(Long.toString(undecided[actual]), NONE.length()));
            }
            table.append("  ").append(right(share(recall(actual)), 6));
            table.append("  ").append(right(share(precision(actual)), 9));
            table.append("  ").append(right(share(f1(actual)), 5)).append('\n');
        }
        return table.append("accuracy ")
                .append(share(accuracy()))
                .append(" of ")
                .append(total())
                .toString();
    }

    private long largestOf(int predicted) {
        return Arrays.stream(counts).mapToLong(row -> row[predicted]).max().orElse(0);
    }

    private static int longest(List<String> words) {
        return words.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String share(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String left(String word, int width) {
        return word + " ".repeat(width - word.length());
    }

    private static String right(String word, int width) {
        return " ".repeat(Math.max(0, width - word.length())) + word;
    }

    /** Counts examples. Not safe for concurrent use. */
    public static final class Counter {
        private final Target.Classes target;
        private final int channels;
        private final boolean binary;
        private final OutputActivation outputActivation;
        private final long[][] counts;
        private final long[] undecided;

        private Counter(Target.Classes target, int channels, boolean binary, OutputActivation outputActivation) {
            this.target = target;
            this.channels = channels;
            this.binary = binary;
            this.outputActivation = outputActivation;
            this.counts = new long[target.count()][target.count()];
            this.undecided = new long[target.count()];
        }

        /** Counts one example; among equal outputs the first class is the predicted one. */
        public void add(float[] outputs, int outputOffset, float[] targets, int targetOffset) {
            int actual = TargetRows.classAt("A confusion matrix", targets, targetOffset, target.count());
            if (!Accuracy.isDecided(outputs, outputOffset, channels, outputActivation)) {
                undecided[actual]++;
                return;
            }
            int predicted = binary
                    ? (outputs[outputOffset] > (outputActivation == OutputActivation.IDENTITY ? 0.5f : 0f) ? 1 : 0)
                    : Accuracy.largest(outputs, outputOffset, channels);
            counts[actual][predicted]++;
        }

        /** What was counted so far. */
        public ConfusionMatrix matrix() {
            return new ConfusionMatrix(target.labels(), counts, undecided);
        }
    }
}
