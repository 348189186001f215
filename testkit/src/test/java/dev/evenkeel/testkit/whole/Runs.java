package dev.evenkeel.testkit.whole;

import static dev.evenkeel.augment.Augmentations.horizontalFlip;
import static dev.evenkeel.augment.Augmentations.randomCrop;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.dropout;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.standardize;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.EarlyStopping;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.optimizer.Optimizers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A small run with everything that has state, also as a program of its own that can be killed. */
final class Runs {
    private static final Shape INPUT = Shape.of(2, 3, 1);

    private Runs() {}

    static Network network() {
        return Network.of(
                INPUT,
                standardize(),
                flatten(),
                linear(24),
                batchNorm(),
                relu(),
                dropout(0.2f),
                linear(12),
                batchNorm(),
                relu(),
                linear(3));
    }

    static Trainer trainer(int epochs) {
        return Trainer.of(network())
                .optimizer(Optimizers.adamW(0.01))
                .augment(randomCrop(1), horizontalFlip())
                .averageWeights(0.95)
                .validationShare(0.2)
                .earlyStopping(EarlyStopping.onLoss(epochs))
                .batchSize(16)
                .epochs(epochs)
                .seed(3);
    }

    static Dataset data(int examples) {
        Randomness randomness = new Randomness(11);
        float[][] inputs = new float[examples][6];
        int[] classes = new int[examples];
        for (int example = 0; example < examples; example++) {
            double sum = 0;
            for (int feature = 0; feature < 6; feature++) {
                inputs[example][feature] = (float) randomness.nextGaussian();
                sum += feature * inputs[example][feature];
            }
            classes[example] = sum < -3 ? 0 : sum < 3 ? 1 : 2;
        }
        return Datasets.of(INPUT, inputs, classes, Target.classes(3));
    }

    /** Runs a class of these tests in a JVM of its own. */
    static Process start(Class<?> main, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("--add-modules");
        command.add("jdk.incubator.vector");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** Trains with checkpoints in a folder, going on from one if it is there, and writes the model beside it. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        int epochs = Integer.parseInt(arguments[1]);
        int threads = Integer.parseInt(arguments[2]);
        Trainer trainer = trainer(epochs).threads(threads).checkpoints(folder).checkpointEvery(Duration.ofMillis(20));
        boolean begun = Files.exists(folder.resolve("checkpoint.safetensors"));
        Model model = (begun ? trainer.resume() : trainer).fit(data(400));
        model.write(folder.resolve("model.safetensors"));
    }
}
