package dev.evenkeel.drift;

import dev.evenkeel.drift.stream.NormalQuantile;

/**
 * A test of one layer on the examples of a window.
 *
 * <p>The shift is {@code mean over channels |average of u|}, the scaling {@code mean over channels |ratio of variances - 1|}. What
 * chance adds to such a mean of absolute values is on average at most 0.8 ({@code sqrt(2 / pi)}) of the mean standard error e,
 * and stays below {@code (0.8 + z) e} but for the chance that a standard normal value exceeds z, however the channels depend on
 * each other (Borell 1975, Tsirelson, Ibragimov and Sudakov 1976): so no number of channels needs a correction. A single
 * channel is tested for itself too, corrected for their number, for a larger effect.
 *
 * @param examples of the window
 * @param shift averaged over channels, in deviations
 * @param shiftError its standard error, that of what is stored too
 * @param ratio of variances, averaged over channels
 * @param scaling distance of the ratio from 1, averaged over channels
 * @param scalingError its standard error
 * @param farthest the channel whose mean shifted most
 * @param farthestShift how far
 * @param tested the shift of the channel that is farthest beyond its bound
 * @param bounds what each of the three may be without drift
 */
record Look(
        long examples,
        double shift,
        double shiftError,
        double ratio,
        double scaling,
        double scalingError,
        int farthest,
        double farthestShift,
        double tested,
        Bounds bounds) {
    /** Of the mean of a single channel, that alone makes a layer drift. */
    static final double LEAST_CHANNEL_SHIFT = 0.25;

    static final int TESTS = 3;
    private static final double ABSOLUTE = Math.sqrt(2 / Math.PI);
    /**
     * Of examples with one value of a channel, before a variance may be called too small: those of which 1 in 100 makes up all of it
     * come up 20 times among so many.
     */
    private static final long RARE = 2_048;
    /** Var(q) of Gaussian values. */
    private static final double SQUARE_VARIANCE = 2;

    /** From where on the shift, the scaling and the shift of one channel are drift. */
    record Bounds(double shift, double scaling, double channel) {}

    /** Which of the tests: its number. */
    enum Test {
        SHIFT,
        SCALING,
        CHANNEL
    }

    /** @param chance of a false alarm of this look */
    static Look at(Reference reference, ExampleSums sums, DriftSettings settings, double chance) {
        double n = sums.examples();
        double stored = Math.sqrt(1 + n / reference.gathered());
        double single =
                NormalQuantile.above(Math.min(0.5, chance / TESTS / (2.0 * reference.channels())), sums.examples());
        Averages averages = new Averages();
        double least = LEAST_CHANNEL_SHIFT + reference.allowance().shift();
        double excess = Double.NEGATIVE_INFINITY;
        double channelBound = Double.POSITIVE_INFINITY;
        int farthest = 0;
        double farthestShift = 0;
        double tested = 0;
        for (int channel = 0; channel < reference.channels(); channel++) {
            if (reference.isHeld(channel)) {
                continue;
            }
            ChannelDrift measured = channel(reference, sums, channel, stored);
            if (reference.isIndicator(channel)) {
                averages.addShift(measured);
            } else {
                boolean mayShrink = reference.positions() > 1 || sums.examples() >= RARE;
                averages.addShift(measured);
                averages.addRatio(measured, mayShrink ? measured.ratio() : Math.max(1, measured.ratio()));
            }
            double bound = least + single * measured.shiftError();
            if (Math.abs(measured.shift()) - bound > excess) {
                excess = Math.abs(measured.shift()) - bound;
                channelBound = bound;
                tested = measured.shift();
            }
            if (Math.abs(measured.shift()) > Math.abs(farthestShift)) {
                farthest = channel;
                farthestShift = measured.shift();
            }
        }
        double z = NormalQuantile.above(Math.min(0.5, chance / TESTS), sums.examples()) + ABSOLUTE;
        double shiftError = averages.shiftError / Math.max(1, averages.channels);
        double scalingError = averages.scalingError / Math.max(1, averages.scaled);
        return new Look(
                sums.examples(),
                averages.shift / Math.max(1, averages.channels),
                shiftError,
                averages.scaled == 0 ? 1 : averages.ratio / averages.scaled,
                averages.scaling / Math.max(1, averages.scaled),
                scalingError,
                farthest,
                farthestShift,
                tested,
                new Bounds(
                        settings.leastShift() + reference.allowance().shift() + z * shiftError,
                        settings.leastScaling() + reference.allowance().scaling() + z * scalingError,
                        channelBound));
    }

    private static ChannelDrift channel(Reference reference, ExampleSums sums, int channel, double stored) {
        double share = reference.share()[channel];
        double shift = sums.shift(channel);
        double shiftError = sums.shiftError(channel);
        double squareError = sums.squareError(channel);
        if (reference.positions() == 1) {
            // Rare values that did not come up show no variance, but what is stored holds theirs.
            shiftError = Math.max(shiftError, Math.sqrt(share / sums.examples()));
            squareError = Math.max(
                    squareError,
                    share * Math.sqrt(Math.max(SQUARE_VARIANCE, sums.typicalSquare(channel) - 1) / sums.examples()));
        }
        double ratio = Math.max(0, sums.square(channel) - shift * shift) + 1 - share;
        return new ChannelDrift(
                shift, shiftError * stored, ratio, (squareError + 2 * Math.abs(shift) * shiftError) * stored);
    }

    /** How large an effect is. */
    double effect(Test test) {
        return switch (test) {
            case SHIFT -> shift;
            case SCALING -> scaling;
            case CHANNEL -> Math.abs(tested);
        };
    }

    /** From where on it is drift. */
    double bound(Test test) {
        return switch (test) {
            case SHIFT -> bounds.shift();
            case SCALING -> bounds.scaling();
            case CHANNEL -> bounds.channel();
        };
    }

    /** Sums over channels. */
    private static final class Averages {
        private int channels;
        private int scaled;
        private double shift;
        private double shiftError;
        private double ratio;
        private double scaling;
        private double scalingError;

        void addShift(ChannelDrift channel) {
            channels++;
            shift += Math.abs(channel.shift());
            shiftError += channel.shiftError();
        }

        /** @param judged the ratio as far as it can be told from 1 */
        void addRatio(ChannelDrift channel, double judged) {
            scaled++;
            ratio += channel.ratio();
            scaling += Math.abs(judged - 1);
            scalingError += channel.ratioError();
        }
    }
}
