package dev.evenkeel.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Updates;
import dev.evenkeel.kernel.Updates.AdamSettings.Coupling;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.ActivationBuffers;
import dev.evenkeel.kernel.view.Centering;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.kernel.view.GradientSums;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.kernel.view.Momentum;
import dev.evenkeel.kernel.view.ParameterUpdate;
import dev.evenkeel.kernel.view.RowNormalization;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalarKernelsTest {
    private static final int ROWS = 37;
    private static final int COLUMNS = 11;
    private static final int OFFSET = 3;

    private final Kernels kernels = ScalarKernels.kernels();
    private final Random random = new Random(5);
    private final float[] x = gaussians(OFFSET + ROWS * COLUMNS);
    private final float[] dy = gaussians(OFFSET + ROWS * COLUMNS);
    private final float[] gamma = gaussians(COLUMNS);
    private final float[] beta = gaussians(COLUMNS);

    /** The corrected two-pass figures of float are about 7e-7, 2e-6 and 6e-6; double sums are to be no worse. */
    @ParameterizedTest
    @CsvSource({"1e2, 7e-7", "1e3, 2e-6", "1e4, 6e-6"})
    void varianceKeepsItsAccuracyFarFromZero(double mean, double tolerance) {
        int n = 8192;
        float[] far = new float[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            far[i] = (float) (mean + random.nextGaussian());
            sum += far[i];
        }
        double exact = 0;
        for (float value : far) {
            exact += (value - sum / n) * (value - sum / n);
        }
        Moments moments = new Moments(1);
        kernels.columns().moments(far, 0, n, moments);
        assertThat(moments.m2()[0] / exact - 1).isCloseTo(0, within(tolerance));
        float[] one = new float[n];
        java.util.Arrays.fill(one, 1f);
        RowNormalization rows = new RowNormalization(Centering.MEAN, 0f, 1).affine(one, new float[n]);
        kernels.rows()
                .normalize(
                        rows,
                        Matrix.rowMajor(1, n).over(far),
                        Matrix.rowMajor(1, n).over(new float[n]),
                        0,
                        1);
        double inverse = rows.inverse()[0];
        assertThat(1 / inverse / inverse / (exact / n) - 1).isCloseTo(0, within(tolerance));
    }

    @Test
    void normalizedRowsHaveNoMeanEvenWhereFloatCannotHoldIt() {
        float[] far = new float[1000];
        for (int i = 0; i < far.length; i++) {
            far[i] = (float) (1e4 + 1e-2 * random.nextGaussian());
        }
        float[] one = new float[1000];
        java.util.Arrays.fill(one, 1f);
        float[] y = new float[1000];
        RowNormalization rows = new RowNormalization(Centering.MEAN, 0f, 1).affine(one, new float[1000]);
        kernels.rows()
                .normalize(
                        rows,
                        Matrix.rowMajor(1, 1000).over(far),
                        Matrix.rowMajor(1, 1000).over(y),
                        0,
                        1);
        double sum = 0;
        double squares = 0;
        for (float value : y) {
            sum += value;
            squares += value * value;
        }
        assertThat(sum / 1000).isCloseTo(0, within(1e-6));
        assertThat(squares / 1000).isCloseTo(1, within(1e-5));
    }

    @Test
    void columnsAreNormalizedAndDifferentiatedAsTheFormulasSay() {
        for (Activation activation : new Activation[] {Activation.IDENTITY, Activation.RELU}) {
            ColumnNormalization by = new ColumnNormalization(COLUMNS, activation);
            double[] center = doubles();
            double[] inverse = doubles();
            double[] meanDy = doubles();
            double[] meanDyXhat = doubles();
            for (int column = 0; column < COLUMNS; column++) {
                by.setForward(column, center[column], inverse[column], gamma[column], beta[column]);
                by.setBackward(column, meanDy[column], meanDyXhat[column]);
            }
            float[] y = new float[1 + (ROWS - 1) * COLUMNS];
            kernels.columns().normalize(x, 1, ROWS, by, y, 1);
            float[] dx = dy.clone();
            kernels.columns().normalizeBackward(x, dx, 1, ROWS, by, dx, COLUMNS);
            GradientSums sums = new GradientSums(COLUMNS);
            kernels.columns().gradientSums(x, dy, 1, ROWS, by, sums);
            for (int column = 0; column < COLUMNS; column++) {
                double expectedDy = 0;
                double expectedDyXhat = 0;
                for (int row = 1; row < ROWS; row++) {
                    int i = row * COLUMNS + column;
                    double xhat = (x[i] - center[column]) * inverse[column];
                    double value = gamma[column] * xhat + beta[column];
                    boolean passes = activation == Activation.IDENTITY || value > 0;
                    double gradient = passes ? dy[i] : 0;
                    assertThat((double) y[1 + i - COLUMNS]).isCloseTo(passes ? value : 0, within(1e-5));
                    assertThat((double) dx[i])
                            .isCloseTo(
                                    gamma[column]
                                            * inverse[column]
                                            * (gradient - meanDy[column] - xhat * meanDyXhat[column]),
                                    within(3e-5));
                    expectedDy += gradient;
                    expectedDyXhat += gradient * xhat;
                }
                assertThat(sums.dy()[column]).isCloseTo(expectedDy, within(1e-6));
                assertThat(by.sumDyXhat(column, sums)).isCloseTo(expectedDyXhat, within(3e-5));
            }
            float[] unfused = new float[y.length];
            kernels.columns().normalize(x, 1, ROWS, by.unfused(), unfused, 1);
            float[] scaled = new float[dx.length];
            kernels.columns().normalizeBackward(x, dy, 1, ROWS, by.withConstantStatistics(), scaled, COLUMNS);
            for (int i = COLUMNS; i < ROWS * COLUMNS; i++) {
                float value = unfused[1 + i - COLUMNS];
                boolean passes = activation == Activation.IDENTITY || value > 0;
                assertThat(y[1 + i - COLUMNS]).isEqualTo(passes ? value : 0);
                assertThat(scaled[i]).isEqualTo(passes ? by.scale()[i % COLUMNS] * dy[i] : 0);
            }
        }
    }

    private double[] doubles() {
        return random.doubles(COLUMNS, -2, 2).toArray();
    }

    @Test
    void otherActivationsThanReluAreNotFused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ColumnNormalization(1, Activation.TANH))
                .withMessageContaining("TANH");
    }

    @Test
    void rowsAreNormalizedAndDifferentiatedAsTheFormulasSay() {
        for (Centering centering : Centering.values()) {
            boolean centred = centering == Centering.MEAN;
            float[] y = new float[x.length];
            RowNormalization rows = new RowNormalization(centering, 1e-3f, ROWS).affine(gamma, beta);
            Matrix inputs = Matrix.rowMajor(ROWS, COLUMNS).over(x, OFFSET);
            kernels.rows()
                    .normalize(rows, inputs, Matrix.rowMajor(ROWS, COLUMNS).over(y, 1), 0, ROWS);
            float[] dx = new float[x.length];
            GradientSums sums = new GradientSums(COLUMNS);
            kernels.rows()
                    .normalizeBackward(
                            rows,
                            inputs,
                            Matrix.rowMajor(ROWS, COLUMNS).over(dy, OFFSET),
                            Matrix.rowMajor(ROWS, COLUMNS).over(dx, OFFSET),
                            0,
                            ROWS,
                            sums);
            double[] expectedGamma = new double[COLUMNS];
            double[] expectedBeta = new double[COLUMNS];
            for (int row = 0; row < ROWS; row++) {
                int from = OFFSET + row * COLUMNS;
                double average = 0;
                for (int c = 0; c < COLUMNS && centred; c++) {
                    average += (double) x[from + c] / COLUMNS;
                }
                double variance = 0;
                for (int c = 0; c < COLUMNS; c++) {
                    variance += (x[from + c] - average) * (x[from + c] - average) / COLUMNS;
                }
                double factor = 1 / Math.sqrt(variance + 1e-3f);
                double meanG = 0;
                double meanGXhat = 0;
                for (int c = 0; c < COLUMNS; c++) {
                    double xhat = (x[from + c] - average) * factor;
                    double g = (double) gamma[c] * dy[from + c];
                    assertThat((double) y[1 + row * COLUMNS + c]).isCloseTo(gamma[c] * xhat + beta[c], within(1e-5));
                    meanG += centred ? g / COLUMNS : 0;
                    meanGXhat += g * xhat / COLUMNS;
                    expectedGamma[c] += dy[from + c] * xhat;
                    expectedBeta[c] += dy[from + c];
                }
                for (int c = 0; c < COLUMNS; c++) {
                    double xhat = (x[from + c] - average) * factor;
                    double g = (double) gamma[c] * dy[from + c];
                    assertThat((double) dx[from + c]).isCloseTo(factor * (g - meanG - xhat * meanGXhat), within(1e-5));
                }
                assertThat((double) rows.mean()[row]).isCloseTo(average, within(1e-6));
                assertThat((double) rows.inverse()[row]).isCloseTo(factor, within(1e-5));
            }
            for (int c = 0; c < COLUMNS; c++) {
                assertThat(sums.dyXhat()[c]).isCloseTo(expectedGamma[c], within(1e-4));
                assertThat(sums.dy()[c]).isCloseTo(expectedBeta[c], within(1e-5));
            }
        }
    }

    @Test
    void softmaxSumsToOneAndIsShiftedByTheHighest() {
        float[] logits = {1000f, 1001f, 1002f, Float.NEGATIVE_INFINITY, 0f, -1f, 2f, 3f};
        float[] y = new float[8];
        float[] logSum = new float[2];
        kernels.rows()
                .softmax(
                        Matrix.rowMajor(2, 4).over(logits),
                        Matrix.rowMajor(2, 4).over(y),
                        logSum,
                        0,
                        2);
        double sum = 1 + Math.exp(-1) + Math.exp(-2);
        assertThat((double) logSum[0]).isCloseTo(1002 + Math.log(sum), within(1e-4));
        assertThat((double) y[0]).isCloseTo(Math.exp(-2) / sum, within(1e-7));
        assertThat((double) y[2]).isCloseTo(1 / sum, within(1e-7));
        assertThat(y[3]).isEqualTo(0f);
        assertThat((double) y[4] + y[5] + y[6] + y[7]).isCloseTo(1, within(2e-7));
        float[] weights = {1f, -2f, 0.5f, 3f};
        float[] dx = new float[4];
        kernels.rows()
                .softmaxBackward(
                        Matrix.rowMajor(1, 4).over(y, 4),
                        Matrix.rowMajor(1, 4).over(weights),
                        Matrix.rowMajor(1, 4).over(dx),
                        0,
                        1);
        double dot = y[4] - 2.0 * y[5] + 0.5 * y[6] + 3.0 * y[7];
        for (int i = 0; i < 4; i++) {
            assertThat((double) dx[i]).isCloseTo(y[4 + i] * (weights[i] - dot), within(1e-6));
        }
    }

    private record Sgd(float momentum, Momentum kind) implements Updates.SgdSettings {}

    private record Adam(float beta1, float beta2, float epsilon, Coupling coupling) implements Updates.AdamSettings {}

    private record RmsProp(float smoothing, float epsilon, float momentum) implements Updates.RmsPropSettings {}

    @Test
    void updatesAreThoseOfTheirPapers() {
        float[] w = {2f};
        float[] g = {4f};
        float[] a = {3f};
        float[] b = {5f};
        float[] nextW = new float[1];
        float[] nextA = new float[1];
        float[] nextB = new float[1];
        double gradient = 0.5 * 4 + 0.1 * 2;
        ParameterUpdate update = new ParameterUpdate()
                .from(w, g, new float[][] {a, b})
                .to(nextW, new float[][] {nextA, nextB})
                .step(1, 0.01f, 0.5f, 0.1f);
        kernels.updates().sgd(new Sgd(0.9f, Momentum.CLASSIC), update, 0, 1);
        double velocity = 0.9 * 3 + gradient;
        assertThat((double) nextA[0]).isCloseTo(velocity, within(1e-6));
        assertThat((double) nextW[0]).isCloseTo(2 - 0.01 * velocity, within(1e-6));
        kernels.updates().sgd(new Sgd(0.9f, Momentum.NESTEROV), update, 0, 1);
        assertThat((double) nextW[0]).isCloseTo(2 - 0.01 * (gradient + 0.9 * velocity), within(1e-6));
        kernels.updates().adam(new Adam(0.9f, 0.99f, 1e-3f, Coupling.GRADIENT), 0.2f, 0.3f, update, 0, 1);
        double first = 0.9 * 3 + 0.1 * gradient;
        double second = 0.99 * 5 + 0.01 * gradient * gradient;
        assertThat((double) nextA[0]).isCloseTo(first, within(1e-6));
        assertThat((double) nextB[0]).isCloseTo(second, within(2e-6));
        assertThat((double) nextW[0])
                .isCloseTo(2 - 0.01 * (first / 0.2) / (Math.sqrt(second / 0.3) + 1e-3), within(1e-6));
        kernels.updates().adam(new Adam(0.9f, 0.99f, 1e-3f, Coupling.WEIGHTS), 0.2f, 0.3f, update, 0, 1);
        first = 0.9 * 3 + 0.1 * 0.5 * 4;
        second = 0.99 * 5 + 0.01 * 4;
        assertThat((double) nextA[0]).isCloseTo(first, within(1e-6));
        assertThat((double) nextW[0])
                .isCloseTo(
                        2 * (1 - 0.01 * 0.1) - 0.01 * (first / 0.2) / (Math.sqrt(second / 0.3) + 1e-3), within(1e-6));
        kernels.updates().rmsProp(new RmsProp(0.9f, 1e-3f, 0.8f), update, 0, 1);
        double square = 0.9 * 3 + 0.1 * gradient * gradient;
        double step = 0.8 * 5 + gradient / (Math.sqrt(square) + 1e-3);
        assertThat((double) nextA[0]).isCloseTo(square, within(1e-6));
        assertThat((double) nextB[0]).isCloseTo(step, within(1e-6));
        assertThat((double) nextW[0]).isCloseTo(2 - 0.01 * step, within(1e-6));
        kernels.updates().average(a, b, nextW, 0, 1, 0.75f);
        assertThat(nextW[0]).isEqualTo(0.75f * 3 + 0.25f * 5);
    }

    @Test
    void sumsOfSquaresAndFinitenessSeeEveryValue() {
        float[] values = new float[100];
        java.util.Arrays.fill(values, 1e30f);
        assertThat(kernels.elements().sumOfSquares(values, 1, 98)).isCloseTo(98 * (double) 1e30f * 1e30f, within(1e50));
        assertThat(kernels.elements().allFinite(values, 0, 100)).isTrue();
        for (float poison : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            for (int i = 0; i < 100; i++) {
                values[i] = poison;
                assertThat(kernels.elements().allFinite(values, 0, 100)).isFalse();
                assertThat(kernels.elements().sumOfSquares(values, 0, 100)).isNotFinite();
                values[i] = Float.MAX_VALUE;
            }
        }
    }

    @Test
    void elementsAreScaledWhereTheyAre() {
        float[] values = {1, -2, 3, 4};
        kernels.elements().scale(-0.5f, values, 1, values, 0, 2);
        assertThat(values).containsExactly(1, -1.5f, 3, 4);
    }

    @Test
    void aReluPassesTheGradientOfWhatIsAboveZero() {
        float[] dx = new float[5];
        kernels.activations()
                .reluBackward(new float[] {9, 2, 0, -0f, 3}, new float[] {1, 2, 3, 4, Float.NaN}, 1, dx, 0, 4);
        assertThat(dx).containsExactly(2, 0, 0, Float.NaN, 0);
    }

    /** Zeros keep their sign forward, and have the slope of what is below backward: {@code max(0, x)} of IEEE 754 and 0. */
    @Test
    void activationsAtZeroAreOfTheLowerSide() {
        float[] zeros = {0f, -0f};
        for (Activation activation : new Activation[] {Activation.RELU, Activation.LEAKY_RELU}) {
            float[] y = new float[2];
            kernels.activations().apply(activation, 0.25f, zeros, 0, y, 0, 2);
            assertThat(y).as("%s", activation).containsOnly(0f, -0f);
            float[] dx = new float[2];
            ActivationBuffers buffers = new ActivationBuffers(zeros, y, new float[] {4, 8}, dx);
            kernels.activations().backward(activation, 0.25f, buffers, 0, 2);
            float slope = activation == Activation.RELU ? 0 : 0.25f;
            assertThat(dx).as("%s", activation).containsExactly(4 * slope, 8 * slope);
        }
    }

    private float[] gaussians(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
