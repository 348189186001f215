package dev.evenkeel.spatial;

import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Variable;
import java.util.Arrays;

/**
 * Weights whose filters have mean 0 and variance 1, {@code w' = (w - mean) / sqrt(variance + epsilon)} over the values of each
 * output channel. Backward: {@code dw = (dw' - mean(dw') - w' mean(dw' w')) / sqrt(variance + epsilon)}.
 */
final class StandardizedWeight implements Variable {
    private final Variable weight;
    private final int filter;
    private final float[] values;
    private final float[] gradient;
    private final double[] inverse;
    private final Team.RangeTask standardize;
    private final Team.RangeTask back;

    StandardizedWeight(Variable weight, int filters, float epsilon) {
        this.weight = weight;
        values = new float[weight.values().length];
        gradient = new float[weight.needsGradient() ? values.length : 0];
        filter = values.length / filters;
        inverse = new double[filters];
        standardize = (from, to) -> {
            for (int one = from; one < to; one++) {
                inverse[one] = standardize(weight.values(), values, one * filter, filter, epsilon);
            }
        };
        back = this::back;
    }

    /** The same of a model's weight. */
    static float[] of(float[] weight, int filters, float epsilon) {
        float[] standardized = new float[weight.length];
        int size = weight.length / filters;
        for (int one = 0; one < filters; one++) {
            standardize(weight, standardized, one * size, size, epsilon);
        }
        return standardized;
    }

    private static double standardize(float[] from, float[] to, int at, int size, float epsilon) {
        double mean = 0;
        for (int index = at; index < at + size; index++) {
            mean += from[index];
        }
        mean /= size;
        double squares = 0;
        for (int index = at; index < at + size; index++) {
            squares += (from[index] - mean) * (from[index] - mean);
        }
        double scale = 1 / Math.sqrt(squares / size + epsilon);
        for (int index = at; index < at + size; index++) {
            to[index] = (float) ((from[index] - mean) * scale);
        }
        return scale;
    }

    /** Reads the present weight. */
    void read(Team team) {
        team.run(inverse.length, Grain.rows(filter), standardize);
        Arrays.fill(gradient, 0f);
    }

    /** Adds what was added to the gradient of these to that of the weight. */
    void handBack(Team team) {
        if (needsGradient()) {
            team.run(inverse.length, Grain.rows(filter), back);
        }
    }

    private void back(int from, int to) {
        for (int one = from; one < to; one++) {
            double sum = 0;
            double product = 0;
            int at = one * filter;
            for (int index = at; index < at + filter; index++) {
                sum += gradient[index];
                product += (double) gradient[index] * values[index];
            }
            for (int index = at; index < at + filter; index++) {
                double centred = gradient[index] - (sum + values[index] * product) / filter;
                weight.gradient()[index] += (float) (inverse[one] * centred);
            }
        }
    }

    @Override
    public float[] values() {
        return values;
    }

    @Override
    public float[] gradient() {
        return gradient;
    }

    @Override
    public boolean needsGradient() {
        return weight.needsGradient();
    }
}
