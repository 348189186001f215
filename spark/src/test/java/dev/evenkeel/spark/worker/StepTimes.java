package dev.evenkeel.spark.worker;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.network.Cnn;
import dev.evenkeel.network.Mlp;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.worker.BatchStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;

/**
 * How long steps of a global batch of 1,024 take a worker: {@code StepTimes mlp|cnn WORKERS RANK FOLDER}, one process for each worker,
 * which meet in the folder. Only the last of several epochs counts: before, code is still being compiled.
 */
final class StepTimes {
    private static final int BATCH = 1024;
    private static final int STEPS = 30;

    private StepTimes() {}

    public static void main(String... arguments) {
        boolean images = arguments[0].equals("cnn");
        int count = Integer.parseInt(arguments[1]);
        int rank = Integer.parseInt(arguments[2]);
        Path folder = Path.of(arguments[3]);
        Shape shape = images ? Shape.of(28, 28, 1) : Shape.of(784);
        Network network =
                images ? Cnn.of().network(shape, 10) : Mlp.of(List.of(512, 256)).network(shape, 10);
        Line line = new Line(
                "127.0.0.1", Ports.ANY, new TransportConf("rpc", MapConfigProvider.EMPTY), List.of(), List.of());
        int epochs = images ? 5 : 30;
        List<Double> steps = new ArrayList<>();
        long[] before = {0};
        try (Peers peers = Peers.meet(
                rank,
                count,
                line,
                new byte[32],
                new Waiting(Duration.ofSeconds(60), () -> false),
                own -> introduce(folder, rank, count, own))) {
            Trainer.of(network)
                    .epochs(epochs)
                    .batchSize(BATCH)
                    .threads(1)
                    .workers(peers, BatchStatistics.SYNCHRONIZED)
                    .onStep(step -> {
                        long now = System.nanoTime();
                        if (step.totalSteps() > (long) STEPS * (epochs - 1)) {
                            steps.add((now - before[0]) / 1e6);
                        }
                        before[0] = now;
                    })
                    .fit(data(shape, BATCH * STEPS / count, rank));
        }
        double[] sorted =
                steps.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (rank == 0) {
            System.out.printf(
                    "%s, %d workers: %.2f ms a step (median of %d)%n",
                    arguments[0], count, sorted[sorted.length / 2], sorted.length);
        }
    }

    private static List<String> introduce(Path folder, int rank, int count, String own) {
        try {
            Path part = Files.writeString(folder.resolve(rank + ".part"), own, StandardCharsets.UTF_8);
            Files.move(part, folder.resolve(rank + ".address"), StandardCopyOption.ATOMIC_MOVE);
            String[] addresses = new String[count];
            for (int other = 0; other < count; other++) {
                Path file = folder.resolve(other + ".address");
                while (!Files.exists(file)) {
                    Thread.onSpinWait();
                }
                addresses[other] = Files.readString(file);
            }
            return Arrays.asList(addresses);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static Dataset data(Shape shape, int examples, int seed) {
        Randomness randomness = Randomness.of(seed, "data");
        float[][] inputs = new float[examples][shape.size()];
        int[] classes = new int[examples];
        for (int example = 0; example < examples; example++) {
            classes[example] = example % 10;
            for (int index = 0; index < inputs[example].length; index++) {
                inputs[example][index] = (float) randomness.nextDouble() + (index % 10 == classes[example] ? 1 : 0);
            }
        }
        return Datasets.of(shape, inputs, classes, Target.classes(10));
    }
}
