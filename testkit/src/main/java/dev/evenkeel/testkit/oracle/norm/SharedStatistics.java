package dev.evenkeel.testkit.oracle.norm;

import dev.evenkeel.testkit.oracle.Given;
import java.util.function.IntUnaryOperator;

/**
 * Values in sets, each set with its count, mean and biased variance over the values that are no padding:
 * {@code xhat = (x - mean) s} with {@code s = 1 / sqrt(variance + epsilon)}. Around zero instead of the mean it is the
 * mean square. Padding is normalised like the rest, but stands in no statistic.
 */
final class SharedStatistics {
    /** What deviations are taken from. */
    enum Centre {
        MEAN,
        ZERO
    }

    private final Given given;
    private final Centre centre;
    private final IntUnaryOperator setOf;
    private final double epsilon;
    private final double[] x;
    final long[] count;
    final double[] mean;
    final double[] variance;

    /** @param setOf the set of the value at an index, from 0 on */
    SharedStatistics(Given given, IntUnaryOperator setOf, Centre centre, double epsilon) {
        this.given = given;
        this.setOf = setOf;
        this.centre = centre;
        this.epsilon = epsilon;
        x = given.input();
        int sets = 0;
        for (int i = 0; i < x.length; i++) {
            sets = Math.max(sets, setOf.applyAsInt(i) + 1);
        }
        count = new long[sets];
        mean = new double[sets];
        variance = new double[sets];
        gather();
    }

    private void gather() {
        for (int i = 0; i < x.length; i++) {
            if (given.isReal(i)) {
                count[set(i)]++;
                mean[set(i)] += centre == Centre.MEAN ? x[i] : 0;
            }
        }
        for (int set = 0; set < mean.length; set++) {
            mean[set] /= count[set];
        }
        for (int i = 0; i < x.length; i++) {
            if (given.isReal(i)) {
                variance[set(i)] += (x[i] - mean[set(i)]) * (x[i] - mean[set(i)]) / count[set(i)];
            }
        }
    }

    int set(int index) {
        return setOf.applyAsInt(index);
    }

    /** {@code 1 / sqrt(variance + epsilon)} of the value's set. */
    double s(int index) {
        return 1 / Math.sqrt(variance[set(index)] + epsilon);
    }

    double[] xhat() {
        double[] xhat = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            xhat[i] = (x[i] - mean[set(i)]) * s(i);
        }
        return xhat;
    }

    /**
     * {@code dx = s (g - sum(g)/m - xhat sum(g xhat)/m)} for {@code g} the gradient of xhat, without {@code sum(g)} around
     * zero. A padded value moves no statistic, so only {@code s g} is left for it.
     */
    double[] backward(double[] g) {
        double[] xhat = xhat();
        double[] sum = new double[mean.length];
        double[] product = new double[mean.length];
        for (int i = 0; i < x.length; i++) {
            sum[set(i)] += centre == Centre.MEAN ? g[i] : 0;
            product[set(i)] += g[i] * xhat[i];
        }
        double[] dx = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double through = given.isReal(i) ? (sum[set(i)] + xhat[i] * product[set(i)]) / count[set(i)] : 0;
            dx[i] = s(i) * (g[i] - through);
        }
        return dx;
    }
}
