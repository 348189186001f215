package dev.evenkeel.sequence;

import static dev.evenkeel.network.Layers.attention;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.layer.LayerContext;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands at a padded position, nothing that counts changes a bit, and nothing becomes NaN. */
class AttentionMaskTest {
    private static final int EXAMPLES = 3;
    private static final int POSITIONS = 7;
    private static final int WIDTH = 4;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void paddedValuesNeverCount(long seed) {
        Randomness randomness = Randomness.of(seed, "masks");
        boolean[] real = new boolean[EXAMPLES * POSITIONS];
        for (int row = 0; row < real.length; row++) {
            real[row] = row / POSITIONS != 1 && randomness.nextGaussian() > (seed % 3 - 1) * 0.8;
        }
        Attention layer = seed % 2 == 0 ? attention(2) : attention(2).causal();
        float[][] zeros = run(layer, real, 0f);
        assertThat(run(layer, real, Float.NaN)).isDeepEqualTo(zeros);
        assertThat(run(layer, real, 1e30f)).isDeepEqualTo(zeros);
        assertThat(run(layer, real, Float.NEGATIVE_INFINITY)).isDeepEqualTo(zeros);
        for (float[] values : zeros) {
            assertThat(IntStream.range(0, values.length).allMatch(at -> Float.isFinite(values[at])))
                    .isTrue();
        }
    }

    /** Scores that overflow are no mask: a row is the same beside padded examples and without them. */
    @Test
    void scoresThatOverflowAreNotTakenForHiddenKeys() {
        Attention layer = attention(1);
        Shape shape = Shape.of(2, 3);
        for (boolean besidePadding : new boolean[] {false, true}) {
            LayerContext context = LayerContext.of(layer, 2, shape);
            Arrays.fill(context.input().values(), 0, 6, 1f);
            context.input().values()[0] = 1e30f;
            context.input().values()[1] = -1e30f;
            context.input().values()[4] = -1e30f;
            if (besidePadding) {
                context.input().mask().pad(3);
            }
            layer.training(context).forward(LayerContext.step(2, 1, Step.Purpose.LEARN));
            assertThat(context.output().values()[0]).isNaN();
        }
    }

    @Test
    void aMaximumOfWhatIsNoNumberIsNone() {
        SequencePool pool = new SequencePool(SequencePool.Kind.MAX);
        for (int place = 0; place < 3; place++) {
            LayerContext context = LayerContext.of(pool, 1, Shape.of(3, 1));
            context.input().values()[place] = Float.NaN;
            pool.training(context).forward(LayerContext.step(1, 1, Step.Purpose.LEARN));
            assertThat(context.output().values()[0]).isNaN();
        }
    }

    /** The outputs, then the gradients of queries, keys and values, where padded positions of all that is read hold {@code value}. */
    private static float[][] run(Attention layer, boolean[] real, float value) {
        Shape shape = Shape.of(POSITIONS, WIDTH);
        LayerContext context = LayerContext.of(layer, EXAMPLES, shape, shape, shape);
        for (int input = 0; input < 3; input++) {
            Mask mask = context.input(input).mask();
            for (int row = 0; row < real.length; row++) {
                if (!real[row]) {
                    mask.pad(row);
                    Arrays.fill(context.input(input).values(), row * WIDTH, (row + 1) * WIDTH, value);
                    Arrays.fill(context.outputGradient(), row * WIDTH, (row + 1) * WIDTH, value);
                }
            }
        }
        TrainingPass pass = layer.training(context);
        Step step = LayerContext.step(EXAMPLES, 1, Step.Purpose.LEARN);
        pass.forward(step);
        pass.backward(step);
        return new float[][] {
            context.output().values(), context.inputGradient(0), context.inputGradient(1), context.inputGradient(2)
        };
    }
}
