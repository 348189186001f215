package dev.evenkeel.drift.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareBoundTest {
    private static final double CHANCE = 1e-3;

    /** The chance that so many draws have this count or more, term by term. */
    private static double tail(int count, int draws, double probability) {
        double sum = 0;
        double term = Math.pow(1 - probability, draws);
        for (int hits = 0; hits <= draws; hits++) {
            sum += hits >= count ? term : 0;
            term *= (double) (draws - hits) / (hits + 1) * probability / (1 - probability);
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"64, 0.001", "64, 0.1", "512, 0.01", "512, 0.4", "2000, 0.0005"})
    void noMoreOftenThanSaidIsTheBoundExceeded(int draws, double probability) {
        double above = ShareBound.above(probability, draws, CHANCE);
        int first = (int) Math.floor(above * draws) + 1;
        assertThat(tail(first, draws, probability)).isLessThanOrEqualTo(CHANCE).isPositive();
        double below = ShareBound.below(1 - probability, draws, CHANCE);
        assertThat(below).isCloseTo(1 - above, within(1e-9));
    }

    @Test
    void theGreatestProbabilityIsOneThatTheDrawsAllow() {
        double most = ShareBound.most(0, 1_000, CHANCE);
        assertThat(Math.pow(1 - most, 1_000)).isCloseTo(CHANCE, within(1e-6));
        assertThat(ShareBound.most(0.25, Double.POSITIVE_INFINITY, CHANCE)).isEqualTo(0.25);
        assertThat(ShareBound.most(0.25, 1_000, CHANCE)).isBetween(0.26, 0.35);
    }

    @Test
    void whatMayBeSoInAllDrawsIsNeverExceeded() {
        assertThat(ShareBound.above(0.9, 10, CHANCE)).isInfinite();
        assertThat(ShareBound.above(1, 1_000_000, CHANCE)).isInfinite();
        assertThat(ShareBound.below(0.05, 64, CHANCE)).isEqualTo(Double.NEGATIVE_INFINITY);
    }
}
