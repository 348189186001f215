package dev.evenkeel.data.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spectrograms are the formula, summed naively in double. */
class LogMelTest {
    @ParameterizedTest
    @CsvSource({"8000,200,80,40", "16000,400,160,80", "22050,512,128,64", "8000,1,1,3", "100,7,3,1"})
    void spectrogramsAreTheFormula(int rate, int window, int hop, int mels) {
        Random random = new Random(1);
        float[] samples = new float[window + 3 * hop + hop / 2];
        for (int index = 0; index < samples.length; index++) {
            samples[index] = (float) (0.3 * random.nextGaussian());
        }

        float[] found = new LogMel(rate, window, hop, mels).of(samples);

        int frames = 1 + (samples.length - window) / hop;
        assertThat(found).hasSize(frames * mels);
        for (int frame = 0; frame < frames; frame++) {
            for (int mel = 0; mel < mels; mel++) {
                assertThat((double) found[frame * mels + mel])
                        .isCloseTo(formula(samples, frame * hop, rate, window, mel, mels), within(1e-4));
            }
        }
    }

    @Test
    void aToneIsInTheBandOfItsFrequency() {
        double[] sine = WaveBytes.sine(8_000, 800, 1_000, 0.5);
        float[] samples = new float[800];
        for (int index = 0; index < 800; index++) {
            samples[index] = (float) sine[index];
        }

        float[] frame = new LogMel(8_000, 200, 80, 40).of(samples);

        int loudest = 0;
        for (int mel = 1; mel < 40; mel++) {
            loudest = frame[mel] > frame[loudest] ? mel : loudest;
        }
        assertThat(loudest).isEqualTo((int) Math.round(41 * mel(1_000) / mel(4_000)) - 1);
    }

    @Test
    void aSoundShorterThanAWindowIsOneFrameAndSilenceIsTheFloor() {
        LogMel form = new LogMel(8_000, 200, 80, 40);

        assertThat(form.of(new float[3])).hasSize(40).containsOnly((float) Math.log(1e-6));
        assertThat(form.frames(200)).isEqualTo(1);
        assertThat(form.frames(279)).isEqualTo(1);
        assertThat(form.frames(280)).isEqualTo(2);
    }

    @Test
    void bandsNarrowerThanFrequenciesAreCounted() {
        assertThat(new LogMel(8_000, 200, 80, 40).emptyBands()).isZero();
        assertThat(new LogMel(8_000, 32, 80, 128).emptyBands()).isPositive();
    }

    private static double formula(float[] samples, int from, int rate, int window, int mel, int mels) {
        int size = 2;
        while (size < window) {
            size *= 2;
        }
        double left = corner(rate, mel, mels);
        double middle = corner(rate, mel + 1, mels);
        double right = corner(rate, mel + 2, mels);
        double sum = 0;
        for (int bin = 0; bin <= size / 2; bin++) {
            double frequency = (double) bin * rate / size;
            double weight = Math.min((frequency - left) / (middle - left), (right - frequency) / (right - middle));
            if (weight <= 0) {
                continue;
            }
            double re = 0;
            double im = 0;
            for (int index = 0; index < window; index++) {
                double hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * index / window);
                double angle = 2 * Math.PI * bin * index / size;
                re += hann * samples[from + index] * Math.cos(angle);
                im -= hann * samples[from + index] * Math.sin(angle);
            }
            sum += weight * (re * re + im * im);
        }
        return Math.log(sum + 1e-6);
    }

    private static double corner(int rate, int place, int mels) {
        return 700 * (Math.pow(10, place * mel(rate / 2.0) / (mels + 1) / 2595) - 1);
    }

    private static double mel(double frequency) {
        return 2595 * Math.log10(1 + frequency / 700);
    }
}
