package dev.evenkeel.drift;

/**
 * How one channel of a layer's input, now, differs from what the model stores of it.
 *
 * @param shift of the mean, in deviations {@code sqrt(variance + epsilon)}
 * @param shiftError its standard error
 * @param ratio {@code (variance now + epsilon) / (variance stored + epsilon)}
 * @param ratioError its standard error
 */
record ChannelDrift(double shift, double shiftError, double ratio, double ratioError) {}
