package dev.evenkeel.sequence;

import static dev.evenkeel.network.Layers.gru;
import static dev.evenkeel.network.Layers.lstm;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.layer.LayerContext;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands at a padded position, nothing that counts changes a bit, and nothing becomes NaN. */
class RecurrentMaskTest {
    private static final int EXAMPLES = 3;
    private static final int POSITIONS = 7;
    private static final int CHANNELS = 4;

    static Stream<Recurrent> layers() {
        return Stream.of(Recurrent.Direction.values())
                .flatMap(direction -> Stream.of(
                        lstm(5).direction(direction),
                        gru(5).direction(direction),
                        gru(5).direction(direction).reset(Gru.Reset.BEFORE)));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void paddedValuesNeverCount(Recurrent layer) {
        for (long seed = 1; seed <= 5; seed++) {
            boolean[] real = mask(seed);
            List<float[]> zeros = run(layer, real, 0f);
            for (float value : new float[] {Float.NaN, 1e30f, Float.NEGATIVE_INFINITY}) {
                assertThat(run(layer, real, value)).usingRecursiveComparison().isEqualTo(zeros);
            }
            for (float[] values : zeros) {
                for (float value : values) {
                    assertThat(value).isFinite();
                }
            }
            assertPaddedAreZero(zeros.get(0), real);
            assertPaddedAreZero(zeros.get(1), real);
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void paddedPositionsAreAsIfTheyWereNotThere(Recurrent layer) {
        boolean[] real = mask(3);
        LayerContext padded = context(layer, real, Float.NaN, POSITIONS);
        train(layer, padded);
        int channels = padded.output().shape().channels();
        for (int example = 0; example < EXAMPLES; example++) {
            List<Integer> rows = new ArrayList<>();
            for (int row = example * POSITIONS; row < (example + 1) * POSITIONS; row++) {
                if (real[row]) {
                    rows.add(row);
                }
            }
            if (rows.isEmpty()) {
                continue;
            }
            LayerContext alone = LayerContext.of(layer, 1, Shape.of(rows.size(), CHANNELS));
            alone.tensors.putAll(padded.tensors);
            for (int step = 0; step < rows.size(); step++) {
                copy(padded.input().values(), rows.get(step), alone.input().values(), step, CHANNELS);
                copy(padded.outputGradient(), rows.get(step), alone.outputGradient(), step, channels);
            }
            train(layer, alone);
            for (int step = 0; step < rows.size(); step++) {
                assertThat(row(padded.output().values(), rows.get(step), channels))
                        .isEqualTo(row(alone.output().values(), step, channels));
                assertThat(row(padded.inputGradient(0), rows.get(step), CHANNELS))
                        .isEqualTo(row(alone.inputGradient(0), step, CHANNELS));
            }
        }
    }

    /** Padded in the middle and at both ends; the second example has no real position. */
    private static boolean[] mask(long seed) {
        Randomness randomness = Randomness.of(seed, "masks");
        boolean[] real = new boolean[EXAMPLES * POSITIONS];
        for (int row = 0; row < real.length; row++) {
            real[row] = row / POSITIONS != 1 && randomness.nextGaussian() > (seed % 3 - 1) * 0.8;
        }
        return real;
    }

    /** The outputs, then the gradients of the input and of all parameters. */
    private static List<float[]> run(Recurrent layer, boolean[] real, float value) {
        LayerContext context = context(layer, real, value, POSITIONS);
        float[] inferred = context.infer(layer);
        train(layer, context);
        assertThat(inferred).isEqualTo(context.output().values());
        List<float[]> results = new ArrayList<>(List.of(context.output().values(), context.inputGradient(0)));
        Map<String, float[]> byName = new TreeMap<>(context.gradients);
        results.addAll(byName.values());
        return results;
    }

    private static LayerContext context(Recurrent layer, boolean[] real, float value, int positions) {
        LayerContext context = LayerContext.of(layer, EXAMPLES, Shape.of(positions, CHANNELS));
        int channels = context.output().shape().channels();
        Mask mask = context.input().mask();
        for (int row = 0; row < real.length; row++) {
            if (!real[row]) {
                mask.pad(row);
                Arrays.fill(context.input().values(), row * CHANNELS, (row + 1) * CHANNELS, value);
                Arrays.fill(context.outputGradient(), row * channels, (row + 1) * channels, value);
            }
        }
        return context;
    }

    private static void train(Recurrent layer, LayerContext context) {
        TrainingPass pass = layer.training(context);
        Step step = LayerContext.step(context.batchSize(), 1, Step.Purpose.LEARN);
        pass.forward(step);
        pass.backward(step);
    }

    private static void assertPaddedAreZero(float[] values, boolean[] real) {
        int channels = values.length / real.length;
        for (int row = 0; row < real.length; row++) {
            if (!real[row]) {
                assertThat(row(values, row, channels)).containsOnly(0f);
            }
        }
    }

    private static float[] row(float[] values, int row, int channels) {
        return Arrays.copyOfRange(values, row * channels, (row + 1) * channels);
    }

    private static void copy(float[] from, int fromRow, float[] to, int toRow, int channels) {
        System.arraycopy(from, fromRow * channels, to, toRow * channels, channels);
    }
}
