package dev.evenkeel.testkit.oracle;

import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a layer is given in one step.
 *
 * @param shapes the shape of one example of each input
 * @param examples how many examples the batch has
 * @param inputs the values {@code [examples, shape]} of each input
 * @param real which positions, {@code [examples, positions]}, are no padding
 * @param kept which values the layer's own output did not drop; of use only to layers that draw at random
 * @param parameters the learned tensors by name
 * @param statistics the running statistics by name, as before the step
 * @param updates how many updates are behind the running statistics
 * @param count how many values per channel are behind the running statistics
 * @param trainingMode how the run treats the layer
 */
public record Given(
        List<Shape> shapes,
        int examples,
        List<double[]> inputs,
        boolean[] real,
        boolean[] kept,
        Map<String, double[]> parameters,
        Map<String, double[]> statistics,
        long updates,
        long count,
        TrainingMode trainingMode) {

    /** A complete batch of one input for a layer without tensors. */
    public static Given of(Shape shape, int examples, double[] input) {
        boolean[] real = new boolean[examples * shape.positions()];
        Arrays.fill(real, true);
        return new Given(
                List.of(shape),
                examples,
                List.of(input),
                real,
                new boolean[0],
                Map.of(),
                Map.of(),
                0,
                0,
                TrainingMode.TRAIN);
    }

    /** The shape of one example of the first input. */
    public Shape shape() {
        return shapes.get(0);
    }

    /** The values of the first input. */
    public double[] input() {
        return inputs.get(0);
    }

    /** Extent of the first input's last axis. */
    public int channels() {
        return shape().channels();
    }

    /** Whether the value at {@code index} of the first input stands at a position that is no padding. */
    public boolean isReal(int index) {
        return real[index / channels()];
    }

    /** A parameter or running statistic, or {@code fallback} repeated if the layer has none of that name. */
    public double[] tensor(String name, int size, double fallback) {
        double[] none = new double[size];
        Arrays.fill(none, fallback);
        return parameters.getOrDefault(name, statistics.getOrDefault(name, none));
    }

    /** The same with every position taken as real. */
    public Given complete() {
        boolean[] all = new boolean[real.length];
        Arrays.fill(all, true);
        return new Given(shapes, examples, inputs, all, kept, parameters, statistics, updates, count, trainingMode);
    }

    /** The same with other learned tensors. */
    public Given withParameters(Map<String, double[]> others) {
        return new Given(shapes, examples, inputs, real, kept, others, statistics, updates, count, trainingMode);
    }

    /** The same with other running statistics and other numbers behind them. */
    public Given withStatistics(Map<String, double[]> others, long newUpdates, long newCount) {
        return new Given(shapes, examples, inputs, real, kept, parameters, others, newUpdates, newCount, trainingMode);
    }

    /** The same with other inputs. */
    public Given withInputs(List<double[]> others) {
        return withInputs(shapes, others);
    }

    /** The same with other inputs of other shapes but as many positions. */
    public Given withInputs(List<Shape> otherShapes, List<double[]> others) {
        return new Given(
                otherShapes, examples, others, real, kept, parameters, statistics, updates, count, trainingMode);
    }

    /** The same with {@code step} added to one value of an input. */
    public Given withInputMoved(int input, int index, double step) {
        List<double[]> moved = new ArrayList<>(inputs);
        moved.set(input, moved(inputs.get(input), index, step));
        return withInputs(moved);
    }

    /** The same with {@code step} added to one value of a parameter. */
    public Given withParameterMoved(String name, int index, double step) {
        Map<String, double[]> moved = new HashMap<>(parameters);
        moved.computeIfPresent(name, (key, values) -> moved(values, index, step));
        return withParameters(moved);
    }

    private static double[] moved(double[] values, int index, double step) {
        double[] changed = values.clone();
        changed[index] += step;
        return changed;
    }
}
