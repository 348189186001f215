package dev.evenkeel.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.comparison.value.Values;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    /** The gradients of a scalar sum are bound to its outputs: sum(dy * y) = sum(dx * x) = sum(dw * w) for a linear map. */
    @Test
    void theThreePassesOfAConvolutionAreOneAnothersAdjoints() {
        double forward = sum("conv forward 2x4x3x2->3", "output", Values.outputGradient(2 * 4 * 3 * 3));
        double data = sum("conv backward-data 2x4x3x2->3", "input gradient", Values.input(2 * 4 * 3 * 2));
        double weights = sum("conv backward-weights 2x4x3x2->3", "weight gradient", Values.weight(3 * 9 * 2, 9 * 2));
        assertThat(data).isCloseTo(forward, within(1e-9));
        assertThat(weights).isCloseTo(forward, within(1e-9));
    }

    private static double sum(String task, String part, float[] factors) {
        double[] values = Reference.of(Task.parse(task))
                .orElseThrow()
                .toJson()
                .array(part)
                .toDoubleArray();
        double sum = 0;
        for (int index = 0; index < values.length; index++) {
            sum += values[index] * factors[index];
        }
        return sum;
    }

    @Test
    void anInputGradientOfANormalizationHasNoMean() {
        double[] gradient = Reference.of(Task.parse("batchNorm backward 50x1"))
                .orElseThrow()
                .toJson()
                .array("input gradient")
                .toDoubleArray();
        double sum = 0;
        for (double value : gradient) {
            sum += value;
        }
        assertThat(sum).isCloseTo(0, within(1e-9));
    }

    /** Outputs are sums of values, weighed: sum(dy * y) = sum(dv * v). The first position attends to itself alone. */
    @Test
    void attentionAndItsGradientOfValuesAreAdjoints() {
        float[] x = Values.input(5 * 12);
        double[] y = samples("attention forward 1x2x5x2", "output");
        double[] dx = samples("attention backward 1x2x5x2", "input gradient");
        float[] dy = Values.outputGradient(5 * 4);
        double outputs = 0;
        for (int place = 0; place < y.length; place++) {
            outputs += y[place] * dy[place];
        }
        double values = 0;
        for (int place = 0; place < dx.length; place++) {
            values += place % 12 < 8 ? 0 : dx[place] * x[place];
        }
        assertThat(values).isCloseTo(outputs, within(1e-9));
        assertThat(y[3]).isEqualTo(x[11]);
        assertThat(dx[0]).isCloseTo(0, within(1e-12));
    }

    private static double[] samples(String task, String part) {
        return Reference.of(Task.parse(task)).orElseThrow().toJson().array(part).toDoubleArray();
    }
}
