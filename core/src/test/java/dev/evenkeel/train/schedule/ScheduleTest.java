package dev.evenkeel.train.schedule;

import static dev.evenkeel.train.schedule.Schedules.constant;
import static dev.evenkeel.train.schedule.Schedules.cosine;
import static dev.evenkeel.train.schedule.Schedules.oneCycle;
import static dev.evenkeel.train.schedule.Schedules.stepAt;
import static dev.evenkeel.train.schedule.Schedules.stepEvery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void constantStays() {
        assertThat(constant().factor(0, 10)).isEqualTo(1);
        assertThat(constant().factor(9, 10)).isEqualTo(1);
    }

    @Test
    void cosineFallsFromOneToItsFloor() {
        assertThat(cosine().factor(0, 100)).isEqualTo(1);
        assertThat(cosine().factor(25, 100)).isCloseTo((1 + Math.sqrt(0.5)) / 2, within(1e-12));
        assertThat(cosine().factor(50, 100)).isCloseTo(0.5, within(1e-12));
        assertThat(cosine().factor(100, 100)).isCloseTo(0, within(1e-12));
        assertThat(cosine().factor(150, 100)).isCloseTo(0, within(1e-12));
        assertThat(cosine(0.2).factor(50, 100)).isCloseTo(0.6, within(1e-12));
        assertThat(cosine(0.2).factor(100, 100)).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void oneCycleRisesAndFallsAsPyTorchDoes() {
        // total_steps 10, pct_start 0.3: the rising phase ends at step 2, the falling one at step 9
        assertThat(oneCycle().factor(0, 10)).isCloseTo(0.04, within(1e-12));
        assertThat(oneCycle().factor(1, 10)).isCloseTo(0.52, within(1e-12));
        assertThat(oneCycle().factor(2, 10)).isCloseTo(1, within(1e-12));
        double end = 0.04 / 1e4;
        assertThat(oneCycle().factor(5, 10))
                .isCloseTo(end + (1 - end) * (1 + Math.cos(Math.PI * 3 / 7)) / 2, within(1e-12));
        assertThat(oneCycle().factor(9, 10)).isCloseTo(end, within(1e-15));
        assertThat(oneCycle().startDivisor(10).endDivisor(100).peakShare(0.5).factor(0, 100))
                .isCloseTo(0.1, within(1e-12));
    }

    @Test
    void oneCycleHasAFactorForTheShortestRuns() {
        for (int total = 1; total < 5; total++) {
            for (int step = 0; step < total; step++) {
                assertThat(oneCycle().factor(step, total)).isBetween(0.0, 1.0);
                assertThat(oneCycle().peakShare(1).factor(step, total)).isBetween(0.0, 1.0);
            }
        }
    }

    @Test
    void stepsMultiplyAfterEveryShare() {
        Schedule thirds = stepEvery(1.0 / 3, 0.1);
        assertThat(thirds.factor(29, 90)).isEqualTo(1);
        assertThat(thirds.factor(30, 90)).isCloseTo(0.1, within(1e-15));
        assertThat(thirds.factor(59, 90)).isCloseTo(0.1, within(1e-15));
        assertThat(thirds.factor(60, 90)).isCloseTo(0.01, within(1e-15));
    }

    @Test
    void aShareThatIsNoBinaryFractionEndsOnItsStep() {
        for (int percent = 1; percent < 100; percent++) {
            Schedule schedule = stepEvery(percent / 100.0, 0.5);
            for (int total = 100; total <= 1000; total += 100) {
                int step = percent * total / 100;
                assertThat(schedule.factor(step - 1, total)).isEqualTo(1);
                assertThat(schedule.factor(step, total)).isEqualTo(0.5);
            }
        }
    }

    @Test
    void stepsMultiplyAfterTheirEpochs() {
        Schedule schedule = stepAt(0.5, 2, 3).forEpochs(10);
        assertThat(schedule.factor(19, 50)).isEqualTo(1);
        assertThat(schedule.factor(20, 50)).isEqualTo(0.5);
        assertThat(schedule.factor(29, 50)).isEqualTo(0.5);
        assertThat(schedule.factor(30, 50)).isEqualTo(0.25);
        assertThatThrownBy(() -> stepAt(0.5, 2).factor(0, 50))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call forEpochs(stepsPerEpoch) first");
    }

    @Test
    void warmUpRisesLinearlyAndHandsOver() {
        Schedule schedule = cosine().warmUp(10);
        assertThat(schedule.factor(0, 110)).isCloseTo(0.1, within(1e-12));
        assertThat(schedule.factor(4, 110)).isCloseTo(0.5, within(1e-12));
        assertThat(schedule.factor(9, 110)).isCloseTo(1, within(1e-12));
        assertThat(schedule.factor(10, 110)).isCloseTo(1, within(1e-12));
        assertThat(schedule.factor(60, 110)).isCloseTo(0.5, within(1e-12));
        Schedule share = cosine().warmUpShare(0.1);
        assertThat(share.factor(4, 100)).isCloseTo(0.5, within(1e-12));
        assertThat(share.factor(55, 100)).isCloseTo(0.5, within(1e-12));
        assertThat(cosine().warmUp(10).factor(4, 5)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void milestonesCountFromTheEndOfTheWarmUp() {
        Schedule schedule = stepAt(0.5, 2).warmUp(5).forEpochs(10);
        assertThat(schedule.factor(24, 50)).isEqualTo(1);
        assertThat(schedule.factor(25, 50)).isEqualTo(0.5);
    }

    @Test
    void settingsAreCompleteAndDoNotKnowTheRun() {
        assertThat(cosine(0.1).warmUp(5).settings())
                .hasToString(
                        "{\"name\":\"warmUp\",\"steps\":5,\"share\":0,\"then\":{\"name\":\"cosine\",\"floor\":0.1}}");
        assertThat(stepAt(0.5, 2, 3).forEpochs(10).settings())
                .hasToString("{\"name\":\"stepAt\",\"gamma\":0.5,\"epochs\":[2,3]}");
        assertThat(oneCycle().settings())
                .hasToString("{\"name\":\"oneCycle\",\"peakShare\":0.3,\"startDivisor\":25,\"endDivisor\":10000}");
        assertThat(constant().settings()).hasToString("{\"name\":\"constant\"}");
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> cosine(1)).hasMessageContaining("floor");
        assertThatThrownBy(() -> stepEvery(0, 0.1)).hasMessageContaining("a share above 0 and at most 1, but got 0.0");
        assertThatThrownBy(() -> stepAt(0.1, 3, 2)).hasMessageContaining("rising order, but got [3, 2]");
        assertThatThrownBy(() -> cosine().warmUp(0)).hasMessageContaining("number of steps");
        assertThatThrownBy(() -> oneCycle().startDivisor(0.5)).hasMessageContaining("start divisor");
    }
}
