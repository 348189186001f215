package dev.evenkeel.spark;

import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Mlp;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.Losses;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Small trained models of vectors, and rows for them. */
final class Networks {
    private Networks() {}

    /** Of four values and three classes without names of their own. */
    static Model classifier() {
        List<Row> rows = rows(64);
        float[][] inputs =
                rows.stream().map(row -> floats(row.<Vector>getAs(1))).toArray(float[][]::new);
        int[] classes = rows.stream().mapToInt(row -> (int) row.getDouble(2)).toArray();
        return Trainer.of(Mlp.of(List.of(8)).network(Shape.of(4), 3))
                .epochs(2)
                .batchSize(16)
                .threads(1)
                .fit(Datasets.of(Shape.of(4), inputs, classes, Target.classes(3)));
    }

    /** Of four values and one number. */
    static Model regressor() {
        List<Row> rows = rows(64);
        float[][] inputs =
                rows.stream().map(row -> floats(row.<Vector>getAs(1))).toArray(float[][]::new);
        float[][] targets =
                rows.stream().map(row -> new float[] {(float) row.getDouble(2)}).toArray(float[][]::new);
        return Trainer.of(Mlp.of(List.of(8)).network(Shape.of(4), 1))
                .loss(Losses.meanSquaredError())
                .epochs(2)
                .batchSize(16)
                .threads(1)
                .fit(Datasets.of(Shape.of(4), inputs, targets));
    }

    /** A place, a vector of four values, and one of three classes. */
    static List<Row> rows(int count) {
        Random random = new Random(3);
        List<Row> rows = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            double[] values = random.doubles(4, -2, 2).toArray();
            double label = values[0] + values[1] > 1 ? 2 : values[2] > 0 ? 1 : 0;
            rows.add(RowFactory.create(index, Vectors.dense(values), label));
        }
        return rows;
    }

    static float[] floats(Vector vector) {
        float[] floats = new float[vector.size()];
        for (int index = 0; index < floats.length; index++) {
            floats[index] = (float) vector.apply(index);
        }
        return floats;
    }
}
