package dev.evenkeel.observe;

/**
 * A layer with running statistics, in one batch; distributions are over its channels.
 *
 * @param values how many stood behind each channel's batch statistics, {@code m}: the standard error of a batch mean is
 *     {@code sigma / sqrt(m)} if the values are independent, and more for images, whose pixels are not
 * @param meanShift {@code d = (mean_batch - mean_running) / sigma_running}
 * @param deviationRatio {@code r = sigma_batch / sigma_running}
 * @param varianceShare {@code v / (v + epsilon)} of the batch variance: near 1, unless epsilon hides the variance
 */
public record NormalizationObservation(
        long values, Distribution meanShift, Distribution deviationRatio, Distribution varianceShare) {}
