package dev.evenkeel.spark;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.audit.Audit;
import dev.evenkeel.model.Model;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.train.EpochReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that train one model together, beside one that has all rows. */
@DisabledOnJre(value = JRE.JAVA_25, disabledReason = "how tasks meet does not hang on the JDK, and it takes long")
class SeveralWorkersTest {
    private static final StructType VECTORS = new StructType()
            .add("id", IntegerType)
            .add("features", SQLDataTypes.VectorType())
            .add("label", DoubleType);

    @TempDir
    private Path folder;

    private static EvenkeelClassifier quick() {
        return new EvenkeelClassifier()
                .setHiddenLayers(8)
                .setEpochs(3)
                .setBatchSize(32)
                .setDropout(0)
                .setSeed(7);
    }

    @Test
    void oneTwoAndThreeWorkersReachTheSameWeights() {
        Dataset<Row> rows = LocalSpark.rows(Networks.rows(200), VECTORS, 5);
        EvenkeelClassificationModel one = quick().fit(rows);
        for (int workers : new int[] {2, 3}) {
            EvenkeelClassificationModel several = quick().setNumWorkers(workers).fit(rows);
            assertNear(several.model(), one.model());
            assertThat(several.summary().rows()).isEqualTo(200);
            assertThat(quick().setNumWorkers(workers)
                            .fit(rows.repartition(7).orderBy("id"))
                            .model()
                            .tensors())
                    .as("whatever the partitions are")
                    .isEqualTo(several.model().tensors());
            assertNear(several.summary().epochs(), one.summary().epochs());
        }
    }

    @Test
    void tablesAreEncodedByAllRowsWeightedAndHeldOutAsByOneWorker() {
        List<Row> given = new ArrayList<>(Tables.rows(150));
        given.set(3, RowFactory.create(null, 2, "Bonn", true, "hut"));
        Dataset<Row> rows = LocalSpark.rows(given, Tables.SCHEMA, 2)
                .withColumn("weight", functions.expr("1 + rooms / 2"))
                .withColumn("held", functions.expr("rooms = 6"));
        EvenkeelClassifier table = quick().setFeaturesCols("age", "rooms", "town", "garden")
                .setLabelCol("kind")
                .setMissing("impute")
                .setWeightCol("weight")
                .setValidationIndicatorCol("held");
        EvenkeelClassificationModel one = table.fit(rows);
        EvenkeelClassificationModel two = table.setNumWorkers(2).fit(rows);
        assertNear(two.model(), one.model());
        assertThat(two.model().attachments()).isEqualTo(one.model().attachments());
        assertThat(two.summary().notes()).containsAll(one.summary().notes());
        assertThat(two.summary().rows()).isEqualTo(one.summary().rows());
        assertThat(two.summary().validationRows()).isEqualTo(one.summary().validationRows());
        assertNear(two.summary().epochs(), one.summary().epochs());
    }

    @Test
    void tablesOfManyRowsAreEncodedAsTheyCome() {
        Dataset<Row> rows = LocalSpark.rows(Tables.rows(1200), Tables.SCHEMA, 3);
        EvenkeelClassifier table = quick().setFeaturesCols("age", "rooms", "town", "garden")
                .setCategoricalCols("rooms")
                .setLabelCol("kind")
                .setBatchSize(100);
        EvenkeelClassificationModel one = table.fit(rows);
        EvenkeelClassificationModel two = table.setNumWorkers(2).fit(rows);
        assertNear(two.model(), one.model());
        assertNear(two.summary().epochs(), one.summary().epochs());
    }

    @Test
    void numbersArePredictedAndAShareIsHeldOutAsByOneWorker() {
        Dataset<Row> rows = LocalSpark.rows(Networks.rows(160), VECTORS, 3);
        EvenkeelRegressor regressor = new EvenkeelRegressor()
                .setHiddenLayers(8)
                .setEpochs(3)
                .setBatchSize(40)
                .setDropout(0)
                .setPatience(5);
        EvenkeelRegressionModel one = regressor.fit(rows);
        EvenkeelRegressionModel three = regressor.setNumWorkers(3).fit(rows);
        assertNear(three.model(), one.model());
        assertNear(three.summary().epochs(), one.summary().epochs());
    }

    @Test
    void moreWorkersThanRowsAreNoTrouble() {
        Dataset<Row> rows = LocalSpark.rows(Networks.rows(2), VECTORS, 1);
        assertNear(quick().setNumWorkers(3).fit(rows).model(), quick().fit(rows).model());
        assertThatThrownBy(() -> quick().setNumWorkers(3).fit(rows.filter("id < 0")))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("nothing to learn from");
    }

    @Test
    void sparseZerosAreZerosAndEmptyWorkersLearnTheWidth() {
        List<Row> rows = new ArrayList<>();
        for (Row row : Networks.rows(64)) {
            double[] values = row.<org.apache.spark.ml.linalg.Vector>getAs(1).toArray();
            values[1] = 0;
            rows.add(RowFactory.create(row.getInt(0), Vectors.dense(values).toSparse(), row.getDouble(2)));
        }
        Dataset<Row> sparse = LocalSpark.rows(rows, VECTORS, 3);
        assertNear(
                quick().setNumWorkers(2).fit(sparse).model(),
                quick().fit(sparse).model());
    }

    @Test
    void whatIsWrongAtOneWorkerIsSaidOnce() {
        List<Row> rows = new ArrayList<>(Networks.rows(60));
        rows.set(50, RowFactory.create(50, Vectors.dense(1, Double.NaN, 2, 3), 1.0));
        assertThatThrownBy(() -> quick().setNumWorkers(3).fit(LocalSpark.rows(rows, VECTORS, 4)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("cannot learn from row 11 of worker 2")
                .hasMessageContaining("value 1 of column 'features' is NaN");
    }

    @Test
    void statisticsOfEachWorkerAreToldByTheAudit() {
        Dataset<Row> rows = LocalSpark.rows(Networks.rows(60), VECTORS, 2);
        Model model = quick().setNumWorkers(3)
                .setBatchSize(24)
                .setBatchStatistics("perWorker")
                .fit(rows)
                .model();
        assertThat(Audit.of(model).findings().stream().map(String::valueOf))
                .anySatisfy(finding -> assertThat(finding).contains("of the batch at each of 3 workers"));
    }

    @Test
    void noWorkerIsLeftWithOneRowOfABatchThatItNormalisesAlone() {
        Dataset<Row> rows = LocalSpark.rows(Networks.rows(121), VECTORS, 2);
        EvenkeelClassifier apart = quick().setNumWorkers(3).setBatchStatistics("perWorker");
        assertThat(apart.setBatchSize(7).fit(rows).summary().rows()).isEqualTo(121);
        assertThatThrownBy(() -> apart.setBatchSize(4).fit(rows))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining(
                        "(batchStatistics perWorker) and needs 2 examples or more of each batch at a worker, but"
                                + " batches of 4 over 3 workers leave fewer. Take batches of 7 or more (batchSize), fewer workers"
                                + " (numWorkers), or batchStatistics synchronized");
    }

    @Test
    void aFolderKeepsTheStateOfTheFirstWorker() {
        Dataset<Row> rows = LocalSpark.rows(Networks.rows(90), VECTORS, 2);
        String kept = folder.resolve("state").toUri().toString();
        assertThat(quick().setNumWorkers(2)
                        .setCheckpointDir(kept)
                        .fit(rows)
                        .model()
                        .tensors())
                .isEqualTo(quick().setNumWorkers(2).fit(rows).model().tensors());
        assertThat(folder.resolve("state")).isEmptyDirectory();
    }

    @Test
    void noRowHeldOutIsNoValidationAndNoWeightIsRefused() {
        Dataset<Row> rows = LocalSpark.rows(Networks.rows(60), VECTORS, 4)
                .withColumn("held", functions.lit(false))
                .withColumn("weight", functions.lit(0.0));
        EvenkeelClassifier held = quick().setValidationIndicatorCol("held");
        assertNear(
                held.setNumWorkers(2).fit(rows).model(),
                held.setNumWorkers(1).fit(rows).model());
        assertThatThrownBy(() -> quick().setNumWorkers(2).setWeightCol("weight").fit(rows))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("Every row has weight 0, so there is nothing to learn from");
        assertThat(quick().fit(rows.coalesce(1)).model().tensors())
                .isEqualTo(quick().fit(rows).model().tensors());
    }

    @Test
    void moreWorkersThanTasksAreRefusedAtOnce() {
        Dataset<Row> rows = LocalSpark.rows(Networks.rows(20), VECTORS, 2);
        assertThatThrownBy(() -> quick().setNumWorkers(64).fit(rows))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("64 workers need as many tasks at the same time");
    }

    private static void assertNear(List<EpochReport> several, List<EpochReport> one) {
        assertThat(several).isNotEmpty().hasSameSizeAs(one);
        for (int epoch = 0; epoch < one.size(); epoch++) {
            assertThat(several.get(epoch).loss()).isCloseTo(one.get(epoch).loss(), within(1e-4));
            Map<String, Double> measured = several.get(epoch).validation();
            one.get(epoch)
                    .validation()
                    .forEach((name, value) ->
                            assertThat(measured.get(name)).as(name).isCloseTo(value, within(1e-3)));
        }
    }

    private static void assertNear(Model several, Model one) {
        for (Map.Entry<String, Tensor> tensor : one.tensors().entrySet()) {
            float[] expected = tensor.getValue().toArray();
            float[] values = several.tensor(tensor.getKey()).toArray();
            for (int index = 0; index < expected.length; index++) {
                assertThat((double) values[index])
                        .as(tensor.getKey() + " " + index)
                        .isCloseTo(expected[index], within(1e-3 * Math.max(1, Math.abs(expected[index]))));
            }
        }
    }
}
