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
import dev.evenkeel.train.CancelledException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    /** Leaves the state of a training that was stopped amid its second epoch. */
    private void interrupt(long seed) {
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
        assertThatThrownBy(() -> new Recipe(job, examples, targets.length)
                        .trainer(1)
                        .checkpoints(folder)
                        .onStep(step -> steps.incrementAndGet())
                        .cancelWhen(() -> steps.get() == 5)
                        .fit(examples.training()))
                .isInstanceOf(CancelledException.class);
    }

    @Test
    void anInterruptedTrainingGoesOnToTheSameBits() throws IOException {
        interrupt(1);

        Model resumed = classifier(1)
                .setCheckpointDir(folder.toUri().toString())
                .fit(ROWS)
                .model();

        assertThat(bytes(resumed)).isEqualTo(bytes(classifier(1).fit(ROWS).model()));
        assertThat(folder.resolve("checkpoint.safetensors")).doesNotExist();
    }

    @Test
    void theStateOfAnotherTrainingIsRefused() throws IOException {
        interrupt(1);

        assertThatThrownBy(
                        () -> classifier(2).setCheckpointDir(folder.toString()).fit(ROWS))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("seed");
        assertThat(folder.resolve("checkpoint.safetensors")).exists();
    }

    @Test
    void theStateIsKeptWhileTrainingRunsAndGoesAfterwards() throws IOException {
        Path made = folder.resolve("deep/er");

        classifier(1).setCheckpointDir(made.toString()).fit(ROWS);

        try (Stream<Path> left = Files.list(made)) {
            assertThat(left.filter(path -> path.toString().endsWith("safetensors")))
                    .isEmpty();
        }
    }
}
