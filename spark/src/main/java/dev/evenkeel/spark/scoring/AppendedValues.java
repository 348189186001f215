package dev.evenkeel.spark.scoring;

import java.util.OptionalInt;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** The values that scoring appends to rows, for a block at a time. */
final class AppendedValues {
    private final Scorer scorer;
    private final Outputs outputs;
    private final OutputColumns columns;
    private final double[] thresholds;
    private final float[] raw;
    private final float[] probabilities;
    private final int size;
    private final int added;

    AppendedValues(Scorer scorer, OutputColumns columns, double[] thresholds, int capacity) {
        this.scorer = scorer;
        this.columns = columns;
        this.thresholds = thresholds;
        outputs = scorer.outputs();
        size = scorer.predictor().output().size();
        raw = new float[capacity * size];
        probabilities = outputs.hasProbabilities() ? new float[capacity * size] : new float[0];
        added = count(columns.hasRaw(outputs))
                + count(columns.hasProbability(outputs))
                + count(columns.hasPrediction(outputs))
                + count(columns.hasLabel(outputs));
    }

    private static int count(boolean isThere) {
        return isThere ? 1 : 0;
    }

    private boolean needsProbabilities() {
        return outputs.hasProbabilities() && (columns.hasProbability(outputs) || thresholds.length > 0);
    }

    void compute(float[] inputs, int examples) {
        scorer.predictor().predict(inputs, examples, raw);
        if (needsProbabilities()) {
            scorer.predictor().probabilities(inputs, examples, probabilities);
        }
    }

    Row appended(Row row, int at) {
        Vector scores = vector(raw, at, Side.SCORE);
        Object[] all = copied(row);
        int next = row.size();
        if (columns.hasRaw(outputs)) {
            all[next++] = scores;
        }
        if (columns.hasProbability(outputs)) {
            all[next++] = vector(probabilities, at, Side.PROBABILITY);
        }
        OptionalInt chosen = outputs.picksClass() ? chosen(at) : OptionalInt.empty();
        if (columns.hasPrediction(outputs)) {
            all[next++] = switch (outputs.kind()) {
                case NUMBER -> (double) raw[at];
                case VALUES -> scores;
                default -> chosen.isPresent() ? (double) chosen.getAsInt() : Double.NaN;
            };
        }
        if (columns.hasLabel(outputs) && chosen.isPresent()) {
            all[next] = outputs.labels().get(chosen.getAsInt());
        }
        return RowFactory.create(all);
    }

    /** A row of which nothing is known. */
    Row unknown(Row row) {
        Object[] all = copied(row);
        int prediction = row.size() + count(columns.hasRaw(outputs)) + count(columns.hasProbability(outputs));
        if (columns.hasPrediction(outputs) && outputs.kind() != Outputs.Kind.VALUES) {
            all[prediction] = Double.NaN;
        }
        return RowFactory.create(all);
    }

    private Object[] copied(Row row) {
        Object[] all = new @Nullable Object[row.size() + added];
        for (int index = 0; index < row.size(); index++) {
            all[index] = row.get(index);
        }
        return all;
    }

    private OptionalInt chosen(int at) {
        double[] scores = vector(raw, at, Side.SCORE).toArray();
        if (thresholds.length == 0) {
            return Choice.likeliest(scores);
        }
        return Choice.likeliest(scores).isEmpty()
                ? OptionalInt.empty()
                : Choice.byThresholds(
                        vector(probabilities, at, Side.PROBABILITY).toArray(), thresholds);
    }

    /** What the one output of two classes is. */
    private enum Side {
        SCORE,
        PROBABILITY
    }

    private Vector vector(float[] values, int at, Side side) {
        if (outputs.kind() == Outputs.Kind.TWO_CLASSES) {
            double second = values[at];
            return Vectors.dense(new double[] {side == Side.SCORE ? -second : 1 - second, second});
        }
        double[] wide = new double[size];
        for (int index = 0; index < size; index++) {
            wide[index] = values[at * size + index];
        }
        return Vectors.dense(wide);
    }
}
