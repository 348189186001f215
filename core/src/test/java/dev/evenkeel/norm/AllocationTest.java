package dev.evenkeel.norm;

import static dev.evenkeel.norm.SingleLayer.gaussian;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.Step.Purpose;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.tensor.Shape;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AllocationTest {
    static Stream<Layer> layers() {
        return Stream.of(
                BatchNorm.standard(),
                BatchNorm.standard().cumulative().ghostSize(2),
                BatchRenorm.standard(),
                LayerNorm.standard(),
                LayerNorm.standard().overAllAxes(),
                GroupNorm.of(2),
                InstanceNorm.standard().withAffine(),
                RmsNorm.standard());
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aStepAllocatesNothing(Layer norm) {
        Shape shape = Shape.of(3, 4);
        SingleLayer layer = new SingleLayer(norm, shape, 6);
        layer.forward(gaussian(1, 72));
        TrainingPass pass = layer.pass();
        Step step = new SingleLayer.FixtureStep(6, Purpose.LEARN);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        run(pass, step, 20);

        // The least of several tries: the compiler now and then allocates on this thread.
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 5 && least > 0; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            run(pass, step, 100);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isZero();
    }

    private static void run(TrainingPass pass, Step step, int times) {
        for (int time = 0; time < times; time++) {
            pass.forward(step);
            pass.backward(step);
        }
    }
}
