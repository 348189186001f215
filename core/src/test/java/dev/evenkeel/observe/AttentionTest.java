package dev.evenkeel.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.observe.Attention.Kind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AttentionTest {
    private static List<Kind> kinds(Observation observation) {
        return Attention.of(observation).stream().map(Attention::kind).toList();
    }

    private static Attention only(Observation observation) {
        List<Attention> found = Attention.of(observation);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void anOrdinaryStepNeedsNone() {
        Observation observation = Observed.withGap(
                1000,
                0.5,
                0.01,
                Observed.plain("0"),
                Observed.linear("1"),
                Observed.norm("2"),
                Observed.relu("3", 0.02),
                Observed.linear("4"),
                Observed.sigmoid("5", 0.1));

        assertThat(Attention.of(observation)).isEmpty();
    }

    @Test
    void gradientsThatShrinkTowardsTheInputVanish() {
        Attention found = only(Observed.at(1, Observed.linear("0", 9e-4, 0), Observed.linear("2", 1, 0)));

        assertThat(found.kind()).isEqualTo(Kind.VANISHING_GRADIENTS);
        assertThat(found.layer()).isEqualTo("0");
        assertThat(found.figure()).isEqualTo(9e-4);
        assertThat(found.sentence()).contains("9.0e-04 times that of '2'").contains("Try ");
        assertThat(kinds(Observed.at(1, Observed.linear("0", 2e-3, 0), Observed.linear("2", 1, 0))))
                .isEmpty();
    }

    @Test
    void gradientsThatGrowTowardsTheInputExplode() {
        Attention found = only(Observed.at(1, Observed.linear("0", 1100, 0), Observed.linear("2", 1, 0)));

        assertThat(found.kind()).isEqualTo(Kind.EXPLODING_GRADIENTS);
        assertThat(found.layer()).isEqualTo("0");
        assertThat(kinds(Observed.at(1, Observed.linear("0", 900, 0), Observed.linear("2", 1, 0))))
                .isEmpty();
    }

    @Test
    void gradientsThatAreZeroEverywhereTellNothingOfDepth() {
        assertThat(kinds(Observed.at(1, Observed.linear("0", 0, 0), Observed.linear("2", 0, 0))))
                .isEmpty();
    }

    @Test
    void aLossFarHigherByRunningStatisticsIsAGapOfTheLayerThatIsFarthestOff() {
        LayerObservation near = Observed.norm("1");
        LayerObservation far =
                Observed.norm("3", Observed.from(-0.9, 0.9), Observed.from(0.8, 1.2), Observed.always(1));

        Attention found = only(Observed.withGap(200, 0.3, 0.5, near, far, near));

        assertThat(found.kind()).isEqualTo(Kind.INFERENCE_GAP);
        assertThat(found.layer()).isEqualTo("3");
        assertThat(found.figure()).isEqualTo(0.5);
        assertThat(kinds(Observed.withGap(200, 0.3, 0.35, near, far))).isEmpty();
        assertThat(kinds(Observed.withGap(99, 0.3, 0.5, near, far))).isEmpty();
    }

    @Test
    void runningMeansFarFromMostOfTheBatchesLag() {
        Distribution usual = Observed.from(0.8, 1.2);

        Attention found =
                only(Observed.at(100, Observed.norm("1", Observed.from(0.5, 2.5), usual, Observed.always(1))));

        assertThat(found.kind()).isEqualTo(Kind.LAGGING_STATISTICS);
        assertThat(found.sentence()).startsWith("in 75 % of its channels the batch's mean");
        assertThat(kinds(Observed.at(99, Observed.norm("1", Observed.from(0.5, 2.5), usual, Observed.always(1)))))
                .isEmpty();
        assertThat(kinds(Observed.at(100, Observed.norm("1", Observed.from(-1.1, 1.1), usual, Observed.always(1)))))
                .isEmpty();
    }

    @Test
    void runningDeviationsFarFromMostOfTheBatchesLag() {
        Distribution usual = Observed.from(-0.2, 0.2);

        assertThat(Stream.of(Observed.from(2, 6), Observed.from(0.1, 0.5))
                        .map(ratio -> only(Observed.at(100, Observed.norm("1", usual, ratio, Observed.always(1)))))
                        .map(Attention::kind))
                .containsExactly(Kind.LAGGING_STATISTICS, Kind.LAGGING_STATISTICS);
    }

    @Test
    void statisticsThatScatterAreNoisy() {
        Distribution usual = Observed.from(-0.2, 0.2);
        Distribution one = Observed.always(1);

        Attention found = only(Observed.at(100, Observed.norm("1", usual, Observed.from(0, 1.2), one)));

        assertThat(found.kind()).isEqualTo(Kind.NOISY_STATISTICS);
        assertThat(found.sentence()).contains("28 %").contains("the statistics of 32 values");
        assertThat(kinds(Observed.at(100, Observed.norm("1", usual, Observed.from(0.2, 1.2), one))))
                .isEmpty();
    }

    @Test
    void aVarianceThatEpsilonHidesIsFoundFromTheFirstStepOn() {
        Distribution usual = Observed.from(-0.2, 0.2);
        Distribution one = Observed.from(0.9, 1.1);

        Attention found = only(Observed.at(1, Observed.norm("1", usual, one, Observed.from(0, 1))));

        assertThat(found.kind()).isEqualTo(Kind.HIDDEN_VARIANCE);
        assertThat(found.figure()).isEqualTo(0.9, within(1e-9));
        assertThat(kinds(Observed.at(1, Observed.norm("1", usual, one, Observed.from(0.91, 1)))))
                .isEmpty();
    }

    @Test
    void channelsThatAreZeroForTheBatchAreDead() {
        assertThat(only(Observed.at(1, Observed.relu("1", 0.6))).kind()).isEqualTo(Kind.DEAD_CHANNELS);
        assertThat(kinds(Observed.at(1, Observed.relu("1", 0.4)))).isEmpty();
    }

    @Test
    void outputsWhereASigmoidIsFlatAreSaturated() {
        assertThat(only(Observed.at(1, Observed.sigmoid("1", 0.6))).kind()).isEqualTo(Kind.SATURATED_OUTPUTS);
        assertThat(kinds(Observed.at(1, Observed.sigmoid("1", 0.4)))).isEmpty();
    }

    @Test
    void updatesThatAreLargeAgainstTheWeightsAreFoundAfterTheFirstSteps() {
        Attention found = only(Observed.at(100, Observed.linear("1", 1, 0.08)));

        assertThat(found.kind()).isEqualTo(Kind.LARGE_UPDATES);
        assertThat(found.sentence()).startsWith("a step changes its weights by 8.0 % of their norm");
        assertThat(kinds(Observed.at(99, Observed.linear("1", 1, 0.08)))).isEmpty();
        assertThat(kinds(Observed.at(100, Observed.linear("1", 1, 0.04)))).isEmpty();
    }

    @Test
    void theMostUrgentComesFirstAndThenTheNetworksOrder() {
        Observation observation = Observed.at(
                100,
                Observed.linear("0", 1e-5, 0.5),
                Observed.relu("1", 0.9),
                Observed.linear("2"),
                Observed.relu("3", 0.9),
                Observed.linear("4"));

        assertThat(Attention.of(observation))
                .extracting(attention -> attention.kind().id() + " " + attention.layer())
                .containsExactly("vanishing-gradients 0", "dead-channels 1", "dead-channels 3", "large-updates 0");
    }

    @Test
    void measuresThatAreNotNumbersFindNothing() {
        Distribution unknown = Observed.always(Double.NaN);
        Observation observation = Observed.withGap(
                100,
                Double.NaN,
                Double.NaN,
                Observed.linear("0", Double.NaN, Double.NaN),
                Observed.norm("1", unknown, unknown, unknown),
                Observed.relu("2", Double.NaN),
                Observed.linear("3"));

        assertThat(Attention.of(observation)).isEmpty();
    }

    @Test
    void everyKindSaysItsReasonAndItsSource() {
        assertThat(Kind.values()).allSatisfy(kind -> {
            assertThat(kind.id()).matches("[a-z-]+");
            assertThat(kind.reason()).isNotBlank();
            assertThat(kind.source()).containsPattern("[0-9]{4}");
        });
    }

    @Test
    void asJsonItNamesItsParts() {
        assertThat(new Attention("3", Kind.DEAD_CHANNELS, 0.6, "so it is").toJson())
                .hasToString("{\"layer\":\"3\",\"kind\":\"dead-channels\",\"figure\":0.6,\"sentence\":\"so it is\"}");
    }
}
