package dev.evenkeel.spark.spill;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.model.Model;
import dev.evenkeel.spark.EvenkeelClassifier;
import dev.evenkeel.spark.LocalSpark;
import dev.evenkeel.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are more than the memory that tasks have for them. */
@DisabledOnJre(value = JRE.JAVA_25, disabledReason = "how tasks meet does not hang on the JDK, and it takes long")
class TaskRowsTest {
    private static final JavaSparkContext CONTEXT =
            JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    private static final StructType SCHEMA = new StructType()
            .add("features", SQLDataTypes.VectorType())
            .add("town", StringType)
            .add("age", DoubleType)
            .add("label", DoubleType);

    private static <T> T within(String memory, Supplier<T> work) {
        CONTEXT.setLocalProperty(RowMemory.SETTING, memory);
        try {
            return work.get();
        } finally {
            CONTEXT.setLocalProperty(RowMemory.SETTING, null);
        }
    }

    private static Dataset<Row> rows() {
        return LocalSpark.rows(
                IntStream.range(0, 200)
                        .mapToObj(row -> RowFactory.create(
                                Vectors.dense(Math.sin(row), row % 13, row % 7 * row % 5),
                                List.of("Bonn", "Ulm", "Köln").get(row % 3),
                                row * 0.37 % 11,
                                Math.floor(row * 31 % 17 / 6.0)))
                        .toList(),
                SCHEMA,
                3);
    }

    private static EvenkeelClassifier classifier(int workers) {
        return new EvenkeelClassifier()
                .setHiddenLayers(8)
                .setEpochs(3)
                .setBatchSize(32)
                .setValidationShare(0.2)
                .setNumWorkers(workers);
    }

    private static Map<String, Tensor> tensors(EvenkeelClassifier classifier) {
        Model model = classifier.fit(rows()).model();
        return model.tensors();
    }

    @Test
    void aTaskHoldsAsMuchInMemoryAsItMayAndTheRestInAFile() {
        List<Long> spilled = within(
                "20b",
                () -> CONTEXT.parallelize(List.of(1, 2, 3, 4), 2)
                        .map(rows -> {
                            RowStore store = RowStore.ofTask(2);
                            for (int row = 0; row < rows; row++) {
                                store.add(new float[2]);
                            }
                            return store.spilled();
                        })
                        .collect());
        assertThat(spilled).containsExactly(0L, 0L, 1L, 2L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void vectorsTrainToTheSameBitsFromAFile(int workers) {
        Map<String, Tensor> inMemory = tensors(classifier(workers));
        assertThat(within("0b", () -> tensors(classifier(workers)))).isEqualTo(inMemory);
        assertThat(within("500b", () -> tensors(classifier(workers)))).isEqualTo(inMemory);
    }

    @Test
    void tablesTrainToTheSameBitsFromAFile() {
        Supplier<Map<String, Tensor>> fit = () -> tensors(classifier(2).setFeaturesCols("town", "age"));
        assertThat(within("100b", fit)).isEqualTo(fit.get());
    }

    @Test
    void aLocalDirectoryThatCannotBeWrittenIsNamed() throws IOException {
        Dataset<Row> rows = rows().coalesce(1);
        Path disk =
                SparkEnv.get().blockManager().diskBlockManager().localDirs()[0].toPath();
        Path away = disk.resolveSibling(disk.getFileName() + "-away");
        Files.move(disk, away);
        Files.createFile(disk);
        try {
            assertThatThrownBy(() -> within("0b", () -> classifier(1).fit(rows)))
                    .isInstanceOf(EvenkeelException.class)
                    .hasMessageContaining("no file for the others can be made in " + disk)
                    .hasMessageContaining("let spark.local.dir name folders that can be written");
        } finally {
            Files.delete(disk);
            Files.move(away, disk);
        }
    }

    @Test
    void aLimitThatIsNoSizeIsRefused() {
        assertThatThrownBy(() -> within("much", () -> tensors(classifier(2))))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("spark.evenkeel.rows.memory needs a size such as 512m or 2g, but got 'much'");
    }
}
