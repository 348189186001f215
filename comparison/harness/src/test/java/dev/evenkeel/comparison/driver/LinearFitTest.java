package dev.evenkeel.comparison.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LinearFitTest {
    @Test
    void pointsOnALineAreExplainedWhole() {
        LinearFit fit = LinearFit.of(new double[] {16, 64, 256}, new double[] {5, 17, 65});
        assertThat(fit.intercept()).isCloseTo(1, within(1e-12));
        assertThat(fit.slope()).isCloseTo(0.25, within(1e-12));
        assertThat(fit.determination()).isCloseTo(1, within(1e-12));
    }

    @Test
    void aParabolaIsNotALine() {
        LinearFit fit = LinearFit.of(new double[] {1, 2, 4, 8}, new double[] {1, 4, 16, 64});
        assertThat(fit.determination()).isLessThan(0.97);
    }
}
