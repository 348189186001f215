package dev.evenkeel.spark.cluster;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.spark.worker.BarrierStage;
import dev.evenkeel.spark.worker.CheckpointStore;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.worker.BatchStatistics;
import dev.evenkeel.worker.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;

/** An application that trains on executors, slowly enough for one of them to be killed meanwhile. */
public final class TrainedTogether {
    private TrainedTogether() {}

    /** @param arguments workers, milliseconds that a step waits, a folder for checkpoints */
    public static void main(String... arguments) {
        int count = Integer.parseInt(arguments[0]);
        int pause = Integer.parseInt(arguments[1]);
        String folder = arguments[2];
        try (JavaSparkContext context = new JavaSparkContext(new SparkConf().setAppName("trained together"))) {
            byte[] model = BarrierStage.run(
                    context.parallelize(IntStream.range(0, 500).boxed().toList(), count)
                            .rdd(),
                    Duration.ofSeconds(20),
                    (rows, workers) -> train(rows, workers, pause, new CheckpointStore(folder)));
            System.out.println("SUM " + new String(model, StandardCharsets.UTF_8));
        }
    }

    private static byte[] train(Iterator<Integer> rows, Workers workers, int pause, CheckpointStore store) {
        Path local = folder();
        Trainer trainer = Trainer.of(Network.of(
                        Shape.of(5),
                        Layers.standardize(),
                        Layers.linear(32),
                        Layers.batchNorm(),
                        Layers.relu(),
                        Layers.linear(2)))
                .epochs(4)
                .batchSize(50)
                .threads(1)
                .workers(workers, BatchStatistics.SYNCHRONIZED)
                .checkpoints(local)
                .checkpointEvery(Duration.ofMillis(100))
                .onCheckpoint(store::keep)
                .onStep(step -> sleep(pause));
        boolean resumed = store.fetch(local.resolve("checkpoint.safetensors"));
        Model model = (resumed ? trainer.resume() : trainer).fit(data(rows));
        double sum = model.tensors().values().stream()
                .flatMapToDouble(tensor -> {
                    float[] values = tensor.toArray();
                    return IntStream.range(0, values.length).mapToDouble(index -> values[index] * (index + 1.0));
                })
                .sum();
        String made = sum + " attempt " + TaskContext.get().stageAttemptNumber() + (resumed ? " resumed" : " fresh");
        return made.getBytes(StandardCharsets.UTF_8);
    }

    private static Dataset data(Iterator<Integer> rows) {
        java.util.List<dev.evenkeel.dataset.Example> examples = new java.util.ArrayList<>();
        while (rows.hasNext()) {
            int row = rows.next();
            Random random = new Random(row);
            float[] inputs = new float[5];
            for (int index = 0; index < inputs.length; index++) {
                inputs[index] = (float) random.nextGaussian() + row % 2;
            }
            examples.add(dev.evenkeel.dataset.Example.of(inputs, row % 2));
        }
        return Datasets.of(Shape.of(5), Target.classes(2), examples);
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("trained-together");
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static void sleep(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
