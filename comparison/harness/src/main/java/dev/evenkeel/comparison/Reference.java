package dev.evenkeel.comparison;

import dev.evenkeel.comparison.Task.Convolution;
import dev.evenkeel.comparison.Task.Normalization;
import dev.evenkeel.comparison.Task.Product;
import dev.evenkeel.comparison.value.Values;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/** What single operations should give: their formulas in double, at the sampled places. */
public final class Reference {
    private Reference() {}

    /** Empty for whole networks and recurrences, which are compared with one another. */
    public static Optional<Evidence> of(Task task) {
        if (task instanceof Product product) {
            return Optional.of(product(product));
        } else if (task instanceof Convolution convolution) {
            return Optional.of(convolution(convolution));
        } else if (task instanceof Normalization normalization) {
            return Optional.of(new NormalizationEvidence(normalization).evidence());
        } else if (task instanceof Task.Attention attention) {
            return Optional.of(new AttentionEvidence(attention).evidence());
        }
        return Optional.empty();
    }

    private static Evidence product(Product task) {
        float[] a = Values.input(task.rows() * task.depth());
        float[] b = Values.weight(task.depth() * task.columns(), task.depth());
        return sampled("output", task.rows() * task.columns(), place -> {
            int row = place / task.columns();
            int column = place % task.columns();
            double sum = 0;
            for (int k = 0; k < task.depth(); k++) {
                sum += (double) a[row * task.depth() + k] * b[k * task.columns() + column];
            }
            return sum;
        });
    }

    private static Evidence convolution(Convolution task) {
        int kernel = Convolution.KERNEL;
        int taps = kernel * kernel;
        int inputs = task.inputs();
        int outputs = task.outputs();
        float[] x = Values.input(task.positions() * inputs);
        float[] w = Values.weight(outputs * taps * inputs, taps * inputs);
        float[] dy = Values.outputGradient(task.positions() * outputs);
        return switch (task.pass()) {
            case FORWARD ->
                sampled("output", task.positions() * outputs, place -> {
                    double sum = 0;
                    int output = place % outputs;
                    for (int tap = 0; tap < taps; tap++) {
                        int read = neighbour(task, place / outputs, tap / kernel - 1, tap % kernel - 1);
                        for (int input = 0; read >= 0 && input < inputs; input++) {
                            sum += (double) x[read * inputs + input] * w[(output * taps + tap) * inputs + input];
                        }
                    }
                    return sum;
                });
            case BACKWARD_DATA ->
                sampled("input gradient", task.positions() * inputs, place -> {
                    double sum = 0;
                    int input = place % inputs;
                    for (int tap = 0; tap < taps; tap++) {
                        int wrote = neighbour(task, place / inputs, 1 - tap / kernel, 1 - tap % kernel);
                        for (int output = 0; wrote >= 0 && output < outputs; output++) {
                            sum += (double) dy[wrote * outputs + output] * w[(output * taps + tap) * inputs + input];
                        }
                    }
                    return sum;
                });
            case BACKWARD_WEIGHTS ->
                sampled("weight gradient", outputs * taps * inputs, place -> {
                    double sum = 0;
                    int input = place % inputs;
                    int tap = place / inputs % taps;
                    int output = place / inputs / taps;
                    for (int position = 0; position < task.positions(); position++) {
                        int read = neighbour(task, position, tap / kernel - 1, tap % kernel - 1);
                        if (read >= 0) {
                            sum += (double) dy[position * outputs + output] * x[read * inputs + input];
                        }
                    }
                    return sum;
                });
            case BACKWARD -> throw new IllegalArgumentException("A convolution's backward pass is timed in two");
        };
    }

    /** The position {@code down} and {@code right} of another in the same image, or -1 outside it. */
    private static int neighbour(Convolution task, int position, int down, int right) {
        int column = position % task.width() + right;
        int row = position / task.width() % task.height() + down;
        boolean inside = column >= 0 && column < task.width() && row >= 0 && row < task.height();
        return inside ? position + down * task.width() + right : -1;
    }

    static Evidence sampled(String part, int length, IntToDoubleFunction formula) {
        return new Evidence()
                .withSamples(
                        part,
                        Arrays.stream(Evidence.places(length))
                                .mapToDouble(formula)
                                .toArray());
    }
}
