package dev.evenkeel.lab.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Judgement;
import dev.evenkeel.lab.experiment.Judgement.Verdict;
import dev.evenkeel.lab.experiment.Laboratory;
import dev.evenkeel.lab.experiment.Laboratory.Size;
import dev.evenkeel.network.Layers;
import dev.evenkeel.reference.NormalizationReference;
import dev.evenkeel.reference.NormalizationReference.Center;
import dev.evenkeel.reference.NormalizationReference.Gradients;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksTest {
    private static final Dataset NOTHING = Datasets.of(Shape.of(1), new float[][] {{0}}, new float[][] {{0}});

    @ParameterizedTest
    @CsvSource({"4, 1.5958", "8, 1.2036", "32, 1.0414"})
    void theInverseDeviationHasItsClosedForm(int size, double expected) {
        assertThat(SmallBatchChecks.closedForm(size)).isCloseTo(expected, within(1e-4));
    }

    @Test
    void theFormulaOfFourValuesIsRight() {
        NormalizationReference batch = NormalizationReference.batch(Shape.of(1), 0);
        double[] x = {1, 2, 3, 6};
        double s = 1 / Math.sqrt(3.5);
        assertThat(batch.forward(x, new double[] {2}, new double[] {1}))
                .containsExactly(new double[] {1 - 4 * s, 1 - 2 * s, 1, 1 + 6 * s}, within(1e-12));
        Gradients gradient = batch.backward(x, new double[] {2}, new double[] {1, 1, 1, 1});
        assertThat(gradient.dx()).containsExactly(new double[4], within(1e-12));
        assertThat(gradient.beta()).containsExactly(4);
    }

    @Test
    void aLayerWithAnotherEpsilonThanTheFormulaIsSeen() {
        Sample sample = Sample.of(1, 5, 3, 6);
        double[] expected =
                NormalizationReference.rows(6, Center.MEAN, 1e-3).forward(sample.x(), sample.gamma(), sample.beta());
        assertThat(Sample.deviation(
                        sample.through(Layers.layerNorm().epsilon(1e-3f)).y(), expected))
                .isLessThan(1e-5);
        assertThat(Sample.deviation(
                        sample.through(Layers.layerNorm().epsilon(2e-3f)).y(), expected))
                .isGreaterThan(1e-5);
    }

    @Test
    void aLayerWithAnotherSlopeThanItsFormulaIsSeen() {
        Formula formula = Formula.elementwise(x -> x > 0 ? x : 0.125 * x);
        assertThat(LayerChecks.deviation(Layers.leakyRelu(0.125), formula, 1)).isLessThan(1e-5);
        assertThat(LayerChecks.deviation(Layers.leakyRelu(0.126), formula, 1)).isGreaterThan(1e-5);
    }

    @Test
    void aConvolutionWithAnotherStrideThanItsFormulaIsSeen() {
        Formula formula = Formula.conv(9, 4, 6, 3, 2, 1, 2);
        assertThat(LayerChecks.deviation(Layers.conv(6, 3).stride(2).padding(1).groups(2), formula, 1))
                .isLessThan(1e-5);
        assertThat(LayerChecks.deviation(
                        Layers.conv(6, 3).stride(2).padding(2).dilation(2).groups(2), formula, 1))
                .isGreaterThan(1e-5);
    }

    @Test
    void theErrorFunctionIsThatOfTables() {
        assertThat(Formula.erf(0.5)).isCloseTo(0.5204998778130465, within(1e-15));
        assertThat(Formula.erf(-1.5)).isCloseTo(-0.9661051464753108, within(1e-14));
    }

    @ParameterizedTest
    @ValueSource(doubles = {2e-5, Double.NaN})
    void aCheckBeyondItsBoundFails(double deviation) {
        Checks checks = new Checks(List.of(new Check("S0", "one = two", 1e-5, seed -> deviation)));
        Findings findings = checks.run(new Laboratory("none", NOTHING, NOTHING, Size.QUICK, 1, 1, said -> {}));
        assertThat(checks.isExact()).isTrue();
        assertThat(findings.judgements()).extracting(Judgement::verdict).containsExactly(Verdict.DIFFERS);
        assertThat(findings.blocks().get(0).toString()).contains("FAIL");
    }

    @Test
    void whatIsNotANumberIsNeverNear() {
        assertThat(Sample.deviation(new double[] {Double.NaN}, new double[] {1}))
                .isNaN();
    }
}
