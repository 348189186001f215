package dev.evenkeel.spark;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.model.Model;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class RecalibrationTest {
    private static final StructType VECTORS = new StructType()
            .add("id", IntegerType)
            .add("features", SQLDataTypes.VectorType())
            .add("label", DoubleType);
    private static final Model MODEL = Networks.classifier();

    private static Dataset dataset(List<Row> rows) {
        return Datasets.of(
                Shape.of(4),
                rows.stream().map(row -> Networks.floats(row.<Vector>getAs(1))).toArray(float[][]::new),
                new int[rows.size()],
                Target.classes(3));
    }

    private static Model recalibrated(List<Row> rows, int partitions) {
        return EvenkeelModel.of(MODEL)
                .recalibrate(LocalSpark.rows(rows, VECTORS, partitions))
                .model();
    }

    @Test
    void statisticsAreThoseOfOneMachineForAnyPartitions() {
        List<Row> rows = Networks.rows(500);
        Model expected = MODEL.recalibrate(dataset(rows));

        Model whole = recalibrated(rows, 1);
        Model divided = recalibrated(rows, 7);
        Model again = recalibrated(rows, 7);

        for (String name : expected.tensors().keySet()) {
            Tensor tensor = expected.tensor(name);
            assertThat(whole.tensor(name).toArray()).as(name).containsExactly(tensor.toArray());
            assertThat(again.tensor(name).toArray())
                    .as(name)
                    .containsExactly(divided.tensor(name).toArray());
            for (int index = 0; index < tensor.shape().size(); index++) {
                assertThat(divided.tensor(name).at(index))
                        .as(name)
                        .isCloseTo(tensor.at(index), within(1e-6f * Math.max(1, Math.abs(tensor.at(index)))));
            }
        }
        assertThat(divided.statistics().orElseThrow().examples()).isEqualTo(500);
        assertThat(whole.tensor("2.running_mean").toArray())
                .isNotEqualTo(MODEL.tensor("2.running_mean").toArray());
    }

    @Test
    void aPartitionOfManyRowsIsPooledWhole() {
        List<Row> rows = Networks.rows(9000);

        float[] mean = recalibrated(rows, 1).tensor("2.running_mean").toArray();

        assertThat(mean)
                .containsExactly(
                        MODEL.recalibrate(dataset(rows))
                                .tensor("2.running_mean")
                                .toArray(),
                        within(1e-6f));
    }

    @Test
    void emptyPartitionsAndSingleRowsDoNotBias() {
        List<Row> rows = Networks.rows(3);

        Model divided = recalibrated(rows, 12);

        Model expected = MODEL.recalibrate(dataset(rows));
        float[] mean = divided.tensor("2.running_mean").toArray();
        assertThat(mean).containsExactly(expected.tensor("2.running_mean").toArray(), within(1e-6f));
        assertThatThrownBy(() -> recalibrated(List.of(), 2)).hasMessageContaining("the DataFrame has none");
    }

    @Test
    void rowsThatCannotBeReadAreAnErrorOrLeftOut() {
        List<Row> rows = new ArrayList<>(Networks.rows(40));
        rows.add(RowFactory.create(40, Vectors.dense(1, Double.NaN, 0, 0), 0.0));

        assertThatThrownBy(() -> recalibrated(rows, 2)).hasStackTraceContaining("value 1 of column 'features' is NaN");
        Model skipped = EvenkeelModel.of(MODEL)
                .setHandleInvalid("skip")
                .recalibrate(LocalSpark.rows(rows, VECTORS, 1))
                .model();
        assertThat(skipped.tensor("2.running_mean").toArray())
                .containsExactly(recalibrated(Networks.rows(40), 1)
                        .tensor("2.running_mean")
                        .toArray());
    }
}
