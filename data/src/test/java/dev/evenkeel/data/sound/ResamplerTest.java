package dev.evenkeel.data.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sines are the same sines at another rate, and those that it cannot hold vanish. */
class ResamplerTest {
    @ParameterizedTest
    @CsvSource({
        "16000, 8000, 440",
        "16000, 8000, 3400",
        "8000, 16000, 3400",
        "44100, 16000, 7000",
        "48000, 8000, 100",
        "8000, 11025, 3500",
        "44100, 8001, 1000"
    })
    void aSineThatFitsStaysTheSine(int from, int to, double frequency) {
        float[] resampled = resampled(from, to, frequency);

        double[] wanted = WaveBytes.sine(to, resampled.length, frequency, 0.8);
        for (int index = to / 20; index < resampled.length - to / 20; index++) {
            assertThat((double) resampled[index]).isCloseTo(wanted[index], within(2e-4));
        }
        assertThat(resampled).hasSize((int) Math.ceil(0.3 * to));
    }

    @ParameterizedTest
    @CsvSource({"16000, 8000, 4100", "16000, 8000, 7900", "44100, 16000, 12000", "48000, 8000, 4500"})
    void aSineThatDoesNotFitVanishesAndIsNotMirrored(int from, int to, double frequency) {
        float[] resampled = resampled(from, to, frequency);

        for (int index = to / 20; index < resampled.length - to / 20; index++) {
            assertThat((double) resampled[index]).isCloseTo(0, within(1e-4));
        }
    }

    @Test
    void theSameRateIsTheSameSound() {
        Wave wave = new Wave(8_000, new float[] {1, 2});

        assertThat(Resampler.to(8_000, wave, "x")).isSameAs(wave);
    }

    @Test
    void aRateThatWouldFillMemoryIsRefused() {
        assertThatThrownBy(() -> Resampler.to(1_000_000, new Wave(1, new float[1_000]), "x.wav"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("x.wav would have 1000000000 samples at 1000000 a second instead of 1");
    }

    private static float[] resampled(int from, int to, double frequency) {
        double[] sine = WaveBytes.sine(from, (int) (0.3 * from), frequency, 0.8);
        float[] samples = new float[sine.length];
        for (int index = 0; index < sine.length; index++) {
            samples[index] = (float) sine[index];
        }
        return Resampler.to(to, new Wave(from, samples), "x.wav").samples();
    }
}
