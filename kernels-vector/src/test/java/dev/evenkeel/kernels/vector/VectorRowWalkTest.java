package dev.evenkeel.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.kernel.Columns;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.kernel.view.GradientSums;
import dev.evenkeel.kernel.view.Moments;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of arrays that fill no near cache are walked as memory lies, by the bits that they have elsewhere. */
class VectorRowWalkTest {
    private static final int FAR = (1 << 21) + 4096;
    private static final int ROWS = 150;

    private final Columns columns = new VectorColumns();

    private static float[] random(int length, int seed) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int index = 0; index < length; index++) {
            values[index] = (float) random.nextGaussian();
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource({
        "96, IDENTITY",
        "128, RELU",
        "160, RELU",
        "192, IDENTITY",
        "256, RELU",
        "512, IDENTITY",
        "100, RELU",
        "513, RELU"
    })
    void bitsAreThoseOfSmallArrays(int width, Activation activation) {
        float[] x = random(ROWS * width, 1);
        float[] dy = random(ROWS * width, 2);
        x[3 * width + 5] = -0f;
        float[] farX = Arrays.copyOf(x, FAR);
        float[] farDy = Arrays.copyOf(dy, FAR);
        ColumnNormalization by = new ColumnNormalization(width, activation);
        for (int column = 0; column < width; column++) {
            by.setForward(column, 0.01 * column, 1.1, 0.9, 0.1);
            by.setBackward(column, 0.02, 0.03 * column);
        }
        for (int to : new int[] {1, 7, 64, ROWS}) {
            Moments near = new Moments(width);
            Moments far = new Moments(width);
            columns.moments(x, 0, to, near);
            columns.moments(farX, 0, to, far);
            assertThat(far.mean()).isEqualTo(near.mean());
            assertThat(far.m2()).isEqualTo(near.m2());

            GradientSums nearSums = new GradientSums(width);
            GradientSums farSums = new GradientSums(width);
            columns.gradientSums(x, dy, 0, to, by, nearSums);
            columns.gradientSums(farX, farDy, 0, to, by, farSums);
            assertThat(farSums.dy()).isEqualTo(nearSums.dy());
            assertThat(farSums.dyXhat()).isEqualTo(nearSums.dyXhat());

            float[] nearY = new float[ROWS * width];
            float[] farY = new float[ROWS * width];
            columns.normalize(x, 0, to, by, nearY, 0);
            columns.normalize(farX, 0, to, by, farY, 0);
            assertThat(farY).isEqualTo(nearY);
            columns.normalizeBackward(x, dy, 0, to, by, nearY, 0);
            columns.normalizeBackward(farX, farDy, 0, to, by, farY, 0);
            assertThat(farY).isEqualTo(nearY);
        }
    }
}
