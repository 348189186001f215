package dev.evenkeel.lab.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.lab.check.Sample.Gradient;
import dev.evenkeel.network.Layers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksTest {
    @ParameterizedTest
    @CsvSource({"4, 1.5958", "8, 1.2036", "32, 1.0414"})
    void theInverseDeviationHasItsClosedForm(int size, double expected) {
        assertThat(SmallBatchChecks.closedForm(size)).isCloseTo(expected, within(1e-4));
    }

    @Test
    void theFormulaOfFourValuesIsRight() {
        Reference batch = Reference.batch(1, 0);
        double[] x = {1, 2, 3, 6};
        double s = 1 / Math.sqrt(3.5);
        assertThat(batch.forward(x, new double[] {2}, new double[] {1}))
                .containsExactly(new double[] {1 - 4 * s, 1 - 2 * s, 1, 1 + 6 * s}, within(1e-12));
        Gradient gradient = batch.backward(x, new double[] {2}, new double[] {1, 1, 1, 1});
        assertThat(gradient.dx()).containsExactly(new double[4], within(1e-12));
        assertThat(gradient.beta()).containsExactly(4);
    }

    @Test
    void aLayerWithAnotherEpsilonThanTheFormulaIsSeen() {
        Sample sample = Sample.of(1, 5, 3, 6);
        double[] expected = Reference.layer(15, 6, 1e-3).forward(sample.x(), sample.gamma(), sample.beta());
        assertThat(Sample.deviation(
                        sample.through(Layers.layerNorm().epsilon(1e-3f)).y(), expected))
                .isLessThan(1e-5);
        assertThat(Sample.deviation(
                        sample.through(Layers.layerNorm().epsilon(2e-3f)).y(), expected))
                .isGreaterThan(1e-5);
    }

    @Test
    void whatIsNotANumberIsNeverNear() {
        assertThat(Sample.deviation(new double[] {Double.NaN}, new double[] {1}))
                .isNaN();
    }
}
