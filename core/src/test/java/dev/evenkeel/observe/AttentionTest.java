package dev.evenkeel.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.observe.Attention.Kind;
import java.util.List;
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

    private static LayerObservation shifted(long values, double least, double largest) {
        return Observed.norm("1", values, Observed.from(least, largest), Observed.from(0.8, 1.2), Observed.always(1));
    }

    private static LayerObservation scaled(long values, double least, double largest) {
        return Observed.norm("1", values, Observed.from(-0.2, 0.2), Observed.from(least, largest), Observed.always(1));
    }

    @Test
    void runningMeansFarFromThoseOfTheBatchLag() {
        Attention found = only(Observed.at(100, shifted(16, 0.5, 2.5)));

        assertThat(found.kind()).isEqualTo(Kind.LAGGING_STATISTICS);
        assertThat(found.figure()).isEqualTo(0.75, within(1e-9));
        assertThat(found.sentence()).startsWith("in 75 % of its channels the batch's mean lies more than one");
        assertThat(only(Observed.at(100, shifted(16, -1.3, 1.3))).kind()).isEqualTo(Kind.LAGGING_STATISTICS);
        assertThat(kinds(Observed.at(100, shifted(16, -1.2, 1.2)))).isEmpty();
        assertThat(kinds(Observed.at(99, shifted(16, 0.5, 2.5)))).isEmpty();
    }

    @Test
    void runningDeviationsFarFromThoseOfTheBatchLag() {
        assertThat(kinds(Observed.at(100, scaled(16, 2, 4)))).containsExactly(Kind.LAGGING_STATISTICS);
        assertThat(kinds(Observed.at(100, scaled(16, 0.2, 0.6)))).containsExactly(Kind.LAGGING_STATISTICS);
        assertThat(kinds(Observed.at(100, scaled(16, 1, 3.4)))).isEmpty();
        assertThat(kinds(Observed.at(100, scaled(16, 0.3, 0.6)))).isEmpty();
    }

    @Test
    void statisticsOfFewValuesAreNoisyWhereAThirdLiesFarOff() {
        Attention found = only(Observed.at(100, scaled(15, 0, 0.9)));

        assertThat(found.kind()).isEqualTo(Kind.NOISY_STATISTICS);
        assertThat(found.sentence())
                .startsWith("in 37 % of its channels the batch's deviation is more than 3 times")
                .contains("only 15 values stand behind it");
        assertThat(kinds(Observed.at(100, scaled(15, 0, 1.1)))).isEmpty();
        assertThat(kinds(Observed.at(99, scaled(15, 0, 0.9)))).isEmpty();
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
    void inABatchOfFewExamplesChannelsThatAreZeroNeedNotBeDead() {
        LayerObservation ofEight =
                Observed.norm("1", 8, Observed.from(-0.2, 0.2), Observed.from(0.8, 1.2), Observed.always(1));

        assertThat(kinds(Observed.at(1, ofEight, Observed.relu("2", 0.6)))).isEmpty();
    }

    @Test
    void outputsWhereASigmoidIsFlatAreSaturated() {
        assertThat(only(Observed.at(1, Observed.sigmoid("1", 0.6))).kind()).isEqualTo(Kind.SATURATED_OUTPUTS);
        assertThat(kinds(Observed.at(1, Observed.sigmoid("1", 0.4)))).isEmpty();
    }

    @Test
    void updatesThatAreLargeAgainstTheWeightsAreFoundAfterTheFirstSteps() {
        Attention found = only(Observed.at(100, Observed.linear("1", 1, 0.12)));

        assertThat(found.kind()).isEqualTo(Kind.LARGE_UPDATES);
        assertThat(found.sentence()).startsWith("a step changes its weights by 12 % of their norm");
        assertThat(kinds(Observed.at(99, Observed.linear("1", 1, 0.12)))).isEmpty();
        assertThat(kinds(Observed.at(100, Observed.linear("1", 1, 0.09)))).isEmpty();
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
