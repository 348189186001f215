package dev.evenkeel.arithmetic;

import dev.evenkeel.layer.Settings;
import dev.evenkeel.tensor.Shape;

/**
 * The sets of values that a {@link Reduce} makes one of, numbered through all examples as the outputs are.
 *
 * @param input the shape of one example
 * @param output the same with the reduced axes at 1
 * @param starts where the first value of each set of an example lies
 * @param members where the values of a set lie, from its first on
 */
record ReducedSets(Reduce.Operator operator, Shape input, Shape output, int[] starts, int[] members) {
    static ReducedSets of(Reduce.Operator operator, Shape input, Shape output) {
        int[] kept = {0};
        int[] reduced = {0};
        for (int axis = 0; axis < input.rank(); axis++) {
            int stride = input.tail(axis + 1).size();
            if (output.extent(axis) == input.extent(axis)) {
                kept = along(kept, input.extent(axis), stride);
            } else {
                reduced = along(reduced, input.extent(axis), stride);
            }
        }
        return new ReducedSets(operator, input, output, kept, reduced);
    }

    private static int[] along(int[] places, int extent, int stride) {
        int[] longer = new int[places.length * extent];
        for (int index = 0; index < longer.length; index++) {
            longer[index] = places[index / extent] + index % extent * stride;
        }
        return longer;
    }

    /** How many sets an example has. */
    int count() {
        return starts.length;
    }

    /** As {@code mean [7, 7, 64] -> [1, 1, 64]}. */
    String describe() {
        return Settings.wordOf(operator) + " " + input + " -> " + output;
    }

    /** Where the first value of a set lies. */
    int start(int set) {
        return set / starts.length * input.size() + starts[set % starts.length];
    }

    /** Computes the sets {@code [from, to)}. */
    void compute(float[] x, float[] y, int from, int to) {
        for (int set = from; set < to; set++) {
            y[set] = (float) value(x, start(set));
        }
    }

    private double value(float[] x, int at) {
        return switch (operator) {
            case MEAN -> sum(x, at) / members.length;
            case SUM -> sum(x, at);
            case MAX -> largest(x, at);
            case MIN -> smallest(x, at);
            case PRODUCT -> productWithout(x, at, -1);
            case L1 -> sumOfSizes(x, at);
            case L2 -> Math.sqrt(sumOfSquares(x, at));
            case LOG_SUM -> StrictMath.log(sum(x, at));
            case LOG_SUM_EXP -> logSumExp(x, at);
            case SUM_SQUARE -> sumOfSquares(x, at);
        };
    }

    double sum(float[] x, int at) {
        double sum = 0;
        for (int member : members) {
            sum += x[at + member];
        }
        return sum;
    }

    float largest(float[] x, int at) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int member : members) {
            largest = Math.max(largest, x[at + member]);
        }
        return largest;
    }

    float smallest(float[] x, int at) {
        float smallest = Float.POSITIVE_INFINITY;
        for (int member : members) {
            smallest = Math.min(smallest, x[at + member]);
        }
        return smallest;
    }

    /** The product of all but the value of number {@code left}, which is below 0 if none is left out. */
    double productWithout(float[] x, int at, int left) {
        double product = 1;
        for (int number = 0; number < members.length; number++) {
            product *= number == left ? 1 : x[at + members[number]];
        }
        return product;
    }

    private double sumOfSizes(float[] x, int at) {
        double sum = 0;
        for (int member : members) {
            sum += Math.abs(x[at + member]);
        }
        return sum;
    }

    double sumOfSquares(float[] x, int at) {
        double sum = 0;
        for (int member : members) {
            double value = x[at + member];
            sum += value * value;
        }
        return sum;
    }

    /** Infinite where the largest value is. */
    double logSumExp(float[] x, int at) {
        double largest = largest(x, at);
        if (Double.isInfinite(largest)) {
            return largest;
        }
        double sum = 0;
        for (int member : members) {
            sum += StrictMath.exp(x[at + member] - largest);
        }
        return largest + StrictMath.log(sum);
    }
}
