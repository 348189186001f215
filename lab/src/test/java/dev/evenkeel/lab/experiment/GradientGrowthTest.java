package dev.evenkeel.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.tensor.Randomness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientGrowthTest {
    private static final int TRIALS = 20_000;

    @Test
    void largeBatchesApproachTheLimits() {
        assertThat(GradientGrowth.reluLimit()).isCloseTo(1.4669, within(1e-4));
        assertThat(GradientGrowth.relu(1_000_000)).isCloseTo(GradientGrowth.reluLimit(), within(1e-5));
        assertThat(GradientGrowth.linear(1_000_000)).isCloseTo(1, within(1e-5));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 16, 32})
    void theClosedFormIsTheMeanOverRandomBatchesAndGradients(int batch) {
        assertThat(drawn(batch, false))
                .isCloseTo(GradientGrowth.linear(batch), within(0.01 * GradientGrowth.linear(batch)));
        assertThat(drawn(batch, true)).isCloseTo(GradientGrowth.relu(batch), within(0.02 * GradientGrowth.relu(batch)));
    }

    @Test
    void batchesOfThreeAreRefused() {
        assertThatThrownBy(() -> GradientGrowth.relu(3)).hasMessageContaining("needs a batch of 4 or more");
    }

    /**
     * One channel at a time: values with the covariance that the layer before leaves, normalised, and the gradient of
     * independent Gaussian output gradients through ReLU and normalization, on average over the size of those.
     */
    private static double drawn(int batch, boolean relu) {
        Randomness random = new Randomness(5);
        double before = 0;
        double after = 0;
        double own = 0;
        double between = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            double[] z = centered(random, batch);
            double[] g = centered(random, batch);
            double s = 1 / Math.sqrt(dot(z, z) / batch);
            double sum = 0;
            double squares = 0;
            for (int at = 0; at < batch; at++) {
                before += g[at] * g[at];
                double y = relu ? Math.max(0, z[at] * s) : z[at] * s;
                g[at] = relu && z[at] <= 0 ? 0 : g[at];
                sum += y;
                squares += y * y;
            }
            own += squares / batch;
            between += (sum * sum - squares) / batch / (batch - 1);
            double mean = 0;
            for (double value : g) {
                mean += value / batch;
            }
            double along = dot(g, z) * s / batch;
            for (int at = 0; at < batch; at++) {
                double dx = s * (g[at] - mean - along * z[at] * s);
                after += dx * dx;
            }
        }
        // A layer multiplies what varies within a batch by its weights' variance; the next z have as much of it as
        // these.
        return after / before * TRIALS / (own - between);
    }

    private static double[] centered(Randomness random, int batch) {
        double[] values = new double[batch];
        double mean = 0;
        for (int at = 0; at < batch; at++) {
            values[at] = random.nextGaussian();
            mean += values[at] / batch;
        }
        for (int at = 0; at < batch; at++) {
            values[at] -= mean;
        }
        return values;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int at = 0; at < a.length; at++) {
            sum += a[at] * b[at];
        }
        return sum;
    }
}
