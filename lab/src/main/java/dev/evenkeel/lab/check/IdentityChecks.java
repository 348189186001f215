package dev.evenkeel.lab.check;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.batchRenorm;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.instanceNorm;
import static dev.evenkeel.network.Layers.layerNorm;

import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.tensor.Randomness;
import java.util.List;
import java.util.function.LongToDoubleFunction;

/** S2: members of the family that are one another at the ends of their settings, in outputs and gradients. */
final class IdentityChecks {
    private static final double FLOAT = 2e-6;
    private static final double DOUBLE = 1e-12;
    private static final int EXAMPLES = 12;
    private static final int POSITIONS = 5;
    private static final int CHANNELS = 8;

    private IdentityChecks() {}

    static List<Check> all() {
        return List.of(
                same(
                        "group = instance",
                        "groupNorm with a group per channel = instanceNorm",
                        seed -> between(
                                seed, groupNorm(CHANNELS), instanceNorm().withAffine())),
                same(
                        "group = layer",
                        "groupNorm with one group = layerNorm over all axes",
                        seed -> between(
                                seed,
                                groupNorm(1).withoutAffine(),
                                layerNorm().overAllAxes().withoutAffine())),
                same(
                        "renorm = batch",
                        "batchRenorm with r = 1 and d = 0 = batchNorm",
                        seed -> between(seed, batchRenorm().limits(1, 0), batchNorm())),
                same(
                        "ghost = batch",
                        "one ghost batch of all examples = batchNorm",
                        seed -> between(seed, batchNorm().ghostSize(EXAMPLES), batchNorm())),
                new Check(
                        "S2 shards = whole",
                        "statistics merged over ragged shards = statistics of the whole, in double",
                        DOUBLE,
                        IdentityChecks::shards));
    }

    private static Check same(String id, String text, LongToDoubleFunction deviation) {
        return new Check("S2 " + id, text, FLOAT, deviation);
    }

    private static double between(long seed, Layer one, Layer other) {
        Sample sample = Sample.of(seed, EXAMPLES, POSITIONS, CHANNELS);
        return Sample.deviation(
                sample.through(one).joined(), sample.through(other).joined());
    }

    /** Shards of 2, 3, 4, ... rows, each merged into what came before. */
    private static double shards(long seed) {
        double[] x = Sample.gaussian(Randomness.of(seed, "shards"), 5000 * CHANNELS, 3);
        Moments merged = new Moments(CHANNELS);
        int rows = x.length / CHANNELS;
        int from = 0;
        for (int size = 2; from < rows; size++) {
            int to = Math.min(rows, from + size);
            merged.merge(moments(x, from, to));
            from = to;
        }
        return apart(merged, moments(x, 0, rows));
    }

    private static Moments moments(double[] x, int from, int to) {
        double[] mean = new double[CHANNELS];
        double[] m2 = new double[CHANNELS];
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int row = from; row < to; row++) {
                mean[channel] += x[row * CHANNELS + channel] / (to - from);
            }
            for (int row = from; row < to; row++) {
                double away = x[row * CHANNELS + channel] - mean[channel];
                m2[channel] += away * away;
            }
        }
        Moments moments = new Moments(CHANNELS);
        moments.merge(to - from, mean, m2, 0);
        return moments;
    }

    private static double apart(Moments actual, Moments expected) {
        double worst = actual.count() == expected.count() ? 0 : Double.POSITIVE_INFINITY;
        for (int channel = 0; channel < CHANNELS; channel++) {
            worst = Math.max(worst, Math.abs(actual.mean(channel) / expected.mean(channel) - 1));
            worst = Math.max(worst, Math.abs(actual.variance(channel) / expected.variance(channel) - 1));
        }
        return worst;
    }
}
