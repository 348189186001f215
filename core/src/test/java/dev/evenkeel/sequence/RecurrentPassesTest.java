package dev.evenkeel.sequence;

import static dev.evenkeel.network.Layers.gru;
import static dev.evenkeel.network.Layers.lstm;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.evenkeel.layer.LayerContext;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every layer that passes over positions. */
class RecurrentPassesTest {
    private static final int EXAMPLES = 9;

    static Stream<Recurrent> layers() {
        return Stream.of(lstm(5).direction(Recurrent.Direction.BIDIRECTIONAL), gru(5), gru(5).reset(Gru.Reset.BEFORE));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aStepAllocatesNothing(Recurrent layer) {
        LayerContext context = LayerContext.of(layer, EXAMPLES, Shape.of(6, 3));
        TrainingPass pass = layer.training(context);
        Step step = LayerContext.step(EXAMPLES, 1, Step.Purpose.LEARN);
        assertAllocatesNothing(() -> {
            pass.forward(step);
            pass.backward(step);
        });
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aPredictionAllocatesNothing(Recurrent layer) {
        LayerContext context = LayerContext.of(layer, EXAMPLES, Shape.of(6, 3));
        Operation.Bound bound =
                layer.inference(context).bind(context.compute(), new Activations[] {context.input()}, context.output());
        assertAllocatesNothing(() -> bound.run(EXAMPLES));
    }

    @Test
    void parametersHavePyTorchsNamesShapesAndInitialValues() {
        Lstm layer = lstm(16).direction(Recurrent.Direction.BIDIRECTIONAL);
        assertThat(layer.parameters(Shape.of(7, 3)).stream()
                        .map(parameter -> parameter.name() + " " + parameter.shape()))
                .containsExactly(
                        "weight_ih_l0 [64, 3]",
                        "weight_hh_l0 [64, 16]",
                        "bias_ih_l0 [64]",
                        "bias_hh_l0 [64]",
                        "weight_ih_l0_reverse [64, 3]",
                        "weight_hh_l0_reverse [64, 16]",
                        "bias_ih_l0_reverse [64]",
                        "bias_hh_l0_reverse [64]");
        for (Parameter parameter : layer.parameters(Shape.of(7, 3))) {
            float[] values = new float[1000];
            parameter.initializer().fill(values, Randomness.of(3, "initial"));
            for (float value : values) {
                assertThat(value).isBetween(-0.25f, 0.25f);
            }
        }
        assertThat(gru(4).parameters(Shape.of(7, 3)).get(0).shape()).isEqualTo(Shape.of(12, 3));
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
