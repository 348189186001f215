package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.formats.onnx.graph.BatchAxis;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Shapes;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.formats.onnx.reading.value.Value;
import dev.evenkeel.rearrange.Take;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Operators that take values by constant indices, and rows of a constant by indices that the input gives. */
final class Gathering {
    private static final int MAX_POSITIONS = 1 << 22;

    private Gathering() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("Gather", Operator.of(Gathering::gather, "axis").wholes(0, 1));
        operators.put(
                "GatherElements",
                Operator.of(Gathering::gatherElements, "axis").since(11).wholes(1));
        operators.put(
                "GatherND",
                Operator.of(Gathering::gatherPoints, "batch_dims").since(11).wholes(1));
    }

    private static void gather(Translation translation, NodeReader node) {
        Value data = translation.value(node, 0);
        Value indices = translation.value(node, 1);
        if (indices instanceof Flowing flowing) {
            if (!(data instanceof Fixed table)) {
                throw node.unsupported("its data or its indices need to be constant");
            }
            translation.define(node.output(), Products.embedding(translation, node, table, flowing));
            return;
        }
        Fixed fixed = (Fixed) indices;
        int axis = translation.axis(node, node.whole("axis", 0), data);
        if (data instanceof Fixed list) {
            gatherFixed(translation, node, list, fixed);
            return;
        }
        Flowing value = translation.plain(node, (Flowing) data);
        int extent = value.extents()[axis];
        List<Integer> taken = Arrays.stream(fixed.longs())
                .mapToObj(index -> position(node, index, extent))
                .toList();
        int[] extents = value.extents().clone();
        extents[axis] = taken.size();
        Flowing result = translation.add(
                node,
                new Take(value.nodeAxis(axis), taken),
                List.of(value),
                new Flowing("", extents, value.order(), Optional.empty()));
        translation.define(node.output(), indexed(translation, node, result, axis, fixed.extents()));
    }

    /** The taken positions as many axes as the indices have. */
    private static Value indexed(Translation translation, NodeReader node, Flowing taken, int axis, int[] indices) {
        if (indices.length == 1) {
            return taken;
        }
        if (indices.length == 0) {
            return Shapes.without(translation, node, taken, axis);
        }
        int[] extents = IntStream.concat(
                        Arrays.stream(taken.extents()).limit(axis),
                        IntStream.concat(
                                Arrays.stream(indices),
                                Arrays.stream(taken.extents()).skip(axis + 1L)))
                .toArray();
        BatchAxis batch = taken.batch();
        BatchAxis moved = taken.fileAxis(axis) < batch.axis() ? batch.at(batch.axis() + indices.length - 1) : batch;
        return Shapes.reshaped(translation, node, taken, extents).with(moved);
    }

    private static void gatherFixed(Translation translation, NodeReader node, Fixed list, Fixed indices) {
        if (list.extents().length != 1 || !list.isWhole()) {
            throw node.unsupported("of constants it takes parts of lists of whole numbers only");
        }
        long[] numbers = list.longs();
        long[] taken = Arrays.stream(indices.longs())
                .map(index -> numbers[position(node, index, numbers.length)])
                .toArray();
        translation.define(node.output(), Fixed.ofLongs(node.output(), indices.extents(), taken));
    }

    static int position(NodeReader node, long index, int extent) {
        long at = index < 0 ? index + extent : index;
        if (at < 0 || at >= extent) {
            throw node.wrong("needs indices between " + -extent + " and " + (extent - 1) + ", but got " + index);
        }
        return (int) at;
    }

    private static void gatherElements(Translation translation, NodeReader node) {
        Flowing value = whole(translation, node);
        Fixed indices = translation.fixed(node, 1);
        int axis = translation.axis(node, node.whole("axis", 0), value);
        int[] extents = indices.extents();
        if (extents.length != value.rank()) {
            throw node.wrong("needs indices of as many axes as its data");
        }
        long[] along = indices.longs();
        List<Integer> positions = new ArrayList<>();
        for (int at = 0; at < along.length; at++) {
            int rest = at;
            int position = 0;
            int stride = 1;
            for (int of = extents.length - 1; of >= 0; of--) {
                int own = rest % extents[of];
                rest /= extents[of];
                int index = of == axis ? position(node, along[at], value.extents()[of]) : own;
                position += index * stride;
                stride *= value.extents()[of];
            }
            positions.add(position);
        }
        translation.define(node.output(), taken(translation, node, value, positions, extents));
    }

    /** Points within the axes behind the first {@code batch_dims}, which indices and data share. */
    private static void gatherPoints(Translation translation, NodeReader node) {
        Flowing value = whole(translation, node);
        Fixed indices = translation.fixed(node, 1);
        int shared = node.integer("batch_dims", 0);
        int rank = indices.extents().length;
        int depth = rank == 0 ? 0 : indices.extents()[rank - 1];
        if (shared < 0 || shared >= Math.min(rank, value.rank())) {
            throw node.wrong(
                    "needs 'batch_dims' from 0 to below the axes of its data and its indices, but got " + shared);
        }
        if (!Arrays.equals(indices.extents(), 0, shared, value.extents(), 0, shared)) {
            throw node.wrong("needs indices whose first " + shared + " axes are its data's "
                    + Arrays.toString(value.extents()) + ", but got " + Arrays.toString(indices.extents()));
        }
        if (depth < 1 || depth > value.rank() - shared) {
            throw node.wrong(
                    "needs between 1 and " + (value.rank() - shared) + " indices for each point, but got " + depth);
        }
        int[] within = Arrays.copyOfRange(value.extents(), shared, shared + depth);
        int width = Arrays.stream(value.extents(), shared + depth, value.rank()).reduce(1, Math::multiplyExact);
        if ((long) indices.size() / depth * width > MAX_POSITIONS) {
            throw node.unsupported("it takes up to " + MAX_POSITIONS + " values");
        }
        long[] along = indices.longs();
        int points = along.length / depth;
        int batches = Arrays.stream(value.extents(), 0, shared).reduce(1, Math::multiplyExact);
        List<Integer> positions = new ArrayList<>();
        for (int point = 0; point < points; point++) {
            int position = point / (points / batches);
            for (int of = 0; of < depth; of++) {
                position = position * within[of] + position(node, along[point * depth + of], within[of]);
            }
            for (int column = 0; column < width; column++) {
                positions.add(position * width + column);
            }
        }
        int[] extents = IntStream.concat(
                        Arrays.stream(indices.extents()).limit(rank - 1L),
                        Arrays.stream(value.extents(), shared + depth, value.rank()))
                .toArray();
        translation.define(node.output(), taken(translation, node, value, positions, extents));
    }

    private static Flowing whole(Translation translation, NodeReader node) {
        Flowing value = translation.flowing(node, 0);
        if (!translation.isWhole()) {
            throw translation.across(node);
        }
        return translation.fileOrder(node, value);
    }

    private static Flowing taken(
            Translation translation, NodeReader node, Flowing value, List<Integer> positions, int[] extents) {
        Flowing flat = Shapes.reshaped(translation, node, value, value.shape().size());
        Flowing taken =
                translation.add(node, new Take(0, positions), List.of(flat), Flowing.inFileOrder("", positions.size()));
        return extents.length == 1 ? taken : Shapes.reshaped(translation, node, taken, extents);
    }
}
