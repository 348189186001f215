package dev.evenkeel.spark.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.spark.LocalSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@DisabledOnJre(value = JRE.JAVA_25, disabledReason = "how tasks meet does not hang on the JDK, and it takes long")
class BarrierStageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private static RDD<Integer> numbers(int partitions) {
        return JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext())
                .parallelize(List.of(1, 2, 3, 4, 5, 6, 7), partitions)
                .rdd();
    }

    @Test
    void workersAddUpWhatEachHas() {
        byte[] made = BarrierStage.run(numbers(3), PATIENCE, (rows, workers) -> {
            float[] sum = {sum(rows)};
            workers.beginSum(sum);
            workers.awaitSums();
            return new byte[] {(byte) sum[0], (byte) workers.count()};
        });
        assertThat(made).containsExactly(28, 3);
    }

    @Test
    void whatIsWrongWithTheDataIsSaidOnceByWhoeverHasIt() {
        assertThatThrownBy(() -> BarrierStage.run(numbers(3), PATIENCE, (rows, workers) -> {
                    if (workers.rank() == 2) {
                        throw new EvenkeelException("Row 6 has no label. Leave it out");
                    }
                    workers.gather(new double[1], new double[3]);
                    return new byte[0];
                }))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("Row 6 has no label. Leave it out");
    }

    @Test
    void whatFailsOtherwiseIsRunAgainByAll() {
        String counts = folder.toString();
        byte[] made = BarrierStage.run(numbers(3), PATIENCE, (rows, workers) -> {
            if (TaskContext.get().stageAttemptNumber() == 0 && workers.rank() == 1) {
                throw new IllegalStateException("no space left");
            }
            write(Path.of(counts, workers.rank() + "-" + TaskContext.get().stageAttemptNumber()));
            float[] sum = {sum(rows)};
            workers.beginSum(sum);
            workers.awaitSums();
            return new byte[] {(byte) sum[0]};
        });
        assertThat(made).containsExactly(28);
        assertThat(folder.resolve("0-1")).exists();
        assertThat(folder.resolve("1-0")).doesNotExist();
    }

    @Test
    void moreWorkersThanTheClusterCanRunAreRefusedAtOnce() {
        assertThatThrownBy(() -> BarrierStage.run(numbers(4), PATIENCE, (rows, workers) -> new byte[0]))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith(
                        "4 workers need as many tasks at the same time, but the cluster has room for 3.");
    }

    @Test
    void aFailureThatStaysEndsTheJobWithItsReason() {
        assertThatThrownBy(() -> BarrierStage.run(numbers(2), PATIENCE, (rows, workers) -> {
                    if (workers.rank() == 1) {
                        throw new IllegalStateException("no space left");
                    }
                    workers.gather(new double[1], new double[2]);
                    return new byte[0];
                }))
                .isInstanceOf(SparkException.class)
                .hasMessageContaining("no space left");
    }

    @Test
    void whatScalaThrowsIsToldToTheOthersToo() throws java.io.IOException {
        String told = folder.toString();
        assertThatThrownBy(() -> BarrierStage.run(numbers(2), PATIENCE, (rows, workers) -> {
                    if (workers.rank() == 1) {
                        MeetingTest.<RuntimeException>undeclared(new java.io.IOException("disk is gone"));
                    }
                    try {
                        workers.gather(new double[1], new double[2]);
                    } catch (EvenkeelException reason) {
                        write(Path.of(told, String.valueOf(reason.getMessage()).replace(' ', '-')));
                        throw reason;
                    }
                    return new byte[0];
                }))
                .isInstanceOf(SparkException.class);
        try (Stream<Path> reasons = Files.list(folder)) {
            assertThat(reasons.map(path -> path.getFileName().toString()))
                    .containsExactly("Worker-1-failed:-java.io.IOException:-disk-is-gone");
        }
    }

    private static float sum(Iterator<Integer> rows) {
        float sum = 0;
        while (rows.hasNext()) {
            sum += rows.next();
        }
        return sum;
    }

    private static void write(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
        } catch (java.io.IOException problem) {
            throw new IllegalStateException(problem);
        }
    }
}
