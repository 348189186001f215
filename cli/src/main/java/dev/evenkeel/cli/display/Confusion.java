package dev.evenkeel.cli.display;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.text.Printable;
import dev.evenkeel.train.metric.ConfusionMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Counts which classes a predictor takes for which, where they are few enough to show. */
public final class Confusion {
    private static final int BLOCK = 256;
    private static final int MAX_CLASSES = 20;
    private static final int MAX_CONFUSED = 10;

    private Confusion() {}

    public static Optional<ConfusionMatrix> of(Predictor predictor, Dataset dataset) {
        return dataset.target() instanceof Target.Classes classes && classes.count() <= MAX_CLASSES
                ? Optional.of(count(predictor, dataset, classes))
                : Optional.empty();
    }

    /**
     * The matrix as a table; where that is wider than a line, what is most often taken for what, and each class's figures.
     *
     * @param columns letters that fit in a line
     */
    public static String text(ConfusionMatrix matrix, int columns) {
        String table = matrix.toString();
        if (table.lines().allMatch(line -> line.length() <= columns)) {
            return table.stripTrailing() + "\n";
        }
        List<String> labels = matrix.labels().stream().map(Printable::line).toList();
        List<List<String>> rows = new ArrayList<>();
        List<long[]> confused = new ArrayList<>();
        for (int label = 0; label < labels.size(); label++) {
            rows.add(List.of(
                    labels.get(label),
                    Long.toString(matrix.actual(label)),
                    share(matrix.recall(label)),
                    share(matrix.precision(label)),
                    share(matrix.f1(label))));
            for (int other = 0; other < labels.size(); other++) {
                if (other != label && matrix.count(label, other) > 0) {
                    confused.add(new long[] {matrix.count(label, other), label, other});
                }
            }
        }
        StringBuilder text = new StringBuilder(TextTable.of(
                new Block.Table("", List.of("class", "examples", "recall", "precision", "F1"), rows), columns));
        confused.sort((one, other) -> Long.compare(other[0], one[0]));
        String most = confused.stream()
                .limit(MAX_CONFUSED)
                .map(pair -> labels.get((int) pair[1]) + " for " + labels.get((int) pair[2]) + " " + pair[0])
                .collect(Collectors.joining(", "));
        text.append(Prose.of(most.isEmpty() ? "None taken for another" : "Most often taken: " + most, columns));
        if (matrix.undecided() > 0) {
            text.append("Taken for none: ").append(matrix.undecided()).append('\n');
        }
        return text.append("accuracy ")
                .append(share(matrix.accuracy()))
                .append(" of ")
                .append(matrix.total())
                .append('\n')
                .toString();
    }

    private static String share(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static ConfusionMatrix count(Predictor predictor, Dataset dataset, Target.Classes classes) {
        ConfusionMatrix.Counter counter =
                ConfusionMatrix.start(predictor.output(), classes, predictor.outputActivation());
        int width = predictor.output().size();
        float[] outputs = new float[Math.min(BLOCK, dataset.size()) * width];
        dataset.forEachBatch(BLOCK, batch -> {
            predictor.predict(batch.inputs(), 0, batch.examples(), outputs, 0, batch.mask());
            for (int row = 0; row < batch.examples(); row++) {
                counter.add(outputs, row * width, batch.targets(), batch.targetOffset(row));
            }
        });
        return counter.matrix();
    }
}
