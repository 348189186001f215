package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Shapes;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;

/** Functions and reductions of whole constants, as extents are: exact, where a float would round. */
final class WholeNumbers {
    private static final Set<String> REDUCTIONS = Set.of("ReduceProd", "ReduceSum", "ReduceMax", "ReduceMin");

    private WholeNumbers() {}

    /** What a node computes of whole constants; empty for an operator that others compute. */
    static Optional<Fixed> of(Translation translation, NodeReader node, Fixed data) {
        if (REDUCTIONS.contains(node.operator())) {
            return Optional.of(reduced(translation, node, data));
        }
        return switch (node.operator()) {
            case "Neg" -> Optional.of(each(node, data, value -> -value));
            case "Abs" -> Optional.of(each(node, data, Math::abs));
            case "Tile" -> Optional.of(tiled(translation, node, data));
            case "Clip", "Sign" -> {
                if (Arrays.stream(data.longs()).anyMatch(translation.batch()::isCounted)) {
                    throw translation.depends(node);
                }
                yield Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    private static Fixed each(NodeReader node, Fixed data, java.util.function.LongUnaryOperator function) {
        return Fixed.ofLongs(
                        node.output(),
                        data.extents(),
                        Arrays.stream(data.longs()).map(function).toArray())
                .as(data.type());
    }

    private static Fixed reduced(Translation translation, NodeReader node, Fixed data) {
        int[] extents = data.extents();
        Optional<long[]> given =
                node.hasInput(1) ? Optional.of(translation.fixed(node, 1).longs()) : node.wholes("axes");
        boolean all = given.isEmpty() || given.get().length == 0;
        if (all && node.flag("noop_with_empty_axes")) {
            return data;
        }
        int[] axes = all
                ? IntStream.range(0, extents.length).toArray()
                : Arrays.stream(given.get())
                        .mapToInt(axis -> translation.axis(node, axis, data))
                        .distinct()
                        .toArray();
        int[] kept = extents.clone();
        Arrays.stream(axes).forEach(axis -> kept[axis] = 1);
        LongBinaryOperator reduction = reduction(translation, node);
        long[] values = data.longs();
        long[] results = new long[FixedArithmetic.size(node, kept)];
        boolean[] begun = new boolean[results.length];
        if (values.length == 0) {
            throw node.unsupported("it reduces no values");
        }
        for (int at = 0; at < values.length; at++) {
            int to = FixedArithmetic.source(at, extents, kept);
            results[to] = begun[to] ? reduction.applyAsLong(results[to], values[at]) : values[at];
            begun[to] = true;
        }
        Fixed reduced = Fixed.ofLongs(node.output(), kept, results).as(data.type());
        return node.whole("keepdims", 1) != 0 ? reduced : (Fixed) Shapes.without(translation, node, reduced, axes);
    }

    private static LongBinaryOperator reduction(Translation translation, NodeReader node) {
        return switch (node.operator()) {
            case "ReduceProd" -> Math::multiplyExact;
            case "ReduceSum" -> Math::addExact;
            case "ReduceMax" ->
                (left, right) -> FixedArithmetic.isAtLeast(translation, node, left, right) ? left : right;
            default -> (left, right) -> FixedArithmetic.isAtLeast(translation, node, left, right) ? right : left;
        };
    }

    private static Fixed tiled(Translation translation, NodeReader node, Fixed data) {
        long[] times = translation.fixed(node, 1).longs();
        int[] own = data.extents();
        if (times.length != own.length || Arrays.stream(times).anyMatch(count -> count < 0)) {
            throw node.wrong(
                    "needs a number of 0 or more for each axis of its input, but got " + Arrays.toString(times));
        }
        int[] extents = IntStream.range(0, own.length)
                .map(axis -> Math.toIntExact(Math.multiplyExact(own[axis], times[axis])))
                .toArray();
        int[] from = new int[FixedArithmetic.size(node, extents)];
        for (int at = 0; at < from.length; at++) {
            int rest = at;
            int stride = 1;
            for (int axis = own.length - 1; axis >= 0; axis--) {
                from[at] += rest % extents[axis] % own[axis] * stride;
                rest /= extents[axis];
                stride *= own[axis];
            }
        }
        return data.taken(extents, from);
    }
}
