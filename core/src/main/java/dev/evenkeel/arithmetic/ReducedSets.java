package dev.evenkeel.arithmetic;

import dev.evenkeel.layer.Settings;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;

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
        Arrays.setAll(longer, index -> places[index / extent] + index % extent * stride);
        return longer;
    }

    int count() {
        return starts.length;
    }

    /** As {@code mean [7, 7, 64] -> [1, 1, 64]}. */
    String describe() {
        return Settings.wordOf(operator) + " " + input + " -> " + output;
    }

    /** Where the first value of a set lies. */
    private int start(int set) {
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

    private double sum(float[] x, int at) {
        double sum = 0;
        for (int member : members) {
            sum += x[at + member];
        }
        return sum;
    }

    private float largest(float[] x, int at) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int member : members) {
            largest = Math.max(largest, x[at + member]);
        }
        return largest;
    }

    private float smallest(float[] x, int at) {
        float smallest = Float.POSITIVE_INFINITY;
        for (int member : members) {
            smallest = Math.min(smallest, x[at + member]);
        }
        return smallest;
    }

    /** The product of all but the value of number {@code left}, which is below 0 if none is left out. */
    private double productWithout(float[] x, int at, int left) {
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

    private double sumOfSquares(float[] x, int at) {
        double sum = 0;
        for (int member : members) {
            double value = x[at + member];
            sum += value * value;
        }
        return sum;
    }

    /** Infinite where the largest value is. */
    private double logSumExp(float[] x, int at) {
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

    /** Computes the gradients of the values of the sets {@code [from, to)}. */
    void differentiate(float[] x, float[] dy, float[] dx, int from, int to) {
        for (int set = from; set < to; set++) {
            int at = start(set);
            switch (operator) {
                case MEAN -> spread(dx, at, dy[set] / (double) members.length);
                case SUM -> spread(dx, at, dy[set]);
                case MAX -> share(x, dx, at, dy[set], largest(x, at));
                case MIN -> share(x, dx, at, dy[set], smallest(x, at));
                case PRODUCT -> multiplyOthers(x, dx, at, dy[set]);
                case L1 -> signs(x, dx, at, dy[set]);
                case L2 -> scale(x, dx, at, perNorm(x, dy[set], at));
                case LOG_SUM -> spread(dx, at, dy[set] / sum(x, at));
                case LOG_SUM_EXP -> exponentials(x, dx, at, dy[set]);
                case SUM_SQUARE -> scale(x, dx, at, 2.0 * dy[set]);
            }
        }
    }

    private void spread(float[] dx, int at, double gradient) {
        for (int member : members) {
            dx[at + member] = (float) gradient;
        }
    }

    private void share(float[] x, float[] dx, int at, double gradient, float extreme) {
        int count = 0;
        for (int member : members) {
            count += x[at + member] == extreme ? 1 : 0;
        }
        for (int member : members) {
            dx[at + member] = x[at + member] == extreme ? (float) (gradient / count) : 0;
        }
    }

    /** A product without one factor is a quotient, but for factors of 0. */
    private void multiplyOthers(float[] x, float[] dx, int at, double gradient) {
        double product = productWithout(x, at, -1);
        for (int number = 0; number < members.length; number++) {
            int index = at + members[number];
            double others = x[index] == 0 ? productWithout(x, at, number) : product / x[index];
            dx[index] = (float) (gradient * others);
        }
    }

    private void signs(float[] x, float[] dx, int at, double gradient) {
        for (int member : members) {
            dx[at + member] = (float) (gradient * Math.signum(x[at + member]));
        }
    }

    private double perNorm(float[] x, double gradient, int at) {
        double norm = Math.sqrt(sumOfSquares(x, at));
        return norm == 0 ? 0 : gradient / norm;
    }

    private void scale(float[] x, float[] dx, int at, double factor) {
        for (int member : members) {
            dx[at + member] = (float) (factor * x[at + member]);
        }
    }

    private void exponentials(float[] x, float[] dx, int at, double gradient) {
        double logSum = logSumExp(x, at);
        for (int member : members) {
            dx[at + member] = (float) (gradient * StrictMath.exp(x[at + member] - logSum));
        }
    }
}
