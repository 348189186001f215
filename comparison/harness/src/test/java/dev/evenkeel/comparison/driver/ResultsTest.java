package dev.evenkeel.comparison.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.comparison.driver.Results.Ratio;
import dev.evenkeel.comparison.driver.Target.Side;
import dev.evenkeel.comparison.driver.worker.Participant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private final Results results = new Results();

    private void add(String row, Participant participant, String setting, double... rounds) {
        results.add(new Cell(row, 1, participant, setting), rounds);
    }

    private static Side side(Participant participant, String setting, String... rows) {
        return new Side(participant, setting, List.of(rows));
    }

    @Test
    void aPeerCountsInItsBestSetting() {
        add("a", Participant.EVENKEEL, "plain", 10, 10, 10);
        add("a", Participant.LIBTORCH, "contiguous", 30, 30, 30);
        add("a", Participant.LIBTORCH, "channels_last", 20, 20, 20);
        Ratio ratio = results.ratio(side(Participant.LIBTORCH, "", "a"), side(Participant.EVENKEEL, "", "a"), 1)
                .orElseThrow();
        assertThat(ratio.value()).isEqualTo(2);
        assertThat(ratio.setting()).isEqualTo("channels_last");
        assertThat(results.ratio(side(Participant.LIBTORCH, "contiguous", "a"), side(Participant.EVENKEEL, "", "a"), 1))
                .hasValueSatisfying(named -> assertThat(named.value()).isEqualTo(3));
    }

    @Test
    void aRatioIsTakenRoundByRoundSoThatASlowSpellOfTheMachineCancels() {
        add("a", Participant.EVENKEEL, "plain", 10, 20, 30);
        add("a", Participant.LIBTORCH, "plain", 20, 40, 60);
        Ratio ratio = results.ratio(side(Participant.LIBTORCH, "", "a"), side(Participant.EVENKEEL, "", "a"), 1)
                .orElseThrow();
        assertThat(ratio).isEqualTo(new Ratio(2, 2, 2, "plain"));
    }

    @Test
    void roundsWithoutATurnDoNotCount() {
        add("a", Participant.EVENKEEL, "plain", 10, 1, 1);
        add("a", Participant.DL4J, "plain", 40, Double.NaN, Double.NaN);
        assertThat(results.ratio(side(Participant.DL4J, "", "a"), side(Participant.EVENKEEL, "", "a"), 1))
                .hasValueSatisfying(ratio -> assertThat(ratio.value()).isEqualTo(4));
    }

    @Test
    void rowsOfASideAreAddedInTheSameSetting() {
        add("a", Participant.EVENKEEL, "plain", 10);
        add("b", Participant.EVENKEEL, "plain", 10);
        add("a", Participant.ONEDNN, "blocked", 10);
        add("b", Participant.ONEDNN, "blocked", 40);
        add("a", Participant.ONEDNN, "nhwc", 20);
        add("b", Participant.ONEDNN, "nhwc", 20);
        assertThat(results.ratio(side(Participant.ONEDNN, "", "a", "b"), side(Participant.EVENKEEL, "", "a", "b"), 1))
                .hasValueSatisfying(ratio -> assertThat(ratio.setting()).isEqualTo("nhwc"));
    }

    @Test
    void forksAreWeighedByTheirMedians() {
        for (double time : new double[] {10, 20, 40}) {
            add("a", Participant.EVENKEEL, "plain", 10);
            add("a", Participant.LIBTORCH, "plain", time);
        }
        assertThat(results.ratio(side(Participant.LIBTORCH, "", "a"), side(Participant.EVENKEEL, "", "a"), 1))
                .hasValue(new Ratio(2, 1, 4, "plain"));
    }

    @Test
    void aRowThatNobodyMeasuredHasNoRatio() {
        add("a", Participant.EVENKEEL, "plain", 10);
        assertThat(results.ratio(side(Participant.LIBTORCH, "", "a"), side(Participant.EVENKEEL, "", "a"), 1))
                .isEmpty();
    }

    @Test
    void aMissedTargetSaysByHowMuch() {
        Side side = side(Participant.EVENKEEL, "", "a");
        Target target = new Target("a", "libtorch", side, side, Target.Bound.AT_LEAST, 1.2);
        assertThat(new Verdict(target, 1, new Ratio(1, 1, 1, "")).words()).isEqualTo("missed by 20 %");
        assertThat(new Verdict(target, 1, new Ratio(1.2, 1, 1, "")).words()).isEqualTo("met");
        Target cost = new Target("a", "itself", side, side, Target.Bound.AT_MOST, 1.08);
        assertThat(cost.missedBy(1.62)).isCloseTo(1.5, within(1e-12));
    }
}
