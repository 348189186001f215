package dev.evenkeel.lab.comparison.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.tensor.Randomness;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MedianIntervalTest {
    @Test
    void tenValuesGiveTheSecondFromEitherEnd() {
        MedianInterval interval = MedianInterval.of(10, 9, 8, 7, 6, 5, 4, 3, 2, 1);

        assertThat(interval.median()).isEqualTo(5.5);
        assertThat(interval.lower()).isEqualTo(2);
        assertThat(interval.upper()).isEqualTo(9);
        assertThat(interval.confidence()).isEqualTo(1 - 2 * 11.0 / 1024, within(1e-12));
    }

    @Test
    void fewValuesGiveAllOfThemAndSayHowSureThatIs() {
        assertThat(MedianInterval.of(1, 2, 3, 4, 5)).isEqualTo(new MedianInterval(3, 1, 5, 1 - 2.0 / 32));
        assertThat(MedianInterval.of(4)).isEqualTo(new MedianInterval(4, 4, 4, 0));
    }

    @Test
    void theIntervalHoldsTheTrueMedianAsOftenAsItSays() {
        Randomness randomness = Randomness.of(5, "intervals");
        int held = 0;
        for (int trial = 0; trial < 4000; trial++) {
            MedianInterval interval = MedianInterval.of(IntStream.range(0, 15)
                    .mapToDouble(value -> -StrictMath.log(1 - randomness.nextDouble()))
                    .toArray());
            held += interval.lower() <= StrictMath.log(2) && StrictMath.log(2) <= interval.upper() ? 1 : 0;
        }

        assertThat(held / 4000.0)
                .isCloseTo(MedianInterval.of(new double[15]).confidence(), within(.01))
                .isGreaterThan(.95);
    }
}
