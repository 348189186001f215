package dev.evenkeel.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.evenkeel.observe.Attention.Kind;
import org.junit.jupiter.api.Test;

class AttentionHistoryTest {
    private final AttentionHistory history = new AttentionHistory();

    private void dead(long step, double share) {
        history.add(Observed.at(step, Observed.relu("1", share)));
    }

    private void gap(long step, double gap) {
        LayerObservation far = Observed.norm(
                step == 100 ? "2" : "4", Observed.from(-0.5, 0.5), Observed.from(0.8, 1.2), Observed.always(1));
        history.add(Observed.withGap(step, 0.1, gap, Observed.norm("2"), far));
    }

    @Test
    void aFindingBeginsLastsAndEndsAfterTwoObservationsWithoutIt() {
        dead(10, 0.6);
        assertThat(history.begun()).extracting(Attention::kind).containsExactly(Kind.DEAD_CHANNELS);
        dead(20, 0.7);
        assertThat(history.begun()).isEmpty();
        dead(30, 0);
        assertThat(history.ended()).isEmpty();
        assertThat(history.current()).extracting(Attention::figure).containsExactly(0.7);
        dead(40, 0);
        assertThat(history.ended()).extracting(Attention::layer).containsExactly("1");
        assertThat(history.current()).isEmpty();
        dead(50, 0.8);

        assertThat(history.spans())
                .extracting(AttentionHistory.Span::first, AttentionHistory.Span::last)
                .containsExactly(tuple(10L, 20L), tuple(50L, 50L));
    }

    @Test
    void oneObservationWithoutItDoesNotEndIt() {
        dead(10, 0.6);
        dead(20, 0);
        dead(30, 0.6);
        dead(40, 0);

        assertThat(history.ended()).isEmpty();
        assertThat(history.spans()).hasSize(1);
    }

    @Test
    void aGapLastsUntilItIsMeasuredAgainWhereverItLies() {
        gap(100, 1);
        for (long step = 110; step < 200; step += 10) {
            history.add(Observed.at(step, Observed.norm("2")));
        }
        assertThat(history.current()).extracting(Attention::kind).containsExactly(Kind.INFERENCE_GAP);
        gap(200, 1);
        assertThat(history.begun()).isEmpty();
        assertThat(history.current()).extracting(Attention::layer).containsExactly("4");
        gap(300, 0);
        gap(400, 0);

        assertThat(history.current()).isEmpty();
        assertThat(history.ended()).extracting(Attention::kind).containsExactly(Kind.INFERENCE_GAP);
    }
}
