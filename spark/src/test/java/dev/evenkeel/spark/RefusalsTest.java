package dev.evenkeel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.encoding.Missing;
import dev.evenkeel.model.Model;
import dev.evenkeel.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be right is said in a sentence, before any work. */
@Timeout(120)
@DisabledOnJre(value = JRE.JAVA_25, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class RefusalsTest {
    private static final StructType VECTORS = new StructType()
            .add("id", DataTypes.IntegerType)
            .add("features", new org.apache.spark.ml.linalg.VectorUDT())
            .add("label", DataTypes.DoubleType);

    private final SparkSession spark = LocalSpark.session();

    @TempDir
    private Path folder;

    private Dataset<Row> vectors() {
        return LocalSpark.rows(Networks.rows(60), VECTORS, 3);
    }

    private static EvenkeelClassifier classifier() {
        return new EvenkeelClassifier().setHiddenLayers(8).setEpochs(1);
    }

    @ParameterizedTest
    @CsvSource({
        "garden, 1, 'truth values, but it is INT: make them so, as by CAST(garden AS BOOLEAN)'",
        "garden, 1.0D, 'truth values, but it is DOUBLE'",
        "town, 3, 'categories such as'",
        "town, date'2026-01-31', 'but it is DATE, of which no value is one of them'",
        "town, true, 'but it is BOOLEAN'",
    })
    void aTypeWithoutAnyLearntCategoryIsRefused(String column, String value, String reason) {
        EvenkeelModel model = EvenkeelModel.of(Tables.model(Tables.rows(60), Missing.REFUSE));
        Dataset<Row> changed =
                LocalSpark.rows(Tables.rows(10), Tables.SCHEMA, 2).withColumn(column, functions.expr(value));
        assertThatThrownBy(() -> model.transform(changed))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("learnt column '" + column + "' as ")
                .hasMessageContaining(reason);
    }

    @Test
    void aStructThatIsNullIsNamed() {
        EvenkeelFunction.register(
                spark, "kind_of_struct", EvenkeelModel.of(Tables.model(Tables.rows(60), Missing.REFUSE)));
        assertThatThrownBy(() -> spark.sql(
                                "SELECT kind_of_struct(CAST(null AS struct<age:double,rooms:int,town:string,garden:boolean>))")
                        .collect())
                .hasStackTraceContaining("kind_of_struct: its struct is null");
    }

    @Test
    void arraysOfAnyNumbersAreVectors() {
        EvenkeelFunction.register(spark, "guess_array", EvenkeelModel.of(Networks.classifier()));
        Row both = spark.sql("SELECT guess_array(array(1, 0, -2, 3)), guess_array(array(1D, 0D, -2D, 3D))")
                .first();
        assertThat(both.getDouble(0)).isEqualTo(both.getDouble(1));
    }

    @Test
    void theFolderOfAClassifiersModelIsAModelToo() throws IOException {
        EvenkeelClassificationModel model = classifier().fit(vectors());
        String saved = folder.resolve("saved").toUri().toString();
        model.save(saved);
        List<Row> expected = model.transform(vectors()).select("probability").collectAsList();
        assertThat(EvenkeelModel.load(saved)
                        .transform(vectors())
                        .select("probability")
                        .collectAsList())
                .isEqualTo(expected);
        assertThatThrownBy(() -> EvenkeelRegressionModel.load(saved))
                .hasMessageContaining("read it by EvenkeelClassificationModel.load");
    }

    @Test
    void aColumnThatDiffersFromANewOneInCaseAloneIsThereAlready() {
        EvenkeelModel model = EvenkeelModel.of(Networks.classifier());
        Dataset<Row> taken = vectors().withColumn("Prediction", functions.lit(1));
        assertThatThrownBy(() -> model.transform(taken)).hasMessageContaining("writes column 'prediction'");
    }

    @Test
    void weightsThatAreNotNumbersAreNamed() {
        Model model = Networks.classifier();
        Map<String, Tensor> tensors = new HashMap<>(model.tensors());
        String first = model.tensors().keySet().iterator().next();
        float[] values = model.tensors().get(first).toArray();
        values[0] = Float.NaN;
        tensors.put(first, Tensor.of(model.tensors().get(first).shape(), values));
        Model damaged =
                new Model(model.network(), tensors, Map.of(), model.output(), model.provenance(), model.attachments());
        assertThatThrownBy(() -> EvenkeelModel.of(damaged))
                .hasMessageContaining("value 0 of '" + first + "' is not a number");
    }

    @Test
    void settingsThatCannotBeAreSaidBeforeAnyWork() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() ->
                        classifier().setCheckpointDir(file.toUri().toString()).fit(vectors()))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("checkpointDir needs a folder that can be written");
        assertThatThrownBy(() -> classifier().setHiddenLayers(8, 0)).hasMessageContaining("hiddenLayers");
        assertThatThrownBy(() -> classifier().setNetwork("nets/mine.yaml").fit(vectors()))
                .hasMessageContaining("network needs a description in YAML, but got the path 'nets/mine.yaml'");
        assertThatThrownBy(() -> classifier()
                        .setValidationShare(0.1)
                        .setValidationIndicatorCol("held")
                        .fit(vectors().withColumn("held", functions.lit(false))))
                .hasMessageContaining("set one of them");
        spark.sparkContext().setLocalProperty("spark.evenkeel.rows.memory", "-1g");
        try {
            assertThatThrownBy(() -> classifier().fit(vectors()))
                    .isInstanceOf(EvenkeelException.class)
                    .hasMessageStartingWith(
                            "spark.evenkeel.rows.memory needs a size such as 512m or 2g, but got '-1g'");
        } finally {
            spark.sparkContext().setLocalProperty("spark.evenkeel.rows.memory", null);
        }
    }

    @Test
    void rowsThatAreAllMeasuredOnLeaveNoneForAnyNumberOfWorkers() {
        Dataset<Row> held = vectors().withColumn("held", functions.lit(true));
        for (int workers : new int[] {1, 2}) {
            assertThatThrownBy(() -> classifier()
                            .setNumWorkers(workers)
                            .setValidationIndicatorCol("held")
                            .fit(held))
                    .hasMessageContaining("The validation indicator is true in all 60 rows");
        }
    }

    @Test
    void aTrainingDoesNotOutliveAnInterruptOfWhoWaitsForIt() throws InterruptedException {
        Dataset<Row> rows = vectors().persist();
        rows.count();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread waiting = new Thread(
                () -> classifier().setEpochs(1_000_000).setNumWorkers(1).fit(rows));
        waiting.setUncaughtExceptionHandler((thread, problem) -> thrown.set(problem));
        waiting.start();
        while (spark.sparkContext().statusTracker().getActiveJobIds().length == 0) {
            Thread.sleep(20);
        }
        waiting.interrupt();
        waiting.join();
        assertThat(thrown.get()).isInstanceOf(EvenkeelException.class).hasMessageContaining("their job is cancelled");
        List<Integer> left = new ArrayList<>();
        do {
            Thread.sleep(20);
            left.clear();
            for (int job : spark.sparkContext().statusTracker().getActiveJobIds()) {
                left.add(job);
            }
        } while (!left.isEmpty());
        rows.unpersist();
    }
}
