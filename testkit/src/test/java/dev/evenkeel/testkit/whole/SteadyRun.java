package dev.evenkeel.testkit.whole;

import static dev.evenkeel.augment.Augmentations.horizontalFlip;
import static dev.evenkeel.augment.Augmentations.randomCrop;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.batchRenorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.dropout;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.gelu;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.instanceNorm;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.maxPool;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.residual;
import static dev.evenkeel.network.Layers.rmsNorm;
import static dev.evenkeel.network.Layers.silu;
import static dev.evenkeel.network.Layers.standardize;

import com.sun.management.ThreadMXBean;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.CancelledException;
import dev.evenkeel.train.Progress;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.optimizer.GradientClipping;
import dev.evenkeel.train.optimizer.Optimizers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A run that ends as soon as its steps allocate nothing, and says in a file how much the last ones allocated. */
final class SteadyRun {
    private static final Shape INPUT = Shape.of(8, 8, 1);
    private static final int MEASURED = 100;
    private static final int MAX_STEPS = 20_000;

    private SteadyRun() {}

    public static void main(String[] arguments) throws IOException {
        Network network = Network.of(
                INPUT,
                standardize(),
                conv(8, 3, 3).same(),
                instanceNorm(),
                gelu(),
                maxPool(2, 2),
                flatten(),
                linear(128),
                batchNorm(),
                relu(),
                dropout(0.1f),
                residual(linear(128), layerNorm(), relu()),
                linear(100),
                rmsNorm(),
                silu(),
                linear(64),
                groupNorm(8),
                relu(),
                linear(32),
                batchRenorm(),
                relu(),
                linear(10));
        Sampler sampler = new Sampler();
        Trainer trainer = Trainer.of(network)
                .optimizer(Optimizers.adamW(1e-3))
                .augment(randomCrop(2), horizontalFlip())
                .clip(GradientClipping.byNorm(1))
                .averageWeights(0.99)
                .batchSize(64)
                .epochs(1)
                .threads(2)
                .onStep(sampler::step)
                .cancelWhen(() -> sampler.quiet == 2);
        try {
            trainer.fit(data(64 * MAX_STEPS));
        } catch (CancelledException steady) {
            sampler.latest = 0;
        }
        Files.writeString(Path.of(arguments[0]), Long.toString(sampler.latest));
    }

    private static Dataset data(int examples) {
        Random random = new Random(1);
        float[][] inputs = new float[examples][];
        int[] classes = new int[examples];
        float[][] some = new float[100][64];
        for (float[] input : some) {
            for (int feature = 0; feature < input.length; feature++) {
                input[feature] = (float) random.nextGaussian();
            }
        }
        for (int example = 0; example < examples; example++) {
            inputs[example] = some[example % some.length];
            classes[example] = example % 10;
        }
        return Datasets.of(INPUT, inputs, classes, Target.classes(10));
    }

    /** Counts how many windows of steps in a row allocated nothing on the run's threads, the sampling itself aside. */
    private static final class Sampler {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private long[] ids = {};
        private long former = -1;
        private long latest = -1;
        private int quiet;

        void step(Progress progress) {
            if (progress.totalSteps() == 10) {
                ids = Thread.getAllStackTraces().keySet().stream()
                        .filter(thread ->
                                thread.getId() == Thread.currentThread().getId()
                                        || thread.getName().startsWith("evenkeel-"))
                        .mapToLong(Thread::getId)
                        .toArray();
                if (ids.length != 3) {
                    throw new IllegalStateException(
                            "The run needs its caller, one more of the team and a prefetcher, but got " + ids.length
                                    + " threads");
                }
            } else if (progress.totalSteps() % MEASURED == 0) {
                latest = allocated() - former;
                quiet = latest == 0 ? quiet + 1 : 0;
                long before = allocated();
                long after = allocated();
                former = after + (after - before);
            }
        }

        private long allocated() {
            long sum = 0;
            for (long bytes : threads.getThreadAllocatedBytes(ids)) {
                sum += bytes;
            }
            return sum;
        }
    }
}
