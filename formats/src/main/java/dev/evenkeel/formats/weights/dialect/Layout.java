package dev.evenkeel.formats.weights.dialect;

import dev.evenkeel.formats.weights.convention.Change;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Where a file keeps each value of a tensor: a sum of one offset for each of our axes. */
public final class Layout {
    private final Shape ours;
    private final Shape file;
    private final int[][] offsets;
    private final Set<Change> changes;

    private Layout(Shape ours, Shape file, int[][] offsets, Set<Change> changes) {
        this.ours = ours;
        this.file = file;
        this.offsets = offsets;
        this.changes = changes;
    }

    /** The same axes in the same order. */
    static Layout same(Shape shape) {
        int[] order = new int[shape.rank()];
        Arrays.setAll(order, axis -> axis);
        return transposed(shape, order);
    }

    /** Our axis i is the file's axis {@code order[i]}. */
    static Layout transposed(Shape ours, int... order) {
        int[] extents = new int[order.length];
        for (int axis = 0; axis < order.length; axis++) {
            extents[order[axis]] = ours.extent(axis);
        }
        Shape file = Shape.of(extents);
        int[][] offsets = new int[order.length][];
        boolean moved = false;
        for (int axis = 0; axis < order.length; axis++) {
            int stride = file.tail(order[axis] + 1).size();
            offsets[axis] = new int[ours.extent(axis)];
            Arrays.setAll(offsets[axis], place -> place * stride);
            moved |= order[axis] != axis;
        }
        return new Layout(ours, file, offsets, moved ? EnumSet.of(Change.TRANSPOSED) : EnumSet.noneOf(Change.class));
    }

    /** As here, but what we have at i along our {@code axis} the file has at {@code places[i]}. */
    Layout reordered(int axis, int[] places) {
        return with(axis, places, Change.FEATURES_REORDERED);
    }

    /** As here, but the file counts along our axes but the first and the last from their ends. */
    Layout mirrored() {
        Layout mirrored = this;
        for (int axis = 1; axis < offsets.length - 1; axis++) {
            int last = offsets[axis].length - 1;
            int[] places = new int[last + 1];
            Arrays.setAll(places, place -> last - place);
            mirrored = mirrored.with(axis, places, Change.MIRRORED);
        }
        return mirrored;
    }

    /** The same values where the file splits an axis of theirs in two. */
    Layout split(Shape other) {
        return new Layout(ours, other, offsets, including(Change.AXES_JOINED));
    }

    private Layout with(int axis, int[] places, Change change) {
        int[][] moved = offsets.clone();
        moved[axis] = new int[places.length];
        Arrays.setAll(moved[axis], place -> offsets[axis][places[place]]);
        return new Layout(ours, file, moved, including(change));
    }

    private Set<Change> including(Change change) {
        Set<Change> more = EnumSet.copyOf(changes.isEmpty() ? EnumSet.noneOf(Change.class) : changes);
        more.add(change);
        return more;
    }

    /** The shape in the file. */
    public Shape file() {
        return file;
    }

    /** How the file's tensor differs from ours. */
    public Set<Change> changes() {
        return Collections.unmodifiableSet(changes);
    }

    /** Our values of the file's. */
    public float[] fromFile(float[] values) {
        float[] converted = new float[values.length];
        int[] places = places();
        for (int index = 0; index < places.length; index++) {
            converted[index] = values[places[index]];
        }
        return converted;
    }

    /** The file's values of ours. */
    public float[] toFile(float[] values) {
        float[] converted = new float[values.length];
        int[] places = places();
        for (int index = 0; index < places.length; index++) {
            converted[places[index]] = values[index];
        }
        return converted;
    }

    /** For each of our values its place in the file. */
    private int[] places() {
        int[] places = new int[ours.size()];
        int block = places.length;
        for (int[] axis : offsets) {
            int width = block / Math.max(1, axis.length);
            for (int index = 0; index < places.length; index++) {
                places[index] += axis[index / width % axis.length];
            }
            block = width;
        }
        return places;
    }
}
