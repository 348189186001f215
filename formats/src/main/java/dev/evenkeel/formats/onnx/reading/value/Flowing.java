package dev.evenkeel.formats.onnx.reading.value;

import dev.evenkeel.formats.onnx.graph.BatchAxis;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What a node of the network computes, and how its axes lie: axis i of the node's output is axis {@code order[i]} of the
 * file's value. Transposing a value is a change of its order, without any work.
 *
 * @param node of the network
 * @param extents of one example in the file's order; none for a scalar, which the network holds as {@code [1]}. An axis that
 *     counts examples and nothing else is not among them
 * @param order which axis of the file each axis of the node is
 * @param flattened how the single axis came about, if the node flattened more axes in another order than the file's
 * @param batch where the file's value has its examples
 */
public record Flowing(String node, int[] extents, int[] order, Optional<Flattened> flattened, BatchAxis batch)
        implements Value {
    /** A layer's result has its examples where the layer's first input has them. */
    public static final BatchAxis INHERITED = new BatchAxis(-2, 1, 1);

    /** A layer's result, whose examples lie where the layer's first input has them. */
    public Flowing(String node, int[] extents, int[] order, Optional<Flattened> flattened) {
        this(node, extents, order, flattened, INHERITED);
    }

    /**
     * Axes that became one.
     *
     * @param extents before, in the file's order
     * @param order before
     */
    public record Flattened(int[] extents, int[] order) {
        /** For each position of the node's axis the position of the file's. */
        public int[] filePositions() {
            int[] positions = new int[Arrays.stream(extents).reduce(1, (size, extent) -> size * extent)];
            forEachRun((at, from, step, count) -> {
                for (int inner = 0; inner < count; inner++) {
                    positions[at + inner] = from + inner * step;
                }
            });
            return positions;
        }

        /** Positions of the node's axis that lie evenly along the file's. */
        @FunctionalInterface
        interface Run {
            /** Of positions from {@code at} on, {@code count} in number, the first is {@code from} in the file, the next {@code step} behind. */
            void of(int at, int from, int step, int count);
        }

        void forEachRun(Run run) {
            int[] strides = new int[extents.length];
            int stride = 1;
            for (int axis = extents.length - 1; axis >= 0; axis--) {
                strides[axis] = stride;
                stride *= extents[axis];
            }
            int last = order.length - 1;
            int count = last < 0 ? 1 : extents[order[last]];
            int step = last < 0 ? 1 : strides[order[last]];
            int[] index = new int[order.length];
            int first = 0;
            for (int at = 0; at < stride; at += count) {
                run.of(at, first, step, count);
                for (int axis = last - 1; axis >= 0; axis--) {
                    int of = order[axis];
                    first += strides[of];
                    index[axis]++;
                    if (index[axis] < extents[of]) {
                        break;
                    }
                    first -= extents[of] * strides[of];
                    index[axis] = 0;
                }
            }
        }
    }

    /** A value whose axes lie as in the file. */
    public static Flowing inFileOrder(String node, int... extents) {
        return new Flowing(node, extents, fileOrder(extents.length), Optional.empty());
    }

    public static int[] fileOrder(int rank) {
        return IntStream.range(0, rank).toArray();
    }

    /** Channels, the first axis of an example in files, last. */
    public static int[] channelsLast(int rank) {
        return IntStream.range(0, rank).map(axis -> (axis + 1) % rank).toArray();
    }

    public int rank() {
        return extents.length;
    }

    public boolean isInFileOrder() {
        return flattened.isEmpty() && Arrays.equals(order, fileOrder(rank()));
    }

    /** The node's axis that is {@code axis} of the file. */
    public int nodeAxis(int axis) {
        for (int at = 0; at < order.length; at++) {
            if (order[at] == axis) {
                return at;
            }
        }
        throw new IllegalArgumentException("No axis " + axis + " in " + Arrays.toString(order));
    }

    /** The shape of one example of the node. */
    public Shape shape() {
        return shape(extents, order);
    }

    public static Shape shape(int[] extents, int[] order) {
        return extents.length == 0
                ? Shape.of(1)
                : Shape.of(Arrays.stream(order).map(axis -> extents[axis]).toArray());
    }

    /** The same axes, computed by another node. */
    public Flowing at(String other) {
        return new Flowing(other, extents, order, flattened, batch);
    }

    /** The same with its examples elsewhere in the file's value. */
    public Flowing with(BatchAxis other) {
        return new Flowing(node, extents, order, flattened, other);
    }

    /** How many axes the file's value has. */
    public int fileRank() {
        return rank() + (batch.isOwn() ? 1 : 0);
    }

    /** The axis of the file's value that is an example's. */
    public int fileAxis(int axis) {
        return batch.isOwn() && axis >= batch.axis() ? axis + 1 : axis;
    }

    /** How many values of an example lie before the batch, in the file's order. */
    public long before() {
        return batch.isNone() ? 1 : batch.outer() * product(0, batch.axis());
    }

    private long product(int from, int to) {
        return Arrays.stream(extents, from, to).asLongStream().reduce(1, Math::multiplyExact);
    }

    /** The extents of the file's value. */
    public long[] fileExtents(long examples) {
        long[] own = Arrays.stream(extents).asLongStream().toArray();
        if (batch.isOwn()) {
            return LongStream.concat(
                            LongStream.concat(Arrays.stream(own, 0, batch.axis()), LongStream.of(examples)),
                            Arrays.stream(own, batch.axis(), own.length))
                    .toArray();
        }
        if (!batch.isNone()) {
            own[batch.axis()] = Math.multiplyExact(own[batch.axis()], examples);
        }
        return own;
    }
}
