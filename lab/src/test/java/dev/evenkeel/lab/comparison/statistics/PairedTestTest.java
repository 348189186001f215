package dev.evenkeel.lab.comparison.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.tensor.Randomness;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairedTestTest {
    @Test
    void countsTheFlipsWhoseSumIsAtLeastAsFarFromZero() {
        // The sums of the 8 flips of 1, 2, 3 are +-6, +-4, +-2, 0, 0.
        assertThat(PairedTest.of(1, 2, 3).p()).isEqualTo(2.0 / 8);
        assertThat(PairedTest.of(-1, 2, 3).p()).isEqualTo(4.0 / 8);
        assertThat(PairedTest.of(1, 2, -3).p()).isEqualTo(1);
    }

    @Test
    void differencesOfOneSignGiveTheLeastValue() {
        assertThat(PairedTest.of(.1, .2, .3, .4, .5).p()).isEqualTo(2.0 / 32).isEqualTo(PairedTest.least(5));
        assertThat(PairedTest.of(1, 1, 1, 1, 1, 1).p()).isEqualTo(2.0 / 64).isEqualTo(PairedTest.least(6));
    }

    @Test
    void sumsThatDifferByRoundingAreEqual() {
        // .1 + .2 - .3 is not 0 in binary, though no other flip may be counted as nearer to 0.
        assertThat(PairedTest.of(.1, .2, -.3).p()).isEqualTo(1);
        assertThat(PairedTest.of(.7, .1, .1, -.1).p()).isEqualTo(8.0 / 16);
    }

    @Test
    void noDifferenceAtAllIsNoEvidence() {
        assertThat(PairedTest.of(0, 0, 0, 0, 0, 0, 0).p()).isEqualTo(1);
        assertThat(PairedTest.of().p()).isEqualTo(1);
    }

    @Test
    void aSampleOfFlipsComesNearToAllOfThem() {
        Randomness randomness = Randomness.of(3, "pairs");
        double[] twenty = IntStream.range(0, 20)
                .mapToDouble(pair -> randomness.nextGaussian() + 0.4)
                .toArray();
        double[] withAZero = java.util.Arrays.copyOf(twenty, 21);

        double exact = PairedTest.of(twenty).p();

        assertThat(exact).isBetween(.01, .5);
        assertThat(PairedTest.of(withAZero).p()).isCloseTo(exact, within(.005));
        assertThat(PairedTest.of(withAZero)).isEqualTo(PairedTest.of(withAZero));
    }

    @Test
    void whatIsNotFiniteIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PairedTest.of(1, Double.NaN))
                .withMessage("A paired test needs finite differences, but got NaN");
    }
}
