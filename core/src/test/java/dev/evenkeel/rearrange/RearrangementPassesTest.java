package dev.evenkeel.rearrange;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.LayerContext;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.core.Embedding;
import dev.evenkeel.network.Layers;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every pass that moves values, with runs short and long. */
class RearrangementPassesTest {
    private static final Shape SHAPE = Shape.of(6, 8, 16);
    private static final int EXAMPLES = 40;

    static Stream<Layer> layers() {
        return Stream.of(
                new Embedding(5, 3),
                Layers.reshape(48, 16),
                Layers.transpose(2, 0, 1),
                Layers.transpose(1, 0, 2),
                Layers.slice(0, 5, 3).step(-2),
                Layers.slice(2, 1, 8),
                Layers.take(1, 0, 0, -1),
                Layers.take(2, 3, 3),
                Layers.pad(1, 1, 0),
                Layers.pad(0, 0, 1).mode(Pad.Mode.WRAP),
                Layers.expand(2, 6, 8, 16),
                Layers.tile(1, 2, 1));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aStepAllocatesNothing(Layer layer) {
        LayerContext context = LayerContext.of(layer, EXAMPLES, SHAPE);
        Arrays.fill(context.input().values(), 2f);
        TrainingPass pass = layer.training(context);
        Step step = LayerContext.step(EXAMPLES, 1, Step.Purpose.LEARN);
        assertAllocatesNothing(() -> {
            pass.forward(step);
            pass.backward(step);
        });
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aPredictionAllocatesNothing(Layer layer) {
        LayerContext context = LayerContext.of(layer, EXAMPLES, SHAPE);
        Arrays.fill(context.input().values(), 2f);
        Operation.Bound bound =
                layer.inference(context).bind(context.compute(), new Activations[] {context.input()}, context.output());
        assertAllocatesNothing(() -> bound.run(EXAMPLES));
    }

    private static void assertAllocatesNothing(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 6 && least > 0; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int time = 0; time < 30; time++) {
                work.run();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isZero();
    }
}
