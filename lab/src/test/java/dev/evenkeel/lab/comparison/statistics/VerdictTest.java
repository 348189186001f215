package dev.evenkeel.lab.comparison.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.train.metric.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final int COMPARISONS = 1000;

    @Test
    void fiveSeedsCannotTell() {
        assertThat(verdict(.1, .2, .3, .4, .5)).isEqualTo(Verdict.TOO_FEW_SEEDS);
        assertThat(verdict(.1, .2, .3, .4, .5, .6)).isEqualTo(Verdict.BETTER);
        assertThat(Verdict.fewestSeeds(1)).isEqualTo(6);
        assertThat(Verdict.fewestSeeds(2)).isEqualTo(7);
        assertThat(Verdict.fewestSeeds(7)).isEqualTo(9);
    }

    @Test
    void betterIsWhatTheMetricSays() {
        List<double[]> higher = List.of(new double[] {1, 2, 1, 2, 1, 2, 1});

        assertThat(Verdict.of(higher, Direction.HIGHER).get(0).verdict()).isEqualTo(Verdict.BETTER);
        assertThat(Verdict.of(higher, Direction.LOWER).get(0).verdict()).isEqualTo(Verdict.WORSE);
    }

    @Test
    void theSameValuesAreNoDetectableDifference() {
        assertThat(verdict(0, 0, 0, 0, 0, 0, 0, 0)).isEqualTo(Verdict.NO_DETECTABLE_DIFFERENCE);
        assertThat(verdict(1, -1, 2, -2, 3, -3, 1, -1)).isEqualTo(Verdict.NO_DETECTABLE_DIFFERENCE);
    }

    @Test
    void anIntervalThatHoldsZeroIsNoDifferenceWhateverTheTestSays() {
        double[] twoAgainst = {9, 9, 9, 9, 9, 9, 9, 9, -.1, -.1};

        Verdict.Judged judged =
                Verdict.of(List.of(twoAgainst), Direction.HIGHER).get(0);

        assertThat(judged.correctedP()).isLessThan(.05);
        assertThat(judged.verdict()).isEqualTo(Verdict.NO_DETECTABLE_DIFFERENCE);
    }

    @Test
    void moreArmsNeedMoreEvidence() {
        double[] clear = {1, 1, 1, 1, 1, 1, 1};
        double[] nothing = {1, -1, 1, -1, 1, -1, 1};

        assertThat(Verdict.of(List.of(clear), Direction.HIGHER).get(0).correctedP())
                .isEqualTo(2.0 / 128);
        assertThat(Verdict.of(List.of(nothing, clear), Direction.HIGHER).get(1).correctedP())
                .isEqualTo(4.0 / 128);
        assertThat(Holm.corrected(.01, .04, .03)).containsExactly(new double[] {.03, .06, .06}, Offset.offset(1e-12));
    }

    @Test
    void atMostFivePercentOfAThousandNullComparisonsFindADifference() {
        for (int arms : new int[] {1, 5}) {
            Randomness randomness = Randomness.of(arms, "null comparisons");
            int wrong = 0;
            for (int comparison = 0; comparison < COMPARISONS; comparison++) {
                wrong += findsAny(accuracies(randomness, arms, 10, 0)) ? 1 : 0;
            }
            assertThat(wrong).as("%d arms beside the reference", arms).isBetween(1, COMPARISONS / 20);
        }
    }

    @Test
    void anEffectOfTwoDeviationsIsFoundAlmostAlways() {
        Randomness randomness = Randomness.of(1, "true effects");
        int found = 0;
        for (int comparison = 0; comparison < COMPARISONS; comparison++) {
            found += findsAny(accuracies(randomness, 1, 10, .02)) ? 1 : 0;
        }

        assertThat(found).isGreaterThan(COMPARISONS * 95 / 100);
    }

    private static Verdict verdict(double... differences) {
        return Verdict.of(List.of(differences), Direction.HIGHER).get(0).verdict();
    }

    private static boolean findsAny(List<double[]> differences) {
        return Verdict.of(differences, Direction.HIGHER).stream()
                .anyMatch(judged -> judged.verdict() == Verdict.BETTER || judged.verdict() == Verdict.WORSE);
    }

    /** Differences of accuracies on 1,000 examples: seeds have something in common, and ties occur. */
    private static List<double[]> accuracies(Randomness randomness, int arms, int seeds, double effect) {
        double[] common = draws(randomness, seeds, .9, .02);
        double[] reference = draws(randomness, seeds, 0, .0071);
        List<double[]> differences = new ArrayList<>();
        for (int arm = 0; arm < arms; arm++) {
            double[] own = draws(randomness, seeds, effect, .0071);
            double[] pairs = new double[seeds];
            for (int seed = 0; seed < seeds; seed++) {
                pairs[seed] = rounded(common[seed] + own[seed]) - rounded(common[seed] + reference[seed]);
            }
            differences.add(pairs);
        }
        return differences;
    }

    private static double[] draws(Randomness randomness, int count, double mean, double deviation) {
        return DoubleStream.generate(() -> mean + deviation * randomness.nextGaussian())
                .limit(count)
                .toArray();
    }

    private static double rounded(double accuracy) {
        return Math.round(accuracy * 1000) / 1000.0;
    }
}
