package dev.evenkeel.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one training step of a layer left.
 *
 * @param outputs of the examples of the step
 * @param inputGradients of each input that needs one
 * @param parameterGradients what the step added to each parameter's gradient, and what was there before
 * @param statistics the running statistics after the step
 * @param counts how many values the step added to each statistic
 */
record Outcome(
        float[] outputs,
        List<float[]> inputGradients,
        Map<String, float[]> parameterGradients,
        Map<String, float[]> statistics,
        Map<String, Long> counts) {

    static Outcome of(LayerHarness context, int examples, float[] outputs) {
        List<float[]> inputGradients = new ArrayList<>();
        for (int index = 0; index < context.inputs() && context.needsInputGradient(index); index++) {
            int length = examples * context.inputShapes().get(index).size();
            inputGradients.add(Arrays.copyOf(context.inputGradient(index), length));
        }
        Map<String, float[]> parameters = new LinkedHashMap<>();
        context.parameters()
                .forEach((name, slot) -> parameters.put(name, slot.gradient().clone()));
        Map<String, float[]> statistics = new LinkedHashMap<>();
        Map<String, Long> counts = new LinkedHashMap<>();
        context.statistics().forEach((name, slot) -> {
            statistics.put(name, (slot.added() > 0 ? slot.next() : slot.values()).clone());
            counts.put(name, slot.added());
        });
        return new Outcome(outputs, inputGradients, parameters, statistics, counts);
    }

    /** The gradient of a parameter without what was there before the step. */
    double[] added(String parameter) {
        float[] gradient = parameterGradients.getOrDefault(parameter, new float[0]);
        double[] added = new double[gradient.length];
        Arrays.setAll(added, index -> (double) gradient[index] - HarnessParameter.begins(index));
        return added;
    }

    void assertSameBits(Outcome other) {
        assertThat(Arrays.equals(other.outputs, outputs)).as("same outputs").isTrue();
        assertThat(other.inputGradients).hasSameSizeAs(inputGradients);
        for (int index = 0; index < inputGradients.size(); index++) {
            assertThat(Arrays.equals(other.inputGradients.get(index), inputGradients.get(index)))
                    .as("same gradient of input %d", index)
                    .isTrue();
        }
        assertSameParameterGradients(other);
        assertSame(statistics, other.statistics);
        assertThat(other.counts).as("counts").isEqualTo(counts);
    }

    void assertSameParameterGradients(Outcome other) {
        assertSame(parameterGradients, other.parameterGradients);
    }

    private static void assertSame(Map<String, float[]> expected, Map<String, float[]> actual) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        actual.forEach((name, values) -> assertThat(Arrays.equals(values, expected.get(name)))
                .as("same %s", name)
                .isTrue());
    }
}
