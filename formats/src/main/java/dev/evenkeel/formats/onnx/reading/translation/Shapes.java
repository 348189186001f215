package dev.evenkeel.formats.onnx.reading.translation;

import dev.evenkeel.formats.onnx.graph.BatchAxis;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.formats.onnx.reading.value.Value;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.core.Flatten;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Operators that cut the same values into other axes. */
public final class Shapes {
    private Shapes() {}

    public static void addTo(Map<String, Operator> operators) {
        operators.put(
                "Reshape",
                Operator.of(Shapes::reshape, "allowzero", "shape", "consumed_inputs")
                        .wholes(1));
        operators.put("Flatten", Operator.of(Shapes::flatten, "axis"));
        operators.put("Squeeze", Operator.of(Shapes::squeeze, "axes").wholes(1));
        operators.put("Unsqueeze", Operator.of(Shapes::unsqueeze, "axes").wholes(1));
        operators.put("Transpose", Operator.of(Shapes::transpose, "perm"));
    }

    /** A value with other extents of one example, all in the file's order; its examples lie where they did. */
    public static Flowing reshaped(Translation translation, NodeReader node, Flowing value, int... extents) {
        return reshaped(translation, node, value, value.batch(), extents);
    }

    private static Flowing reshaped(
            Translation translation, NodeReader node, Flowing value, BatchAxis batch, int... extents) {
        int size = Arrays.stream(value.extents()).reduce(1, Math::multiplyExact);
        int wanted = Arrays.stream(extents).reduce(1, Math::multiplyExact);
        if (size != wanted) {
            throw node.wrong("needs as many values as its input " + Arrays.toString(value.extents()) + ", but got "
                    + Arrays.toString(extents));
        }
        if (Arrays.equals(extents, value.extents())) {
            return value.with(batch);
        }
        if (extents.length == 1) {
            return flat(translation, node, value).with(batch);
        }
        Flowing ordered = translation.fileOrder(node, value);
        Flowing like = Flowing.inFileOrder("", extents).with(batch);
        return translation.recut(node, "", ordered, like);
    }

    /** All axes of an example as one; its order is remembered, so that what comes behind can follow it. */
    private static Flowing flat(Translation translation, NodeReader node, Flowing value) {
        if (value.rank() == 1) {
            return value;
        }
        int size = value.shape().size();
        int[] moves = Arrays.stream(value.order())
                .filter(axis -> value.extents()[axis] != 1)
                .toArray();
        boolean keeps = IntStream.range(1, moves.length).allMatch(at -> moves[at - 1] < moves[at]);
        Optional<Flowing.Flattened> before = value.flattened().isPresent()
                ? value.flattened()
                : keeps ? Optional.empty() : Optional.of(new Flowing.Flattened(value.extents(), value.order()));
        Layer layer = value.rank() == 0 ? new Reshape(Shape.of(1)) : new Flatten();
        return translation.add(node, layer, List.of(value), new Flowing("", new int[] {size}, new int[] {0}, before));
    }

    private static void reshape(Translation translation, NodeReader node) {
        long[] wanted =
                node.wholes("shape").orElseGet(() -> translation.fixed(node, 1).longs());
        Value value = translation.value(node, 0);
        translation.define(node.output(), recut(translation, node, value, wanted));
    }

    private static void flatten(Translation translation, NodeReader node) {
        Value value = translation.value(node, 0);
        int rank = translation.rank(value);
        int axis = node.integer("axis", 1);
        int at = axis < 0 ? axis + rank : axis;
        if (at < 0 || at > rank) {
            throw node.wrong("needs an axis between " + -rank + " and " + rank + ", but got " + axis);
        }
        long[] extents = translation.fileExtents(value);
        long before = Arrays.stream(extents, 0, at).reduce(1, Math::multiplyExact);
        long behind = Arrays.stream(extents, at, rank).reduce(1, Math::multiplyExact);
        translation.define(node.output(), recut(translation, node, value, before, behind));
    }

    /** The same values with the extents that a node wants, of all of the file's value. */
    private static Value recut(Translation translation, NodeReader node, Value value, long... wanted) {
        long[] given = translation.fileExtents(value);
        if (value instanceof Flowing flowing && Arrays.stream(wanted).noneMatch(extent -> extent <= 0)) {
            translation.requireFit(flowing, Arrays.stream(wanted).reduce(1, Math::multiplyExact));
        }
        if (value instanceof Flowing flowing && !flowing.batch().isNone() && leavesARest(node, wanted, given)) {
            // -1 takes what there is of some numbers of examples.
            throw translation.across(node);
        }
        long[] extents = resolved(translation, node, wanted, given);
        if (value instanceof Fixed fixed) {
            return fixed.reshaped(ints(extents));
        }
        Flowing flowing = (Flowing) value;
        BatchAxis before = flowing.batch();
        if (before.isNone()) {
            return reshaped(translation, node, flowing, ints(extents));
        }
        BatchAxis batch = BatchAxis.among(flowing.before(), translation.examples(), extents, before.axis())
                .orElseThrow(() -> translation.across(node));
        extents[batch.axis()] = batch.perExample();
        int[] own = IntStream.range(0, extents.length)
                .filter(axis -> !batch.isOwn() || axis != batch.axis())
                .map(axis -> Math.toIntExact(extents[axis]))
                .toArray();
        return reshaped(translation, node, flowing, batch, own);
    }

    private static int[] ints(long[] extents) {
        return Arrays.stream(extents).mapToInt(Math::toIntExact).toArray();
    }

    /** Whether a node takes -1 for an axis, for which the other extents leave no whole number. */
    private static boolean leavesARest(NodeReader node, long[] wanted, long[] given) {
        long known = 1;
        for (int axis = 0; axis < wanted.length; axis++) {
            boolean copied = wanted[axis] == 0 && !node.flag("allowzero") && axis < given.length;
            known = Math.multiplyExact(known, Math.max(1, copied ? given[axis] : wanted[axis]));
        }
        return Arrays.stream(wanted).anyMatch(extent -> extent == -1)
                && Arrays.stream(given).reduce(1, Math::multiplyExact) % known != 0;
    }

    /** The extents that a node wants in numbers: 0 copies, -1 is what is left. */
    private static long[] resolved(Translation translation, NodeReader node, long[] wanted, long[] extents) {
        long[] resolved = new long[wanted.length];
        int open = -1;
        long all = Arrays.stream(extents).reduce(1, Math::multiplyExact);
        long known = 1;
        for (int axis = 0; axis < wanted.length; axis++) {
            long extent = wanted[axis];
            if (extent == 0 && !node.flag("allowzero")) {
                if (axis >= extents.length) {
                    throw node.wrong("copies axis " + axis + ", which its input does not have");
                }
                extent = extents[axis];
            }
            if (extent == -1 && open < 0) {
                open = axis;
                continue;
            }
            if (extent < 0 || extent > Integer.MAX_VALUE) {
                throw node.wrong("needs extents of 0 or more and one -1 at most, but got " + Arrays.toString(wanted));
            }
            resolved[axis] = extent;
            known = Math.multiplyExact(known, extent);
        }
        if (open < 0 ? known != all : known == 0 || all % known != 0) {
            throw node.wrong("needs as many values as its input " + translation.told(extents) + ", but got "
                    + translation.told(wanted));
        }
        if (open >= 0) {
            resolved[open] = all / known;
        }
        return resolved;
    }

    private static Optional<long[]> axes(Translation translation, NodeReader node) {
        return node.hasInput(1) ? Optional.of(translation.fixed(node, 1).longs()) : node.wholes("axes");
    }

    private static void squeeze(Translation translation, NodeReader node) {
        Value value = translation.value(node, 0);
        long[] extents = translation.fileExtents(value);
        int[] removed = axes(translation, node)
                .map(axes -> Arrays.stream(axes).mapToInt(axis -> translation.fileAxis(node, axis, value)))
                .orElseGet(() -> IntStream.range(0, extents.length).filter(axis -> extents[axis] == 1))
                .map(axis -> translation.axis(node, axis, value))
                .toArray();
        for (int axis : removed) {
            if (value.extents()[axis] != 1) {
                throw node.wrong("removes axes of one position, but axis " + axis + " of its input "
                        + Arrays.toString(value.extents()) + " has more");
            }
        }
        translation.define(node.output(), without(translation, node, value, removed));
    }

    /** The value without axes of its examples that have one position; the others keep their order. */
    public static Value without(Translation translation, NodeReader node, Value value, int... removed) {
        int[] kept = IntStream.range(0, value.extents().length)
                .filter(axis -> Arrays.stream(removed).noneMatch(gone -> gone == axis))
                .toArray();
        int[] extents = Arrays.stream(kept).map(axis -> value.extents()[axis]).toArray();
        if (value instanceof Fixed fixed) {
            return fixed.reshaped(extents);
        }
        Flowing flowing = translation.plain(node, (Flowing) value);
        if (removed.length == 0) {
            return flowing;
        }
        int[] order = Arrays.stream(flowing.order())
                .filter(axis -> Arrays.stream(kept).anyMatch(keep -> keep == axis))
                .map(axis -> Arrays.binarySearch(kept, axis))
                .toArray();
        BatchAxis batch = flowing.batch();
        int gone = (int) Arrays.stream(removed)
                .filter(axis -> flowing.fileAxis(axis) < batch.axis())
                .count();
        Flowing like = new Flowing("", extents, order, Optional.empty(), batch.at(batch.axis() - gone));
        return translation.recut(node, "", flowing, like);
    }

    private static void unsqueeze(Translation translation, NodeReader node) {
        Value value = translation.value(node, 0);
        long[] axes =
                axes(translation, node).orElseThrow(() -> node.wrong("needs the axes that it adds, but got none"));
        int rank = translation.rank(value) + axes.length;
        int[] added = Arrays.stream(axes)
                .mapToInt(axis -> Math.toIntExact(axis < 0 ? axis + rank : axis))
                .sorted()
                .toArray();
        if (Arrays.stream(added).anyMatch(axis -> axis < 0 || axis >= rank)
                || Arrays.stream(added).distinct().count() != added.length) {
            throw node.wrong("needs axes between " + -rank + " and " + (rank - 1) + ", each once, but got "
                    + Arrays.toString(axes));
        }
        for (int axis : added) {
            value = with(translation, node, value, axis);
        }
        translation.define(node.output(), value);
    }

    /** With an axis of one position at {@code axis} of the file, in the node behind the axis before it. */
    public static Value with(Translation translation, NodeReader node, Value value, int axis) {
        if (value instanceof Fixed fixed) {
            return fixed.reshaped(inserted(fixed.extents(), axis));
        }
        Flowing flowing = translation.plain(node, (Flowing) value);
        BatchAxis batch = flowing.batch();
        int own = batch.isOwn() && axis > batch.axis() ? axis - 1 : axis;
        int[] extents = inserted(flowing.extents(), own);
        int[] order = new int[extents.length];
        int at = 0;
        if (own == 0) {
            order[at++] = 0;
        }
        for (int of : flowing.order()) {
            int moved = of < own ? of : of + 1;
            order[at++] = moved;
            if (moved == own - 1) {
                order[at++] = own;
            }
        }
        BatchAxis after = !batch.isNone() && axis <= batch.axis() ? batch.at(batch.axis() + 1) : batch;
        Flowing like = new Flowing("", extents, order, Optional.empty(), after);
        return translation.add(node, new Reshape(like.shape()), List.of(flowing), like);
    }

    private static int[] inserted(int[] extents, int axis) {
        return IntStream.concat(
                        IntStream.concat(Arrays.stream(extents, 0, axis), IntStream.of(1)),
                        Arrays.stream(extents, axis, extents.length))
                .toArray();
    }

    private static void transpose(Translation translation, NodeReader node) {
        Value value = translation.value(node, 0);
        int rank = translation.rank(value);
        int[] order = node.integers("perm")
                .orElseGet(() ->
                        IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray());
        if (!Arrays.equals(Arrays.stream(order).sorted().toArray(), Flowing.fileOrder(rank))) {
            throw node.wrong("needs each of its input's " + rank + " axes once, but got " + Arrays.toString(order));
        }
        translation.define(
                node.output(),
                value instanceof Fixed fixed
                        ? fixed.transposed(order)
                        : turned(translation.plain(node, (Flowing) value), order));
    }

    /** With axis i of the file's value being axis {@code order[i]} of the given one: no work for the network. */
    public static Flowing turned(Flowing value, int... order) {
        BatchAxis batch = value.batch();
        int[] own = Arrays.stream(order)
                .filter(axis -> !batch.isOwn() || axis != batch.axis())
                .map(axis -> batch.isOwn() && axis > batch.axis() ? axis - 1 : axis)
                .toArray();
        int[] place = new int[own.length];
        for (int axis = 0; axis < own.length; axis++) {
            place[own[axis]] = axis;
        }
        int moved = IntStream.range(0, order.length)
                .filter(axis -> order[axis] == batch.axis())
                .findFirst()
                .orElse(batch.axis());
        return new Flowing(
                value.node(),
                Arrays.stream(own).map(axis -> value.extents()[axis]).toArray(),
                Arrays.stream(value.order()).map(axis -> place[axis]).toArray(),
                Optional.empty(),
                batch.at(moved));
    }
}
