package dev.evenkeel.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MomentsTest {
    private static final Moments EARLY = Moments.of(new float[] {1, 10, 3, 10}, 2);
    private static final Moments LATE = Moments.of(new float[] {2, 14, 8, 14}, 2);

    @Test
    void theyAreThoseOfEachUnit() {
        assertThat(EARLY.mean()).containsExactly(2, 10);
        assertThat(EARLY.deviation()).containsExactly(1, 0);
    }

    @Test
    void theDistanceIsTheFormulas() {
        double squares = (3 * 3 + 2 * 2 + 4 * 4) / 2.0;
        assertThat(EARLY.distance(LATE)).isCloseTo(Math.sqrt(squares), within(1e-12));
        double variance = (1 + 9) / 2.0 / 2;
        assertThat(EARLY.distanceInDeviations(LATE)).isCloseTo(Math.sqrt(squares / variance), within(1e-12));
    }

    @Test
    void unitsThatNeverVaryAndStayHaveNotDrifted() {
        Moments dead = Moments.of(new float[] {5, 5}, 1);
        assertThat(dead.distanceInDeviations(dead)).isZero();
    }
}
