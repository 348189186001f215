package dev.evenkeel.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EvidenceTest {
    @Test
    void theDifferenceIsRelativeToThePartsLargestValue() {
        Evidence expected = new Evidence().with("y", new float[] {1, -4, 0});
        Evidence actual = new Evidence().with("y", new float[] {1, -4, 0.5f});
        assertThat(actual.difference(expected)).isEqualTo(0.125);
    }

    @Test
    void aPartThatOnlyOneHasDoesNotCount() {
        Evidence expected = new Evidence().with("y", new float[] {1});
        Evidence actual = new Evidence().with("y", new float[] {1}).with("z", new float[] {7});
        assertThat(actual.difference(expected)).isZero();
    }

    @Test
    void gradientsOfNetworksCountByTheirMeanSquareAndATenth() {
        Evidence expected = new Evidence().withGradient("w", new float[] {3, 4});
        Evidence actual = new Evidence().withGradient("w", new float[] {3, 4.5f});
        assertThat(actual.difference(expected)).isCloseTo(0.01, within(1e-12));
    }

    @Test
    void manyGradientsCountByTheirNumber() {
        Evidence expected = new Evidence();
        Evidence actual = new Evidence();
        for (int layer = 0; layer < 50; layer++) {
            expected.withGradient(layer + ".weight", new float[] {3, 4});
            actual.withGradient(layer + ".weight", new float[] {3, 4.5f});
        }
        assertThat(actual.difference(expected)).isCloseTo(0.002, within(1e-12));
    }

    @Test
    void aValueThatIsNotANumberIsInfinitelyWrong() {
        Evidence expected = new Evidence().with("y", new float[] {1});
        Evidence actual =
                Evidence.of(new Evidence().with("y", new float[] {Float.NaN}).toJson());
        assertThat(actual.difference(expected)).isGreaterThan(1e300);
    }

    @Test
    void samplesOfALongArrayFallOnDifferentRowsAndColumns() {
        int[] places = Evidence.places(256 * 512);
        assertThat(Arrays.stream(places).map(place -> place % 512).distinct().count())
                .isGreaterThan(200);
        assertThat(Arrays.stream(places).map(place -> place / 512).distinct().count())
                .isGreaterThan(150);
    }

    @Test
    void outputsAndLogarithmsOfProbabilitiesAreTheSamePrediction() {
        float[] outputs = {1, 2, 4};
        double sum = Math.exp(1) + Math.exp(2) + Math.exp(4);
        float[] logarithms = {(float) (1 - Math.log(sum)), (float) (2 - Math.log(sum)), (float) (4 - Math.log(sum))};
        assertThat(Evidence.ofPrediction(logarithms).difference(Evidence.ofPrediction(outputs)))
                .isLessThan(1e-6);
    }
}
