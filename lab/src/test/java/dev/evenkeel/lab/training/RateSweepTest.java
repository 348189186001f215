package dev.evenkeel.lab.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RateSweepTest {
    private static final List<Integer> EXPONENTS = List.of(-8, -6, -4, -2, 0, 2);

    @Test
    void theSpanGoesFromTheLowestGoodRateToTheHighest() {
        RateSweep sweep = new RateSweep(EXPONENTS, List.of(0.5, 0.92, 0.6, 0.94, 0.9, 0.0));
        assertThat(sweep.best()).isEqualTo(0.94);
        assertThat(sweep.span()).isEqualTo(4);
    }

    @Test
    void theHighestRateIsTheLastThatDidNotDiverge() {
        assertThat(new RateSweep(EXPONENTS, List.of(0.5, 0.6, 0.0, 0.1, 0.0, 0.0)).highest())
                .isEqualTo(-2);
        assertThat(new RateSweep(EXPONENTS, List.of(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)).highest())
                .isEqualTo(-9);
    }
}
