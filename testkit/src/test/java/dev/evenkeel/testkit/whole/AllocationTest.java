package dev.evenkeel.testkit.whole;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.dropout;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.residual;
import static dev.evenkeel.network.Layers.standardize;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.GradientClipping;
import dev.evenkeel.train.Optimizers;
import dev.evenkeel.train.Progress;
import dev.evenkeel.train.Trainer;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class AllocationTest {
    private static final int WARM_UP = 3000;
    private static final int MEASURED = 100;

    @Test
    @EnabledForJreRange(min = JRE.JAVA_25)
    void aHundredStepsAllocateNothingOnAnyThread() {
        Network network = Network.of(
                Shape.of(64), standardize(), linear(128), batchNorm(), relu(), dropout(0.1f),
                residual(linear(128), layerNorm(), relu()), linear(64), groupNorm(8), relu(), linear(10));
        Sampler sampler = new Sampler();
        Trainer.of(network)
                .optimizer(Optimizers.adamW(1e-3))
                .clip(GradientClipping.byNorm(1))
                .averageWeights(0.99)
                .batchSize(64)
                .epochs(1)
                .threads(2)
                .onStep(sampler::step)
                .fit(data(64 * (WARM_UP + MEASURED + 20)));
        assertThat(sampler.after - sampler.before)
                .as("bytes allocated in %d steps by caller, team and prefetcher", MEASURED)
                .isZero();
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
        return Datasets.of(Shape.of(64), inputs, classes, Target.classes(10));
    }

    /** Sums what the threads of the run have allocated; asks for the same threads, in the same arrays, both times. */
    private static final class Sampler {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private long[] ids = {};
        private long before = -1;
        private long after = -1;
        private long cost;

        void step(Progress progress) {
            if (progress.totalSteps() == WARM_UP - 2) {
                ids = Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread == Thread.currentThread() || thread.getName().startsWith("evenkeel-"))
                        .mapToLong(Thread::getId)
                        .toArray();
                assertThat(ids).hasSize(3);
                long first = allocated();
                cost = allocated() - first;
            } else if (progress.totalSteps() == WARM_UP) {
                before = allocated() + cost;
            } else if (progress.totalSteps() == WARM_UP + MEASURED) {
                after = allocated();
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
