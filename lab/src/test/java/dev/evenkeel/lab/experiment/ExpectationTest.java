package dev.evenkeel.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.lab.experiment.Judgement.Verdict;
import org.junit.jupiter.api.Test;

/** What came out agrees with a claim only if its whole interval does. */
class ExpectationTest {
    private static final Expectation ABOVE = Expectation.above(0.3, "more", "more than 0.3", "theory");
    private static final Expectation BELOW = Expectation.below(0.3, "less", "less than 0.3", "theory");
    private static final Expectation NEAR = Expectation.within(0.05, 0.4, "near", "0.4 within 0.05", "theory");

    @Test
    void anIntervalThatHoldsTheBoundDecidesNothing() {
        assertThat(verdict(ABOVE, 0.25, 0.35)).isEqualTo(Verdict.UNDECIDED);
        assertThat(verdict(BELOW, 0.25, 0.35)).isEqualTo(Verdict.UNDECIDED);
        assertThat(verdict(NEAR, 0.3, 0.5)).isEqualTo(Verdict.UNDECIDED);
        assertThat(verdict(NEAR, 0.3, 0.4)).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void anIntervalOnOneSideDecides() {
        assertThat(verdict(ABOVE, 0.31, 0.35)).isEqualTo(Verdict.AGREES);
        assertThat(verdict(ABOVE, 0.2, 0.29)).isEqualTo(Verdict.DIFFERS);
        assertThat(verdict(BELOW, 0.31, 0.35)).isEqualTo(Verdict.DIFFERS);
        assertThat(verdict(BELOW, 0.2, 0.29)).isEqualTo(Verdict.AGREES);
        assertThat(verdict(NEAR, 0.36, 0.44)).isEqualTo(Verdict.AGREES);
        assertThat(verdict(NEAR, 0.2, 0.34)).isEqualTo(Verdict.DIFFERS);
        assertThat(verdict(NEAR, 0.46, 0.5)).isEqualTo(Verdict.DIFFERS);
    }

    @Test
    void theBoundItselfIsNotBeyondIt() {
        assertThat(verdict(ABOVE, 0.3, 0.3)).isEqualTo(Verdict.DIFFERS);
        assertThat(verdict(BELOW, 0.3, 0.3)).isEqualTo(Verdict.DIFFERS);
    }

    @Test
    void valuesThatAreNotFiniteDecideNothing() {
        Judgement judgement = ABOVE.judge(Estimate.of(1, Double.NaN, 1));
        assertThat(judgement.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(judgement.measured()).isEqualTo("not finite (over 3 seeds)");
    }

    private static Verdict verdict(Expectation expectation, double lower, double upper) {
        return expectation.judge(new Estimate(lower, lower, lower, upper, 3)).verdict();
    }
}
