package dev.evenkeel.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.lab.experiment.Judgement.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class EstimateTest {
    @Test
    void theIntervalIsStudents() {
        Estimate estimate = Estimate.of(6, 1, 2);
        assertThat(estimate.median()).isEqualTo(2);
        assertThat(estimate.mean()).isEqualTo(3);
        double half = 4.303 * Math.sqrt(7) / Math.sqrt(3);
        assertThat(estimate.lower()).isCloseTo(3 - half, within(1e-12));
        assertThat(estimate.upper()).isCloseTo(3 + half, within(1e-12));
        assertThat(Estimate.of(0.25, 0.25).overSeeds()).isEqualTo("0.2500 (0.2500 to 0.2500 over 2 seeds)");
    }

    @Test
    void factorsHaveTheGeometricMean() {
        assertThat(Estimate.ofFactors(0.1, 10).mean()).isCloseTo(1, within(1e-12));
    }

    @Test
    void anIntervalOverTheEdgeDecidesNothing() {
        Estimate estimate = new Estimate(2, 2, 1, 3, 3);
        assertThat(estimate.between(0, 4)).isEqualTo(Verdict.AGREES);
        assertThat(estimate.between(2, 4)).isEqualTo(Verdict.UNDECIDED);
        assertThat(estimate.above(3.5)).isEqualTo(Verdict.DIFFERS);
        assertThat(estimate.below(0.5)).isEqualTo(Verdict.DIFFERS);
        assertThat(Estimate.of(1, Double.NaN, 1).above(0)).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void oneDifferenceOutweighsAll() {
        assertThat(Verdict.ofAll(List.of(Verdict.AGREES, Verdict.UNDECIDED, Verdict.DIFFERS)))
                .isEqualTo(Verdict.DIFFERS);
        assertThat(Verdict.ofAll(List.of(Verdict.AGREES, Verdict.UNDECIDED))).isEqualTo(Verdict.UNDECIDED);
        assertThat(Verdict.ofAll(List.of(Verdict.AGREES))).isEqualTo(Verdict.AGREES);
    }
}
