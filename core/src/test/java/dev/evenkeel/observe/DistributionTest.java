package dev.evenkeel.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistributionTest {
    @Test
    void theShareBelowAValueLiesOnTheLineBetweenQuantiles() {
        Distribution even = Observed.from(0, 10);

        assertThat(even.shareBelow(-1)).isZero();
        assertThat(even.shareBelow(0)).isZero();
        assertThat(even.shareBelow(2.6)).isEqualTo(0.26, within(1e-12));
        assertThat(even.shareBelow(10)).isEqualTo(1, within(1e-12));
        assertThat(even.shareBelow(11)).isEqualTo(1);
    }

    @Test
    void valuesThatAreEqualLieBelowNothingButWhatIsLarger() {
        assertThat(Observed.always(3).shareBelow(3)).isZero();
        assertThat(Observed.always(3).shareBelow(3.1)).isEqualTo(1);
    }

    @Test
    void nothingIsKnownOfSharesBetweenWhatIsNotANumber() {
        List<Double> quantiles = new ArrayList<>(Observed.from(0, 10).quantiles());
        quantiles.set(4, Double.NaN);

        assertThat(new Distribution(9, 0, 0, quantiles).shareBelow(5)).isNaN();
    }
}
