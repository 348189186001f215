package dev.evenkeel.testkit.whole;

import static dev.evenkeel.augment.Augmentations.horizontalFlip;
import static dev.evenkeel.augment.Augmentations.randomCrop;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.batchRenorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.dropout;
import static dev.evenkeel.network.Layers.embedding;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.gelu;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.instanceNorm;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.maxPool;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.reshape;
import static dev.evenkeel.network.Layers.residual;
import static dev.evenkeel.network.Layers.rmsNorm;
import static dev.evenkeel.network.Layers.silu;
import static dev.evenkeel.network.Layers.standardize;

import com.sun.management.ThreadMXBean;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.network.Network;
import dev.evenkeel.sequence.Attention;
import dev.evenkeel.sequence.Gru;
import dev.evenkeel.sequence.Lstm;
import dev.evenkeel.sequence.PositionEmbedding;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.sequence.Rotary;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.CancelledException;
import dev.evenkeel.train.Progress;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.optimizer.GradientClipping;
import dev.evenkeel.train.optimizer.Optimizers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A run that ends as soon as its steps allocate nothing, and says in a file how much the last ones allocated. */
final class SteadyRun {
    static final String IMAGES = "images";
    static final String SEQUENCES = "sequences";

    private static final Shape INPUT = Shape.of(8, 8, 1);
    private static final int CONTEXT = 20;
    private static final int TOKENS = 11;
    private static final int MEASURED = 100;
    private static final int MAX_STEPS = 20_000;

    private SteadyRun() {}

    public static void main(String[] arguments) throws IOException {
        Sampler sampler = new Sampler();
        Trainer trainer = trainer(arguments[1])
                .clip(GradientClipping.byNorm(1))
                .averageWeights(0.99)
                .epochs(1)
                .threads(2)
                .onStep(sampler::step)
                .cancelWhen(() -> sampler.quiet == 2);
        try {
            trainer.fit(arguments[1].equals(IMAGES) ? data(64 * MAX_STEPS) : new Counting());
        } catch (CancelledException steady) {
            sampler.latest = 0;
        }
        Files.writeString(Path.of(arguments[0]), Long.toString(sampler.latest));
    }

    private static Trainer trainer(String kind) {
        return kind.equals(IMAGES)
                ? Trainer.of(images())
                        .optimizer(Optimizers.adamW(1e-3))
                        .augment(randomCrop(2), horizontalFlip())
                        .batchSize(64)
                : Trainer.of(sequences())
                        .loss(Losses.crossEntropy())
                        .optimizer(Optimizers.adamW(1e-3))
                        .batchSize(4);
    }

    private static Network images() {
        return Network.of(
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
    }

    private static Network sequences() {
        return Network.of(
                Shape.of(CONTEXT, 1),
                embedding(TOKENS, 32),
                reshape(CONTEXT, 32),
                new PositionEmbedding(PositionEmbedding.Kind.LEARNED, CONTEXT),
                residual(layerNorm(), linear(96), Attention.of(4).causal().dropout(0.1), linear(32)),
                residual(rmsNorm(), linear(128), gelu(), dropout(0.1f), linear(32)),
                linear(64),
                Attention.of(4).keyValueHeads(2),
                Rotary.of(2, 16),
                Lstm.of(16).direction(Recurrent.Direction.BIDIRECTIONAL),
                Gru.of(16),
                layerNorm(),
                linear(TOKENS));
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

    /** Sequences of tokens of many lengths, and the token that comes next at each of their positions. */
    private static final class Counting implements Dataset {
        @Override
        public int size() {
            return 4 * MAX_STEPS;
        }

        @Override
        public Shape inputShape() {
            return Shape.of(CONTEXT, 1);
        }

        @Override
        public Target target() {
            return Target.values(CONTEXT);
        }

        @Override
        public void read(int index, Batch batch, int row) {
            for (int position = 0; position < CONTEXT; position++) {
                batch.inputs()[batch.inputOffset(row) + position] = (index + position) % TOKENS;
                batch.targets()[batch.targetOffset(row) + position] = (index + position + 1) % TOKENS;
            }
            batch.mask().truncate(row, 1 + index % CONTEXT);
        }
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
