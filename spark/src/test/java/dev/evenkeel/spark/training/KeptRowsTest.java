package dev.evenkeel.spark.training;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.spark.EvenkeelClassifier;
import dev.evenkeel.spark.LocalSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;

/** What a training keeps of a DataFrame that others use too; rows say how often they are computed. */
@DisabledOnJre(value = JRE.JAVA_25, disabledReason = "how tasks meet does not hang on the JDK, and it takes long")
class KeptRowsTest {
    private static final int COUNT = 60;
    private static final AtomicInteger COMPUTED = new AtomicInteger();

    private final Dataset<Row> rows = counted();
    private int keptBefore;

    private static Dataset<Row> counted() {
        JavaRDD<Row> given = LocalSpark.rows(
                        IntStream.range(0, COUNT)
                                .mapToObj(row -> RowFactory.create(
                                        Vectors.dense(row % 7, row % 5 - row % 2), (double) (row % 2)))
                                .toList(),
                        schema(),
                        3)
                .javaRDD()
                .map(row -> {
                    COMPUTED.incrementAndGet();
                    return row;
                });
        return LocalSpark.session().createDataFrame(given, schema());
    }

    private static StructType schema() {
        return new StructType().add("features", SQLDataTypes.VectorType()).add("label", DoubleType);
    }

    private static int kept() {
        return LocalSpark.session().sparkContext().getPersistentRDDs().size();
    }

    @BeforeEach
    void begin() {
        COMPUTED.set(0);
        keptBefore = kept();
    }

    @AfterEach
    void end() {
        rows.unpersist(true);
    }

    @Test
    void oneTrainingsEndLeavesWhatAnotherKeeps() {
        KeptRows one = KeptRows.of(rows.select("label"));
        try (KeptRows other = KeptRows.of(rows.select("label"))) {
            assertThat(one.rows().count()).isEqualTo(COUNT);
            assertThat(other.rows().count()).isEqualTo(COUNT);
            assertThat(COMPUTED).hasValue(2 * COUNT);
            one.close();
            assertThat(other.rows().count()).isEqualTo(COUNT);
            assertThat(COMPUTED).hasValue(2 * COUNT);
        }
        assertThat(kept()).isEqualTo(keptBefore);
    }

    @Test
    void whatAUserKeepsStaysKept() {
        rows.cache();
        rows.count();
        try (KeptRows kept = KeptRows.of(rows)) {
            kept.rows().count();
        }
        classifier().fit(rows);
        assertThat(rows.storageLevel()).isNotEqualTo(StorageLevel.NONE());
        rows.count();
        assertThat(COMPUTED).hasValue(COUNT);
    }

    @Test
    void trainingsAtTheSameTimeReadTheRowsOnceEach() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<?>> fits = new ArrayList<>();
        for (int fit = 0; fit < 2; fit++) {
            fits.add(threads.submit(() -> classifier().fit(rows)));
        }
        for (Future<?> fit : fits) {
            fit.get();
        }
        threads.shutdown();
        assertThat(COMPUTED).hasValue(2 * COUNT);
        assertThat(kept()).isEqualTo(keptBefore);
    }

    private static EvenkeelClassifier classifier() {
        return new EvenkeelClassifier().setHiddenLayers(4).setEpochs(2).setNumWorkers(2);
    }
}
