package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.formats.onnx.graph.BatchAxis;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Shapes;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.formats.onnx.reading.value.Value;
import dev.evenkeel.rearrange.Expand;
import dev.evenkeel.rearrange.Tile;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Operators that repeat values along axes. */
final class Repetitions {
    private Repetitions() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("Expand", Operator.of(Repetitions::expand).wholes(1));
        operators.put("Tile", Operator.of(Repetitions::tile).since(6).wholes(1));
    }

    private static void expand(Translation translation, NodeReader node) {
        long[] wanted = translation.fixed(node, 1).longs();
        Value given = translation.value(node, 0);
        int rank = Math.max(translation.rank(given), wanted.length);
        long[] to = aligned(wanted, rank);
        if (given instanceof Fixed fixed) {
            BatchAxis open = translation.openBatch(to);
            if (!open.isNone()) {
                translation.define(node.output(), perExample(translation, node, fixed, open, to));
            } else if (fixed.isWhole()) {
                int[] extents = Arrays.stream(to).mapToInt(Math::toIntExact).toArray();
                translation.define(node.output(), FixedArithmetic.spread(node, fixed, extents));
            } else {
                ConstantFolding.fold(translation, node);
            }
            return;
        }
        Flowing value = raised(translation, node, translation.plain(node, (Flowing) given), rank);
        long[] from = translation.fileExtents(value);
        BatchAxis batch = value.batch();
        for (int axis = 0; axis < rank; axis++) {
            boolean fits = from[axis] == to[axis] || from[axis] == 1 || to[axis] == 1;
            if (!fits && axis == batch.axis()) {
                throw translation.across(node);
            }
            if (!fits) {
                throw node.wrong("needs extents that are its input's " + translation.told(from)
                        + " or meet a 1, but got " + translation.told(wanted));
            }
            if (axis == batch.axis() && to[axis] != 1 && to[axis] != from[axis]) {
                throw translation.across(node);
            }
        }
        int[] extents = IntStream.range(0, value.rank())
                .map(axis -> {
                    int file = value.fileAxis(axis);
                    return file == batch.axis() || to[file] == 1 ? value.extents()[axis] : Math.toIntExact(to[file]);
                })
                .toArray();
        if (Arrays.equals(extents, value.extents())) {
            translation.define(node.output(), value);
            return;
        }
        Flowing like = new Flowing("", extents, value.order(), Optional.empty(), batch);
        translation.define(node.output(), translation.add(node, new Expand(like.shape()), List.of(value), like));
    }

    /** Constants that each example has: a value of the network. */
    private static Flowing perExample(
            Translation translation, NodeReader node, Fixed fixed, BatchAxis batch, long[] to) {
        int[] from = Arithmetic.aligned(fixed.extents(), to.length);
        if (from[batch.axis()] != 1) {
            throw translation.across(node);
        }
        int[] own = IntStream.range(0, from.length)
                .filter(axis -> axis != batch.axis())
                .toArray();
        Flowing like = Flowing.inFileOrder(
                        "", Arrays.stream(own).map(axis -> from[axis]).toArray())
                .with(batch);
        Flowing value = translation.constant(node, fixed.reshaped(like.extents()), like);
        int[] extents = Arrays.stream(own)
                .map(axis -> Math.max(from[axis], Math.toIntExact(to[axis])))
                .toArray();
        Flowing full = Flowing.inFileOrder("", extents).with(batch);
        return Arrays.equals(extents, value.extents())
                ? value
                : translation.add(node, new Expand(full.shape()), List.of(value), full);
    }

    private static long[] aligned(long[] extents, int rank) {
        return LongStream.concat(LongStream.generate(() -> 1).limit(rank - extents.length), Arrays.stream(extents))
                .toArray();
    }

    /** With axes of one position before it, up to {@code rank}. */
    static Flowing raised(Translation translation, NodeReader node, Flowing value, int rank) {
        int more = rank - value.fileRank();
        if (more == 0) {
            return value;
        }
        BatchAxis batch = value.batch();
        int[] extents = Arithmetic.aligned(value.extents(), value.rank() + more);
        BatchAxis moved = batch.isNone() ? batch : batch.at(batch.axis() + more);
        return Shapes.reshaped(translation, node, value, extents).with(moved);
    }

    private static void tile(Translation translation, NodeReader node) {
        Flowing value = translation.plain(node, translation.flowing(node, 0));
        long[] times = translation.fixed(node, 1).longs();
        if (times.length != value.fileRank()) {
            throw node.wrong("needs one number for each axis of its input, but got " + Arrays.toString(times));
        }
        BatchAxis batch = value.batch();
        if (!batch.isNone() && times[batch.axis()] != 1) {
            throw translation.across(node);
        }
        int[] own = IntStream.range(0, value.rank())
                .map(axis -> Math.toIntExact(times[value.fileAxis(axis)]))
                .toArray();
        int[] extents = IntStream.range(0, own.length)
                .map(axis -> Math.multiplyExact(value.extents()[axis], own[axis]))
                .toArray();
        List<Integer> placed =
                Arrays.stream(value.order()).map(axis -> own[axis]).boxed().toList();
        Flowing like = new Flowing("", extents, value.order(), Optional.empty());
        translation.define(node.output(), translation.add(node, new Tile(placed), List.of(value), like));
    }
}
