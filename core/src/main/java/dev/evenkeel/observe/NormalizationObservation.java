package dev.evenkeel.observe;

/**
 * A layer with running statistics, in the last batch of a step; distributions are over its channels. The batch's mean and
 * biased variance, ghost batches pooled, stand beside the running ones as they were before the step, whichever of them the
 * layer normalised by; {@code sigma = sqrt(variance + epsilon)} of either.
 *
 * @param values how many stood behind each channel's batch statistics, {@code m}: the standard error of a batch mean is
 *     {@code sigma / sqrt(m)} if the values are independent, and more for images, whose pixels are not
 * @param meanShift {@code d = (mean_batch - mean_running) / sigma_running}; that of batch renormalization before it is bounded
 * @param deviationRatio {@code r = sigma_batch / sigma_running}; likewise
 * @param varianceShare {@code v / (v + epsilon)} of the batch variance: near 1, unless epsilon hides the variance
 */
public record NormalizationObservation(
        long values, Distribution meanShift, Distribution deviationRatio, Distribution varianceShare) {}
