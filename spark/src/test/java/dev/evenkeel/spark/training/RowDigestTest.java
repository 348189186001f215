package dev.evenkeel.spark.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.worker.LocalWorkers;
import dev.evenkeel.worker.Workers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class RowDigestTest {
    private static List<Row> rows() {
        Random random = new Random(4);
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < 50; row++) {
            double value = random.nextGaussian();
            rows.add(RowFactory.create(
                    Vectors.dense(value, 1),
                    row % 3 == 0 ? null : "town " + row,
                    (long) row << 40,
                    row % 2 == 0,
                    scala.jdk.javaapi.CollectionConverters.asScala(List.of(1f, (float) value))
                            .toSeq()));
        }
        return rows;
    }

    private static RowDigest.Of of(List<Row> rows) {
        return part(rows).of(Workers.alone());
    }

    private static RowDigest part(List<Row> rows) {
        RowDigest digest = new RowDigest();
        digest.counting(rows.iterator()).forEachRemaining(row -> {});
        return digest;
    }

    @Test
    void whichWorkerHasWhichRowsDoesNotCount() {
        List<Row> rows = rows();
        for (int cut : new int[] {0, 1, 20, 50}) {
            assertThat(LocalWorkers.run(
                            2,
                            workers -> part(workers.rank() == 0 ? rows.subList(0, cut) : rows.subList(cut, 50))
                                    .of(workers)))
                    .containsOnly(of(rows));
        }
    }

    @Test
    void anotherOrderIsThatAlone() {
        List<Row> rows = rows();
        Collections.swap(rows, 30, 31);
        assertThat(of(rows).content()).isEqualTo(of(rows()).content());
        assertThat(of(rows).order()).isNotEqualTo(of(rows()).order());
    }

    @Test
    void everyValueCounts() {
        for (int place = 0; place < 5; place++) {
            Object[] values = new Object[5];
            for (int other = 0; other < values.length; other++) {
                values[other] = rows().get(1).get(other);
            }
            values[place] = null;
            List<Row> rows = rows();
            rows.set(1, RowFactory.create(values));
            assertThat(of(rows).content())
                    .as("place " + place)
                    .isNotEqualTo(of(rows()).content());
        }
        assertThat(of(List.of(RowFactory.create(Vectors.dense(0, 1)))))
                .isNotEqualTo(of(List.of(RowFactory.create(Vectors.dense(1, 0)))));
        assertThat(of(List.of(RowFactory.create(Vectors.sparse(3, new int[] {1}, new double[] {2})))))
                .isNotEqualTo(of(List.of(RowFactory.create(Vectors.sparse(3, new int[] {2}, new double[] {2})))));
    }
}
