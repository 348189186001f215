package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.layer.Flatten;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.rearrange.Expand;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.rearrange.Tile;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Operators that change the axes of a value. */
final class Shapes {
    private Shapes() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put(
                "Reshape",
                Operator.of(Shapes::reshape, "allowzero", "shape", "consumed_inputs")
                        .wholes(1));
        operators.put("Flatten", Operator.of(Shapes::flatten, "axis"));
        operators.put("Squeeze", Operator.of(Shapes::squeeze, "axes").wholes(1));
        operators.put("Unsqueeze", Operator.of(Shapes::unsqueeze, "axes").wholes(1));
        operators.put("Transpose", Operator.of(Shapes::transpose, "perm"));
        operators.put("Expand", Operator.of(Shapes::expand).wholes(1));
        operators.put("Tile", Operator.of(Shapes::tile).since(6).wholes(1));
        operators.put("DepthToSpace", Operator.of(Shapes::depthToSpace, "blocksize", "mode"));
        operators.put("SpaceToDepth", Operator.of(Shapes::spaceToDepth, "blocksize"));
    }

    /** A value with other extents of one example, all in the file's order. */
    static Flowing reshaped(Translation translation, NodeReader node, Flowing value, int... extents) {
        int size = Arrays.stream(value.extents()).reduce(1, Math::multiplyExact);
        int wanted = Arrays.stream(extents).reduce(1, Math::multiplyExact);
        if (size != wanted) {
            throw node.wrong("needs as many values as its input " + Arrays.toString(value.extents()) + ", but "
                    + Arrays.toString(extents) + " came");
        }
        if (extents.length == 1) {
            return flat(translation, node, value);
        }
        Flowing ordered = translation.fileOrder(node, value);
        Flowing like = Flowing.inFileOrder("", extents);
        return translation.add(node, new Reshape(like.shape()), List.of(ordered), like);
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
        if (value instanceof Fixed fixed) {
            translation.define(node.output(), fixed.reshaped(resolved(node, wanted, fixed.extents(), 0)));
            return;
        }
        Flowing flowing = (Flowing) value;
        if (translation.isWhole()) {
            int[] extents = resolved(node, wanted, flowing.extents(), 0);
            translation.define(node.output(), reshaped(translation, node, flowing, extents));
            return;
        }
        int[] extents = resolved(node, perExample(translation, node, wanted, flowing), flowing.extents(), 1);
        translation.define(node.output(), reshaped(translation, node, flowing, extents));
    }

    /** The extents behind the batch's, if the batch stays as it is. */
    private static long[] perExample(Translation translation, NodeReader node, long[] wanted, Flowing value) {
        if (wanted.length == 0) {
            throw translation.across(node);
        }
        long first = wanted[0];
        long[] rest = Arrays.copyOfRange(wanted, 1, wanted.length);
        long size = Arrays.stream(value.extents()).asLongStream().reduce(1, (a, b) -> a * b);
        boolean known = Arrays.stream(rest).allMatch(extent -> extent > 0);
        boolean fits = known && Arrays.stream(rest).reduce(1, Math::multiplyExact) == size;
        boolean keeps = first == Fixed.BATCH
                || (first == 0 && !node.flag("allowzero"))
                || (first == -1 && (fits || Arrays.stream(rest).anyMatch(extent -> extent == 0)))
                || (translation.isBatch(first) && (fits || !known));
        if (!keeps) {
            throw translation.across(node);
        }
        return rest;
    }

    /** @param leading how many of the node's axes stand before {@code wanted} */
    private static int[] resolved(NodeReader node, long[] wanted, int[] extents, int leading) {
        int[] resolved = new int[wanted.length];
        int open = -1;
        long rest = Arrays.stream(extents).asLongStream().reduce(1, Math::multiplyExact);
        long known = 1;
        for (int axis = 0; axis < wanted.length; axis++) {
            long extent = wanted[axis];
            if (extent == 0 && !node.flag("allowzero")) {
                if (axis >= extents.length) {
                    throw node.wrong("copies axis " + (axis + leading) + ", which its input does not have");
                }
                extent = extents[axis];
            }
            if (extent == -1 && open < 0) {
                open = axis;
                continue;
            }
            if (extent < 0 || extent > Integer.MAX_VALUE) {
                throw node.wrong(
                        "needs extents of 0 or more and one -1 at most, but " + Arrays.toString(wanted) + " came");
            }
            resolved[axis] = (int) extent;
            known = Math.multiplyExact(known, extent);
        }
        if (open >= 0) {
            if (known == 0 || rest % known != 0) {
                throw node.wrong("needs extents that divide its input " + Arrays.toString(extents) + ", but "
                        + Arrays.toString(wanted) + " came");
            }
            resolved[open] = Math.toIntExact(rest / known);
        }
        return resolved;
    }

    private static void flatten(Translation translation, NodeReader node) {
        Flowing value = translation.flowing(node, 0);
        int rank = translation.rank(value);
        int axis = node.integer("axis", 1);
        int at = axis < 0 ? axis + rank : axis;
        if (at < 0 || at > rank) {
            throw node.wrong("needs an axis between " + -rank + " and " + rank + ", but " + axis + " came");
        }
        if (!translation.isWhole()) {
            if (at != 1) {
                throw translation.across(node);
            }
            translation.define(
                    node.output(),
                    reshaped(translation, node, value, value.shape().size()));
            return;
        }
        int before = Arrays.stream(value.extents(), 0, at).reduce(1, Math::multiplyExact);
        translation.define(
                node.output(),
                reshaped(translation, node, value, before, value.shape().size() / Math.max(1, before)));
    }

    private static Optional<long[]> axes(Translation translation, NodeReader node) {
        return node.hasInput(1) ? Optional.of(translation.fixed(node, 1).longs()) : node.wholes("axes");
    }

    private static void squeeze(Translation translation, NodeReader node) {
        Value value = translation.value(node, 0);
        int[] removed = axes(translation, node)
                .map(axes -> Arrays.stream(axes)
                        .mapToInt(axis -> translation.axis(node, axis, value))
                        .toArray())
                .orElseGet(() -> IntStream.range(0, value.extents().length)
                        .filter(axis -> value.extents()[axis] == 1)
                        .toArray());
        for (int axis : removed) {
            if (value.extents()[axis] != 1) {
                throw node.wrong("removes axes of one position, but axis " + axis + " of its input "
                        + Arrays.toString(value.extents()) + " has more");
            }
        }
        translation.define(node.output(), without(translation, node, value, removed));
    }

    /** The value without axes of one position; the others keep their order. */
    static Value without(Translation translation, NodeReader node, Value value, int... removed) {
        int[] kept = IntStream.range(0, value.extents().length)
                .filter(axis -> Arrays.stream(removed).noneMatch(gone -> gone == axis))
                .toArray();
        int[] extents = Arrays.stream(kept).map(axis -> value.extents()[axis]).toArray();
        if (value instanceof Fixed fixed) {
            return fixed.reshaped(extents);
        }
        Flowing flowing = translation.plain(node, (Flowing) value);
        int[] order = Arrays.stream(flowing.order())
                .filter(axis -> Arrays.stream(kept).anyMatch(keep -> keep == axis))
                .map(axis -> Arrays.binarySearch(kept, axis))
                .toArray();
        Flowing like = new Flowing("", extents, order, Optional.empty());
        return translation.add(node, new Reshape(like.shape()), List.of(flowing), like);
    }

    private static void unsqueeze(Translation translation, NodeReader node) {
        Value value = translation.value(node, 0);
        long[] axes =
                axes(translation, node).orElseThrow(() -> node.wrong("needs the axes that it adds, but none came"));
        int rank = translation.rank(value) + axes.length;
        int leading = translation.leading(value);
        int[] added = Arrays.stream(axes)
                .mapToInt(axis -> Math.toIntExact(axis < 0 ? axis + rank : axis) - leading)
                .sorted()
                .toArray();
        if (leading == 1 && Arrays.stream(added).anyMatch(axis -> axis < 0)) {
            throw translation.across(node);
        }
        if (Arrays.stream(added).anyMatch(axis -> axis < 0 || axis >= rank - leading)
                || Arrays.stream(added).distinct().count() != added.length) {
            throw node.wrong("needs axes between " + -rank + " and " + (rank - 1) + ", each once, but "
                    + Arrays.toString(axes) + " came");
        }
        for (int axis : added) {
            value = with(translation, node, value, axis);
        }
        translation.define(node.output(), value);
    }

    /** With an axis of one position at {@code axis}, in the node behind the axis before it. */
    private static Value with(Translation translation, NodeReader node, Value value, int axis) {
        int rank = value.extents().length + 1;
        int[] extents = new int[rank];
        for (int at = 0; at < rank; at++) {
            extents[at] = at == axis ? 1 : value.extents()[at < axis ? at : at - 1];
        }
        if (value instanceof Fixed fixed) {
            return fixed.reshaped(extents);
        }
        Flowing flowing = translation.plain(node, (Flowing) value);
        int[] order = new int[rank];
        int at = 0;
        if (axis == 0) {
            order[at++] = 0;
        }
        for (int of : flowing.order()) {
            int moved = of < axis ? of : of + 1;
            order[at++] = moved;
            if (moved == axis - 1) {
                order[at++] = axis;
            }
        }
        Flowing like = new Flowing("", extents, order, Optional.empty());
        return translation.add(node, new Reshape(like.shape()), List.of(flowing), like);
    }

    private static void transpose(Translation translation, NodeReader node) {
        Value value = translation.value(node, 0);
        int rank = translation.rank(value);
        int leading = translation.leading(value);
        int[] order = node.integers("perm")
                .orElseGet(() ->
                        IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray());
        if (!Arrays.equals(Arrays.stream(order).sorted().toArray(), Flowing.fileOrder(rank))) {
            throw node.wrong(
                    "needs each of its input's " + rank + " axes once, but " + Arrays.toString(order) + " came");
        }
        if (leading == 1 && order[0] != 0) {
            throw translation.across(node);
        }
        int[] own =
                Arrays.stream(order).skip(leading).map(axis -> axis - leading).toArray();
        if (value instanceof Fixed fixed) {
            translation.define(node.output(), fixed.transposed(own));
            return;
        }
        Flowing flowing = translation.plain(node, (Flowing) value);
        int[] place = new int[own.length];
        for (int axis = 0; axis < own.length; axis++) {
            place[own[axis]] = axis;
        }
        translation.define(
                node.output(),
                new Flowing(
                        flowing.node(),
                        Arrays.stream(own).map(axis -> flowing.extents()[axis]).toArray(),
                        Arrays.stream(flowing.order()).map(axis -> place[axis]).toArray(),
                        Optional.empty()));
    }

    private static void expand(Translation translation, NodeReader node) {
        Flowing value = translation.plain(node, translation.flowing(node, 0));
        long[] wanted = translation.fixed(node, 1).longs();
        int rank = Math.max(translation.rank(value), wanted.length);
        if (!translation.isWhole()) {
            boolean keeps = wanted.length < rank || wanted[0] == 1 || translation.isBatch(wanted[0]);
            if (rank != translation.rank(value) || !keeps) {
                throw translation.across(node);
            }
            wanted = wanted.length < rank ? wanted : Arrays.copyOfRange(wanted, 1, wanted.length);
        }
        int own = rank - translation.leading(value);
        int[] from = Arithmetic.aligned(value.extents(), own);
        int[] to = Arithmetic.aligned(
                Arrays.stream(wanted).mapToInt(Math::toIntExact).toArray(), own);
        int[] extents = IntStream.range(0, own)
                .map(axis -> to[axis] == 1 ? from[axis] : to[axis])
                .toArray();
        Flowing raised = value.rank() == own ? value : reshaped(translation, node, value, from);
        Flowing like = new Flowing("", extents, raised.order(), Optional.empty());
        translation.define(node.output(), translation.add(node, new Expand(like.shape()), List.of(raised), like));
    }

    private static void tile(Translation translation, NodeReader node) {
        Flowing value = translation.plain(node, translation.flowing(node, 0));
        long[] times = translation.fixed(node, 1).longs();
        int leading = translation.leading(value);
        if (times.length != translation.rank(value)) {
            throw node.wrong("needs one number for each axis of its input, but " + Arrays.toString(times) + " came");
        }
        if (leading == 1 && times[0] != 1) {
            throw translation.across(node);
        }
        int[] own =
                Arrays.stream(times).skip(leading).mapToInt(Math::toIntExact).toArray();
        int[] extents = IntStream.range(0, own.length)
                .map(axis -> Math.multiplyExact(value.extents()[axis], own[axis]))
                .toArray();
        List<Integer> placed =
                Arrays.stream(value.order()).map(axis -> own[axis]).boxed().toList();
        Flowing like = new Flowing("", extents, value.order(), Optional.empty());
        translation.define(node.output(), translation.add(node, new Tile(placed), List.of(value), like));
    }

    private static void depthToSpace(Translation translation, NodeReader node) {
        Flowing value = image(translation, node);
        int block = block(node);
        int[] extents = value.extents();
        if (extents[0] % (block * block) != 0) {
            throw node.wrong("needs channels in multiples of " + block * block + ", but " + extents[0] + " came");
        }
        int channels = extents[0] / (block * block);
        boolean columnsFirst = node.text("mode", "DCR").equals("CRD");
        int[] apart = columnsFirst
                ? new int[] {channels, block, block, extents[1], extents[2]}
                : new int[] {block, block, channels, extents[1], extents[2]};
        int[] order = columnsFirst ? new int[] {0, 3, 1, 4, 2} : new int[] {2, 3, 0, 4, 1};
        blocks(translation, node, value, apart, order, channels, extents[1] * block, extents[2] * block);
    }

    private static void spaceToDepth(Translation translation, NodeReader node) {
        Flowing value = image(translation, node);
        int block = block(node);
        int[] extents = value.extents();
        if (extents[1] % block != 0 || extents[2] % block != 0) {
            throw node.wrong("needs an image in multiples of " + block + ", but " + Arrays.toString(extents) + " came");
        }
        int[] apart = {extents[0], extents[1] / block, block, extents[2] / block, block};
        int[] order = {2, 4, 0, 1, 3};
        blocks(
                translation,
                node,
                value,
                apart,
                order,
                extents[0] * block * block,
                extents[1] / block,
                extents[2] / block);
    }

    private static Flowing image(Translation translation, NodeReader node) {
        Flowing value = translation.flowing(node, 0);
        if (value.rank() != 3 || translation.isWhole()) {
            throw node.unsupported("it takes images [batch, channels, height, width]");
        }
        return value;
    }

    private static int block(NodeReader node) {
        int block = node.integer("blocksize", 0);
        if (block < 1 || block > 1 << 12) {
            throw node.wrong("needs a 'blocksize' of 1 or more, but " + block + " came");
        }
        return block;
    }

    private static void blocks(
            Translation translation, NodeReader node, Flowing value, int[] apart, int[] order, int... extents) {
        Flowing split = reshaped(translation, node, value, apart);
        int[] place = new int[order.length];
        for (int axis = 0; axis < order.length; axis++) {
            place[order[axis]] = axis;
        }
        Flowing turned = new Flowing(
                split.node(),
                Arrays.stream(order).map(axis -> apart[axis]).toArray(),
                Arrays.stream(split.order()).map(axis -> place[axis]).toArray(),
                Optional.empty());
        translation.define(node.output(), reshaped(translation, node, turned, extents));
    }
}
