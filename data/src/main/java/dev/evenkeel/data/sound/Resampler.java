package dev.evenkeel.data.sound;

import dev.evenkeel.EvenkeelException;

/**
 * Another number of samples a second: the signal through a low-pass filter, read at the new times,
 *
 * <pre>{@code
 * y[m] = sum over n of c x[n] sinc(c (t - n)) kaiser((t - n) c / 64),   t = m from / to,   c = 0.95 min(1, to / from)
 * }</pre>
 *
 * with a Kaiser window of beta 9 over 64 zero crossings on either side (Smith, Digital Audio Resampling): what lies below 0.9 of
 * half the lower rate passes, what lies above that half is damped by 80 dB and more. Beyond its ends a recording is silent.
 */
final class Resampler {
    private static final int CROSSINGS = 64;
    private static final int STEPS = 1024;
    private static final double BETA = 9;
    private static final double ROLL_OFF = 0.95;
    private static final double[] FILTER = filter();

    private Resampler() {}

    /** @throws EvenkeelException if it would be too long */
    static Wave to(int rate, Wave wave, String place) {
        if (wave.rate() == rate) {
            return wave;
        }
        int from = wave.rate();
        long length = ((long) wave.samples().length * rate + from - 1) / from;
        if (length > SoundRules.MAX_VALUES) {
            throw new EvenkeelException(
                    place + " would have " + length + " samples at " + rate + " a second instead of " + from
                            + ", but at most " + SoundRules.MAX_VALUES + " can be: cut it into several");
        }
        float[] samples = wave.samples();
        float[] resampled = new float[(int) length];
        double scale = ROLL_OFF * Math.min(1, (double) rate / from);
        double reach = CROSSINGS / scale;
        for (int index = 0; index < resampled.length; index++) {
            double time = (double) index * from / rate;
            int first = (int) Math.max(0, Math.ceil(time - reach));
            int last = (int) Math.min(samples.length - 1, Math.floor(time + reach));
            double sum = 0;
            for (int at = first; at <= last; at++) {
                sum += samples[at] * tap(Math.abs(time - at) * scale);
            }
            resampled[index] = (float) (sum * scale);
        }
        return new Wave(rate, resampled);
    }

    /** The filter at so many zero crossings from its middle, on the line between two entries of its table. */
    private static double tap(double crossings) {
        double place = crossings * STEPS;
        int entry = (int) place;
        double share = place - entry;
        return (1 - share) * FILTER[entry] + share * FILTER[entry + 1];
    }

    private static double[] filter() {
        double[] filter = new double[CROSSINGS * STEPS + 2];
        for (int entry = 0; entry <= CROSSINGS * STEPS; entry++) {
            double crossings = (double) entry / STEPS;
            double place = crossings / CROSSINGS;
            double sinc = entry == 0 ? 1 : Math.sin(Math.PI * crossings) / (Math.PI * crossings);
            filter[entry] = sinc * bessel(BETA * Math.sqrt(1 - place * place)) / bessel(BETA);
        }
        return filter;
    }

    /** The modified Bessel function of the first kind and order 0, by its series. */
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int index = 1; term > 1e-17 * sum; index++) {
            term *= (x / (2 * index)) * (x / (2 * index));
            sum += term;
        }
        return sum;
    }
}
