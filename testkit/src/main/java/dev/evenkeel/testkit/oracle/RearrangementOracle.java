package dev.evenkeel.testkit.oracle;

import dev.evenkeel.rearrange.Expand;
import dev.evenkeel.rearrange.Pad;
import dev.evenkeel.rearrange.Rearrangement;
import dev.evenkeel.rearrange.Slice;
import dev.evenkeel.rearrange.Take;
import dev.evenkeel.rearrange.Tile;
import dev.evenkeel.rearrange.Transpose;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;

/**
 * {@code y[place] = x[source(place)]}, or a constant where there is none; {@code dx[source(place)] += dy[place]}. Places are
 * coordinates, one for each axis.
 */
public record RearrangementOracle(Rearrangement layer, Coordinates source, double constant) implements Oracle {
    /** Coordinates in the input of what stands at coordinates of the output; one below 0 where nothing does. */
    public interface Coordinates {
        int[] of(Shape input, int[] place);
    }

    public static Oracle of(Rearrangement layer) {
        if (layer instanceof Pad pad) {
            return new RearrangementOracle(layer, (input, place) -> padded(pad, input, place), pad.value());
        } else if (layer instanceof Transpose transpose) {
            return new RearrangementOracle(layer, (input, place) -> transposed(transpose, place), 0);
        } else if (layer instanceof Slice slice) {
            return new RearrangementOracle(
                    layer,
                    (input, place) -> with(
                            input, place, slice.axis(), slice.start() + place[at(input, slice.axis())] * slice.step()),
                    0);
        } else if (layer instanceof Take take) {
            return new RearrangementOracle(
                    layer,
                    (input, place) ->
                            with(input, place, take.axis(), taken(take, input, place[at(input, take.axis())])),
                    0);
        } else if (layer instanceof Tile) {
            return new RearrangementOracle(layer, RearrangementOracle::repeated, 0);
        }
        return new RearrangementOracle(
                layer, (input, place) -> repeated(input, tail(place, input.rank(), (Expand) layer)), 0);
    }

    private static int[] transposed(Transpose layer, int[] place) {
        int[] source = new int[place.length];
        for (int axis = 0; axis < place.length; axis++) {
            source[layer.order().get(axis)] = place[axis];
        }
        return source;
    }

    private static int at(Shape input, int axis) {
        return axis < 0 ? axis + input.rank() : axis;
    }

    private static int[] with(Shape input, int[] place, int axis, int coordinate) {
        int[] source = place.clone();
        source[at(input, axis)] = coordinate;
        return source;
    }

    private static int taken(Take layer, Shape input, int coordinate) {
        int index = layer.indices().get(coordinate);
        return index < 0 ? index + input.extent(layer.axis()) : index;
    }

    private static int[] repeated(Shape input, int[] place) {
        int[] source = new int[place.length];
        for (int axis = 0; axis < place.length; axis++) {
            source[axis] = place[axis] % input.extent(axis);
        }
        return source;
    }

    private static int[] tail(int[] place, int rank, Expand layer) {
        return Arrays.copyOfRange(place, layer.shape().rank() - rank, place.length);
    }

    private static int[] padded(Pad layer, Shape input, int[] place) {
        int[] source = new int[place.length];
        for (int axis = 0; axis < place.length; axis++) {
            source[axis] = padded(layer.mode(), place[axis] - layer.before().get(axis), input.extent(axis));
        }
        return source;
    }

    private static int padded(Pad.Mode mode, int coordinate, int extent) {
        int found = coordinate;
        while (found < 0 || found >= extent) {
            int mirrored = extent == 1 ? 0 : found < 0 ? -found : 2 * (extent - 1) - found;
            found = switch (mode) {
                case CONSTANT -> Integer.MIN_VALUE;
                case EDGE -> found < 0 ? 0 : extent - 1;
                case REFLECT -> mirrored;
                case WRAP -> found < 0 ? found + extent : found - extent;
            };
            if (found == Integer.MIN_VALUE) {
                return -1;
            }
        }
        return found;
    }

    @Override
    public double[] train(Given given) {
        Shape output = layer.outputShape(given.shape());
        double[] y = new double[given.examples() * output.size()];
        for (int at = 0; at < y.length; at++) {
            int from = source(given.shape(), output, at);
            y[at] = from < 0 ? constant : given.input()[from];
        }
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        Shape output = layer.outputShape(given.shape());
        double[] dx = new double[given.input().length];
        for (int at = 0; at < dy.length; at++) {
            int from = source(given.shape(), output, at);
            if (from >= 0) {
                dx[from] += dy[at];
            }
        }
        return Gradients.of(dx);
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    /** The index in a batch of inputs of what stands at an index in a batch of outputs; below 0 where nothing does. */
    private int source(Shape input, Shape output, int at) {
        int[] place = new int[output.rank()];
        int left = at;
        for (int axis = output.rank() - 1; axis >= 0; axis--) {
            place[axis] = left % output.extent(axis);
            left /= output.extent(axis);
        }
        int from = left;
        int[] coordinates = source.of(input, place);
        for (int axis = 0; axis < input.rank(); axis++) {
            if (coordinates[axis] < 0) {
                return -1;
            }
            from = from * input.extent(axis) + coordinates[axis];
        }
        return from;
    }
}
