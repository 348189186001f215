package dev.evenkeel.testkit.oracle.arithmetic;

import dev.evenkeel.arithmetic.Reduce;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.ArrayList;
import java.util.List;

/** {@code y = f(x_1, ..., x_n)} over the values that stretch from one place of the output. */
public record ReduceOracle(Reduce layer) implements Oracle {
    @Override
    public double[] train(Given given) {
        return trainAround(given, given);
    }

    /** Which values are the largest or smallest is a constant: at equal values it would jump. */
    @Override
    public double[] trainAround(Given base, Given moved) {
        List<List<Integer>> sets = sets(base);
        double[] y = new double[sets.size()];
        for (int set = 0; set < y.length; set++) {
            y[set] = value(base.input(), moved.input(), sets.get(set));
        }
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        double[] x = given.input();
        double[] dx = new double[x.length];
        List<List<Integer>> sets = sets(given);
        for (int set = 0; set < dy.length; set++) {
            for (int member : sets.get(set)) {
                dx[member] = dy[set] * slope(x, sets.get(set), member);
            }
        }
        return Gradients.of(dx);
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    /** The indices of the values of each output. */
    private List<List<Integer>> sets(Given given) {
        int[] extents = given.shape().toArray();
        for (int axis : layer.axes()) {
            extents[axis < 0 ? axis + extents.length : axis] = 1;
        }
        Shape output = Shape.of(extents);
        List<List<Integer>> sets = new ArrayList<>();
        for (int set = 0; set < given.examples() * output.size(); set++) {
            sets.add(new ArrayList<>());
        }
        Stretched stretched = new Stretched(output, given.shape());
        for (int index = 0; index < given.input().length; index++) {
            sets.get(stretched.index(index)).add(index);
        }
        return sets;
    }

    private double value(double[] base, double[] x, List<Integer> set) {
        return switch (layer.operator()) {
            case MEAN -> sum(x, set) / set.size();
            case SUM -> sum(x, set);
            case MAX, MIN -> {
                List<Integer> extremes = extremes(base, set);
                yield sum(x, extremes) / extremes.size();
            }
            case PRODUCT -> product(x, set, -1);
            case L1 -> set.stream().mapToDouble(i -> Math.abs(x[i])).sum();
            case L2 -> Math.sqrt(squares(x, set));
            case LOG_SUM -> Math.log(sum(x, set));
            case LOG_SUM_EXP -> Math.log(exponentials(x, set));
            case SUM_SQUARE -> squares(x, set);
        };
    }

    private double slope(double[] x, List<Integer> set, int member) {
        return switch (layer.operator()) {
            case MEAN -> 1.0 / set.size();
            case SUM -> 1;
            case MAX, MIN -> {
                List<Integer> extremes = extremes(x, set);
                yield extremes.contains(member) ? 1.0 / extremes.size() : 0;
            }
            case PRODUCT -> product(x, set, member);
            case L1 -> Math.signum(x[member]);
            case L2 -> x[member] / Math.sqrt(squares(x, set));
            case LOG_SUM -> 1 / sum(x, set);
            case LOG_SUM_EXP -> Math.exp(x[member]) / exponentials(x, set);
            case SUM_SQUARE -> 2 * x[member];
        };
    }

    private List<Integer> extremes(double[] x, List<Integer> set) {
        double sign = layer.operator() == Reduce.Operator.MAX ? 1 : -1;
        double extreme = set.stream().mapToDouble(i -> sign * x[i]).max().orElseThrow();
        return set.stream().filter(i -> sign * x[i] == extreme).toList();
    }

    private static double sum(double[] x, List<Integer> set) {
        return set.stream().mapToDouble(i -> x[i]).sum();
    }

    private static double squares(double[] x, List<Integer> set) {
        return set.stream().mapToDouble(i -> x[i] * x[i]).sum();
    }

    private static double exponentials(double[] x, List<Integer> set) {
        return set.stream().mapToDouble(i -> Math.exp(x[i])).sum();
    }

    private static double product(double[] x, List<Integer> set, int without) {
        double product = 1;
        for (int i : set) {
            product *= i == without ? 1 : x[i];
        }
        return product;
    }
}
