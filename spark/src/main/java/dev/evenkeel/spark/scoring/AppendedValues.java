package dev.evenkeel.spark.scoring;

import java.util.OptionalInt;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** The values that scoring appends to rows, for a block at a time. */
final class AppendedValues {
    private final Outputs outputs;
    private final OutputColumns columns;
    private final double[] thresholds;
    private final OutputVectors computed;
    private final int added;

    AppendedValues(Scorer scorer, OutputColumns columns, double[] thresholds, int capacity) {
        this.columns = columns;
        this.thresholds = thresholds;
        outputs = scorer.outputs();
        computed = new OutputVectors(scorer, capacity);
        added = count(columns.hasRaw(outputs))
                + count(columns.hasProbability(outputs))
                + count(columns.hasPrediction(outputs))
                + count(columns.hasLabel(outputs));
    }

    private static int count(boolean isThere) {
        return isThere ? 1 : 0;
    }

    void compute(float[] inputs, int examples) {
        computed.compute(inputs, examples);
    }

    Row appended(Row row, int at) {
        double[] scores = computed.raw(at);
        @Nullable Object[] all = copied(row);
        int next = row.size();
        if (columns.hasRaw(outputs)) {
            all[next++] = Vectors.dense(scores);
        }
        if (columns.hasProbability(outputs)) {
            all[next++] = Vectors.dense(computed.probabilities(at));
        }
        OptionalInt chosen = outputs.picksClass() ? chosen(scores, at) : OptionalInt.empty();
        if (columns.hasPrediction(outputs)) {
            all[next++] = switch (outputs.kind()) {
                case NUMBER -> scores[0];
                case VALUES -> Vectors.dense(scores);
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
        @Nullable Object[] all = copied(row);
        int prediction = row.size() + count(columns.hasRaw(outputs)) + count(columns.hasProbability(outputs));
        if (columns.hasPrediction(outputs) && outputs.kind() != Outputs.Kind.VALUES) {
            all[prediction] = Double.NaN;
        }
        return RowFactory.create(all);
    }

    private @Nullable Object[] copied(Row row) {
        @Nullable Object[] all = new @Nullable Object[row.size() + added];
        for (int index = 0; index < row.size(); index++) {
            all[index] = row.get(index);
        }
        return all;
    }

    private OptionalInt chosen(double[] scores, int at) {
        OptionalInt likeliest = Choice.likeliest(scores);
        return thresholds.length == 0 || likeliest.isEmpty()
                ? likeliest
                : OptionalInt.of(Choice.byThresholds(computed.probabilities(at), thresholds));
    }
}
