package dev.evenkeel.norm.setting;

import dev.evenkeel.kernel.view.Moments;

/**
 * Which variance the running statistics keep. Batches are always normalised with the biased one (Ioffe and Szegedy
 * 2015); frameworks differ in what they keep for inference.
 */
public enum VarianceEstimator {
    /** {@code M2 / (m - 1)}: the paper, PyTorch. */
    UNBIASED {
        @Override
        public double divisor(long count) {
            return count - 1;
        }
    },
    /** {@code M2 / m}: Keras, Flax, ONNX. */
    BIASED {
        @Override
        public double divisor(long count) {
            return count;
        }
    };

    /** What {@code M2} of {@code count} values is divided by. */
    public abstract double divisor(long count);

    /** How many values give a variance. */
    public long minCount() {
        return this == BIASED ? 1 : 2;
    }

    /** The variance of a channel. */
    public double variance(Moments moments, int channel) {
        return this == BIASED ? moments.variance(channel) : moments.unbiasedVariance(channel);
    }
}
