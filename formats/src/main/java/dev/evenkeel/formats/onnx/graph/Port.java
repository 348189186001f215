package dev.evenkeel.formats.onnx.graph;

import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where a file's value and a network's meet: the same values in two orders of axes.
 *
 * @param name of the file's value
 * @param batch where the examples lie in the file's value
 * @param extents of one example in the file's order
 * @param order which of these axes each axis of the network's value is
 */
public record Port(String name, BatchAxis batch, List<Integer> extents, List<Integer> order) {
    /** What the file's values hold. */
    public enum Batching {
        /** Examples, each computed alone. */
        EXAMPLES,
        /** All of a value is one example: the file computes across its first axis. */
        NONE
    }

    public Port {
        extents = List.copyOf(extents);
        order = List.copyOf(order);
    }

    /** Whether the file's values hold a batch of examples, or one. */
    public Batching batching() {
        return batch.isNone() ? Batching.NONE : Batching.EXAMPLES;
    }

    /** The shape of one example of the network's value. */
    public Shape shape() {
        return extents.isEmpty()
                ? Shape.of(1)
                : Shape.of(order.stream().mapToInt(extents::get).toArray());
    }

    /** The extents of the file's value for a batch. */
    public List<Long> fileExtents(int examples) {
        List<Long> all = new ArrayList<>();
        extents.forEach(extent -> all.add((long) extent));
        if (batch.isOwn()) {
            all.add(batch.axis(), (long) examples);
        } else if (!batch.isNone()) {
            all.set(batch.axis(), all.get(batch.axis()) * examples);
        }
        return all;
    }

    /** Whether the axes lie alike on both sides. */
    public boolean isInFileOrder() {
        return order.stream().sorted().toList().equals(order);
    }

    /** Values of examples one after the other, from the file's order to the network's. */
    public float[] toNetwork(float[] values) {
        return moved(values, Direction.TO_NETWORK);
    }

    /** Values of examples one after the other, from the network's order to the file's. */
    public float[] toFile(float[] values) {
        return moved(values, Direction.TO_FILE);
    }

    /** The network's values of examples, one after the other, of the file's value {@link #fileExtents}. */
    public float[] toNetworkBatch(float[] values, int examples) {
        return toNetwork(arranged(values, examples, Direction.TO_NETWORK));
    }

    /** The file's value {@link #fileExtents} of the network's values of examples, one after the other. */
    public float[] toFileBatch(float[] values, int examples) {
        return arranged(toFile(values), examples, Direction.TO_FILE);
    }

    /** Examples one after the other in the place of the file's value, or the other way round; an example's axes stay. */
    private float[] arranged(float[] values, int examples, Direction direction) {
        int before = batch.isNone()
                ? 1
                : batch.outer() * extents.stream().limit(batch.axis()).reduce(1, Math::multiplyExact);
        if (before == 1 || examples <= 1) {
            return values;
        }
        int after = values.length / examples / before;
        float[] moved = new float[values.length];
        for (int example = 0; example < examples; example++) {
            for (int row = 0; row < before; row++) {
                int apart = (example * before + row) * after;
                int together = (row * examples + example) * after;
                boolean fromFile = direction == Direction.TO_NETWORK;
                System.arraycopy(values, fromFile ? together : apart, moved, fromFile ? apart : together, after);
            }
        }
        return moved;
    }

    private enum Direction {
        TO_NETWORK,
        TO_FILE
    }

    private float[] moved(float[] values, Direction direction) {
        if (isInFileOrder()) {
            return values.clone();
        }
        int[] positions = positions();
        float[] moved = new float[values.length];
        for (int first = 0; first < values.length; first += positions.length) {
            for (int at = 0; at < positions.length; at++) {
                if (direction == Direction.TO_NETWORK) {
                    moved[first + at] = values[first + positions[at]];
                } else {
                    moved[first + positions[at]] = values[first + at];
                }
            }
        }
        return moved;
    }

    /** For each position of the network's example that of the file's. */
    private int[] positions() {
        int rank = extents.size();
        int[] strides = new int[rank];
        int size = 1;
        for (int axis = rank - 1; axis >= 0; axis--) {
            strides[axis] = size;
            size *= extents.get(axis);
        }
        int[] positions = new int[size];
        Arrays.setAll(positions, at -> position(at, strides));
        return positions;
    }

    private int position(int at, int[] strides) {
        int position = 0;
        int rest = at;
        for (int axis = order.size() - 1; axis >= 0; axis--) {
            int of = order.get(axis);
            position += rest % extents.get(of) * strides[of];
            rest /= extents.get(of);
        }
        return position;
    }
}
