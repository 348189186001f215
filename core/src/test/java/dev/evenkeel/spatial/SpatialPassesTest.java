package dev.evenkeel.spatial;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.LayerContext;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.core.Concatenate;
import dev.evenkeel.tensor.Shape;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every training pass over rows. */
class SpatialPassesTest {
    private static final Shape SHAPE = Shape.of(6, 8, 16);
    private static final int EXAMPLES = 40;

    static Stream<Layer> layers() {
        return Stream.of(
                MaxPool.of(2),
                MaxPool.of(3).stride(2).padding(1),
                AveragePool.of(2),
                AveragePool.of(3).stride(1).padding(Padding.same()).withoutPadding(),
                AdaptivePool.average(4, 3),
                AdaptivePool.max(4, 3),
                new GlobalAveragePool(),
                new SpatialDropout(0.3f),
                ZeroPad.of(1),
                Upsample.of(2),
                new IdentityShortcut(2, 32),
                new Concatenate());
    }

    private static LayerContext context(Layer layer, Team team) {
        Shape[] inputs = layer instanceof Concatenate ? new Shape[] {SHAPE, SHAPE} : new Shape[] {SHAPE};
        return new LayerContext(layer, EXAMPLES, new Compute(ScalarKernels.kernels(), team), inputs);
    }

    private static void step(TrainingPass pass, int examples) {
        Step step = LayerContext.step(examples, 1, Step.Purpose.LEARN);
        pass.forward(step);
        pass.backward(step);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void anyNumberOfThreadsGivesTheSameBits(Layer layer) {
        LayerContext one = context(layer, Team.alone());
        try (Team team = Team.of(3)) {
            LayerContext three = context(layer, team);
            step(layer.training(one), EXAMPLES);
            step(layer.training(three), EXAMPLES);
            assertThat(three.output().values()).isEqualTo(one.output().values());
            assertThat(three.inputGradient(0)).isEqualTo(one.inputGradient(0));
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aSmallerBatchLeavesTheRestOfTheBuffersAlone(Layer layer) {
        LayerContext context = context(layer, Team.alone());
        Arrays.fill(context.output().values(), 9f);
        Arrays.fill(context.inputGradient(0), 9f);
        step(layer.training(context), EXAMPLES - 1);
        for (float[] values : List.of(context.output().values(), context.inputGradient(0))) {
            int size = values.length / EXAMPLES;
            assertThat(Arrays.copyOfRange(values, size * (EXAMPLES - 1), size * EXAMPLES))
                    .containsOnly(9f);
            assertThat(IntStream.range(0, size * (EXAMPLES - 1)).noneMatch(at -> values[at] == 9f))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aStepAllocatesNothing(Layer layer) {
        TrainingPass pass = layer.training(context(layer, Team.alone()));
        Step step = LayerContext.step(EXAMPLES, 1, Step.Purpose.LEARN);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 6 && least > 0; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int time = 0; time < 30; time++) {
                pass.forward(step);
                pass.backward(step);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isZero();
    }
}
