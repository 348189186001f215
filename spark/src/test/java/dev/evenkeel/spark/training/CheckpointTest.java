package dev.evenkeel.spark.training;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.model.Model;
import dev.evenkeel.spark.EvenkeelClassifier;
import dev.evenkeel.spark.LocalSpark;
import dev.evenkeel.spark.spill.RowStore;
import dev.evenkeel.spark.storage.CheckpointFolder;
import dev.evenkeel.spark.worker.BarrierStage;
import dev.evenkeel.train.CancelledException;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.worker.BatchStatistics;
import dev.evenkeel.worker.Workers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnJre(value = JRE.JAVA_25, disabledReason = "how tasks meet does not hang on the JDK, and it takes long")
class CheckpointTest {
    private static final List<float[]> INPUTS = inputs();
    private static final Dataset<Row> ROWS = LocalSpark.rows(
            IntStream.range(0, 100)
                    .mapToObj(row -> RowFactory.create(
                            Vectors.dense(INPUTS.get(row)[0], INPUTS.get(row)[1]), (double) label(row)))
                    .toList(),
            new StructType().add("features", SQLDataTypes.VectorType()).add("label", DoubleType),
            3);

    @TempDir
    Path folder;

    private static List<float[]> inputs() {
        Random random = new Random(2);
        return Stream.generate(() -> new float[] {random.nextFloat(), random.nextFloat()})
                .limit(100)
                .toList();
    }

    private static float label(int row) {
        return INPUTS.get(row)[0] > 0.5 ? 1 : 0;
    }

    private static EvenkeelClassifier classifier(long seed) {
        return new EvenkeelClassifier().setHiddenLayers(4).setEpochs(3).setSeed(seed);
    }

    private static byte[] bytes(Model model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.write(bytes);
        return bytes.toByteArray();
    }

    /** Leaves the state of a training that was stopped amid its second epoch, and gives its file. */
    private Path interrupt(long seed) throws IOException {
        float[] targets = new float[INPUTS.size()];
        for (int row = 0; row < targets.length; row++) {
            targets[row] = label(row);
        }
        RowStore inputs = RowStore.inMemory(2);
        INPUTS.forEach(inputs::add);
        Examples examples = Examples.of(
                Optional.empty(), new EncodedExamples(inputs, targets, Target.classes(2), List.of()), Optional.empty());
        TrainingJob job = TrainingJob.of(
                ROWS.schema(),
                new TrainingJob.Request(
                        "EvenkeelClassifier",
                        TrainingJob.Task.CLASSES,
                        classifier(seed),
                        "features",
                        "label",
                        "",
                        "",
                        ClassRules.none()));
        AtomicInteger steps = new AtomicInteger();
        Trainer trainer = new Recipe(job, examples, targets.length).trainer(1);
        assertThatThrownBy(() -> trainer.checkpoints(folder)
                        .onStep(step -> steps.incrementAndGet())
                        .cancelWhen(() -> steps.get() == 5)
                        .fit(examples.training()))
                .isInstanceOf(CancelledException.class);
        RowDigest digest = new RowDigest();
        ROWS.collectAsList().forEach(digest::add);
        String file = Training.name(trainer, BatchStatistics.SYNCHRONIZED, digest.of(Workers.alone()))
                .file();
        return Files.move(folder.resolve("checkpoint.safetensors"), folder.resolve(file));
    }

    private EvenkeelClassifier kept(long seed) {
        return classifier(seed).setCheckpointDir(folder.toUri().toString());
    }

    private List<String> left() throws IOException {
        try (Stream<Path> left = Files.list(folder)) {
            return left.map(path -> path.getFileName().toString()).toList();
        }
    }

    @Test
    void anInterruptedTrainingGoesOnToTheSameBits() throws IOException {
        interrupt(1);
        assertThat(bytes(kept(1).fit(ROWS).model()))
                .isEqualTo(bytes(classifier(1).fit(ROWS).model()));
        assertThat(left()).isEmpty();
    }

    @Test
    void otherTrainingsInTheSameFolderHaveStatesOfTheirOwn() throws IOException {
        Path state = interrupt(1);
        assertThat(bytes(kept(2).fit(ROWS).model()))
                .isEqualTo(bytes(classifier(2).fit(ROWS).model()));
        Dataset<Row> others = ROWS.filter("label = 1 OR rand(3) < 0.5");
        kept(1).fit(others);
        assertThat(left()).containsExactly(state.getFileName().toString());
    }

    @Test
    void rowsInAnotherOrderAreToldAsThat() throws IOException {
        Path state = interrupt(1);
        assertThatThrownBy(() -> kept(1).fit(ROWS.orderBy("label")))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining(state + " is the state of this training with the same rows in another order")
                .hasMessageContaining("Sort the DataFrame")
                .hasMessageNotContaining("settings");
        assertThat(state).exists();
    }

    @Test
    void anotherNumberOfWorkersIsToldAsThat() throws IOException {
        Path state = interrupt(1);
        assertThatThrownBy(() -> kept(1).setNumWorkers(2).fit(ROWS))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining(state + " was written by a run with other settings: ")
                .hasMessageContaining("workers (was absent, now 2)")
                .hasMessageNotContaining("data");
    }

    @Test
    void aStageThatFailsOnceTrainingIsDoneGoesOnFromItsState() throws IOException {
        TrainingJob job = TrainingJob.of(
                ROWS.schema(),
                new TrainingJob.Request(
                        "a test",
                        TrainingJob.Task.CLASSES,
                        classifier(1),
                        "features",
                        "label",
                        "",
                        "",
                        ClassRules.none()));
        Training training = new Training(
                job,
                Optional.of(CheckpointFolder.at(folder.resolve("state").toUri().toString())));
        String told = folder.toString();
        byte[] made =
                BarrierStage.run(RowShares.of(ROWS.javaRDD(), 2).rdd(), Duration.ofSeconds(10), (rows, workers) -> {
                    int attempt = TaskContext.get().stageAttemptNumber();
                    long states = states(Path.of(told, "state"));
                    byte[] trained = training.run(rows, workers);
                    if (attempt == 0 && workers.rank() == 1) {
                        throw new IllegalStateException("an executor is lost");
                    }
                    if (workers.rank() == 0) {
                        write(Path.of(told, "attempt " + attempt + " found " + states));
                    }
                    return trained;
                });
        assertThat(Trained.of(made).model())
                .isEqualTo(bytes(classifier(1).setNumWorkers(2).fit(ROWS).model()));
        assertThat(left()).contains("attempt 0 found 0", "attempt 1 found 1");
    }

    private static long states(Path of) {
        try (Stream<Path> files = Files.exists(of) ? Files.list(of) : Stream.empty()) {
            return files.filter(path -> path.toString().endsWith(".safetensors"))
                    .count();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static void write(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    @Test
    void fitsAtTheSameTimeDoNotDisturbOneAnother() throws Exception {
        int many = 40;
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Model> running =
                    threads.submit(() -> kept(1).setEpochs(many).fit(ROWS).model());
            while (states(folder) == 0 && !running.isDone()) {
                Thread.sleep(5);
            }
            Future<Model> same =
                    threads.submit(() -> kept(1).setEpochs(many).fit(ROWS).model());
            assertThat(bytes(kept(2).fit(ROWS).model()))
                    .isEqualTo(bytes(classifier(2).fit(ROWS).model()));
            byte[] expected = bytes(classifier(1).setEpochs(many).fit(ROWS).model());
            assertThat(bytes(running.get())).isEqualTo(expected);
            assertThat(bytes(same.get())).isEqualTo(expected);
        } finally {
            threads.shutdownNow();
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void theFolderIsMadeAndEmptyAfterwards() throws IOException {
        Path made = folder.resolve("deep/er");
        classifier(1).setCheckpointDir(made.toString()).fit(ROWS);
        assertThat(made).isEmptyDirectory();
    }
}
