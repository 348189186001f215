package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * In which order the numbers of an example stand in the graph.
 *
 * @param axes which order its axes have
 * @param features with {@link Axes#FEATURES}, for each feature of the graph its index in this library; else empty
 */
record Order(Axes axes, List<Integer> features) {
    /** As in this library, {@code [(height, width,) channels]}. */
    static final Order CHANNELS_LAST = new Order(Axes.LAST, List.of());

    /** As ONNX's spatial operators want it, {@code [channels, (height, width)]}; for two axes or more. */
    static final Order CHANNELS_FIRST = new Order(Axes.FIRST, List.of());

    /** Which order axes have. */
    enum Axes {
        /** Channels last. */
        LAST,
        /** Channels first. */
        FIRST,
        /** One axis of features that stand elsewhere than in this library, as behind a flatten of channels first. */
        FEATURES
    }

    Order {
        features = List.copyOf(features);
    }

    /** The order of features, {@link #CHANNELS_LAST} if it is this library's own. */
    static Order ofFeatures(List<Integer> ours) {
        return ours.equals(counted(ours.size())) ? CHANNELS_LAST : new Order(Axes.FEATURES, ours);
    }

    private static List<Integer> counted(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    boolean isChannelsFirst() {
        return axes == Axes.FIRST;
    }

    /** For each of {@code count} features of the graph its index in this library. */
    List<Integer> ours(int count) {
        return axes == Axes.FEATURES ? features : counted(count);
    }

    /** For each feature of this library its index in the graph. */
    long[] theirs() {
        long[] theirs = new long[features.size()];
        for (int index = 0; index < theirs.length; index++) {
            theirs[features.get(index)] = index;
        }
        return theirs;
    }

    /** The order of the features that a flatten makes of {@code shape} in this order. */
    Order flattened(Shape shape) {
        if (axes != Axes.FIRST) {
            return this;
        }
        List<Integer> ours = new ArrayList<>();
        for (int channel = 0; channel < shape.channels(); channel++) {
            for (int position = 0; position < shape.positions(); position++) {
                ours.add(position * shape.channels() + channel);
            }
        }
        return ofFeatures(ours);
    }

    /** Values of {@code rows} rows of features, moved from this library's order to this one. */
    float[] arranged(int rows, float[] values) {
        if (axes != Axes.FEATURES) {
            return values;
        }
        int columns = features.size();
        float[] arranged = new float[values.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                arranged[row * columns + column] = values[row * columns + features.get(column)];
            }
        }
        return arranged;
    }

    /** The axis of the channels, the batch counted. */
    long channelAxis() {
        return axes == Axes.FIRST ? 1 : -1;
    }

    /** The extents of an example of {@code shape}. */
    List<Long> extents(Shape shape) {
        List<Long> extents = new ArrayList<>(Attributes.list(shape.toArray()));
        if (axes == Axes.FIRST) {
            extents.add(0, extents.remove(extents.size() - 1));
        }
        return extents;
    }
}
