package dev.evenkeel.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.evenkeel.observe.Attention;
import dev.evenkeel.observe.Attention.Kind;
import dev.evenkeel.observe.Distribution;
import dev.evenkeel.observe.LayerObservation;
import dev.evenkeel.observe.NormalizationObservation;
import dev.evenkeel.observe.Observation;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttentionHistoryTest {
    private final AttentionHistory history = new AttentionHistory();

    private void dead(long step, double share) {
        LayerObservation relu = new LayerObservation(
                "1", evenly(0, 1), OptionalDouble.of(share), OptionalDouble.empty(), Optional.empty(), List.of());
        history.add(new Observation(step, 0.5, 0.1, OptionalDouble.empty(), List.of(relu)));
    }

    private void gap(long step, OptionalDouble gap, LayerObservation... layers) {
        history.add(new Observation(step, 0.1, 0.1, gap, List.of(layers)));
    }

    /** Two normalizations, of which the second is farther off its running statistics. */
    private void gap(long step, double gap) {
        String far = step == 100 ? "2" : "4";
        gap(step, OptionalDouble.of(gap), norm("2", evenly(-0.2, 0.2)), norm(far, evenly(-0.5, 0.5)));
    }

    private static LayerObservation norm(String name, Distribution shift) {
        Distribution always = new Distribution(8, 1, 0, Collections.nCopies(Distribution.QUANTILES, 1.0));
        return new LayerObservation(
                name,
                evenly(-2, 2),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.of(new NormalizationObservation(32, shift, evenly(0.8, 1.2), always)),
                List.of());
    }

    private static Distribution evenly(double least, double largest) {
        List<Double> quantiles = IntStream.range(0, Distribution.QUANTILES)
                .mapToObj(index -> least + (largest - least) * index / (Distribution.QUANTILES - 1))
                .toList();
        return new Distribution(100, (least + largest) / 2, (largest - least) / Math.sqrt(12), quantiles);
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
            gap(step, OptionalDouble.empty(), norm("2", evenly(-0.2, 0.2)));
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
