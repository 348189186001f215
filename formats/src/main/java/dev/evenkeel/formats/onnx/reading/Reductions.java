package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.arithmetic.Reduce;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Shapes;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Sums, means and the like over axes. */
final class Reductions {
    private Reductions() {}

    static void addTo(Map<String, Operator> operators) {
        put(operators, "ReduceMean", Reduce.Operator.MEAN);
        put(operators, "ReduceSum", Reduce.Operator.SUM);
        put(operators, "ReduceMax", Reduce.Operator.MAX);
        put(operators, "ReduceMin", Reduce.Operator.MIN);
        put(operators, "ReduceProd", Reduce.Operator.PRODUCT);
        put(operators, "ReduceL1", Reduce.Operator.L1);
        put(operators, "ReduceL2", Reduce.Operator.L2);
        put(operators, "ReduceLogSum", Reduce.Operator.LOG_SUM);
        put(operators, "ReduceLogSumExp", Reduce.Operator.LOG_SUM_EXP);
        put(operators, "ReduceSumSquare", Reduce.Operator.SUM_SQUARE);
    }

    private static void put(Map<String, Operator> operators, String name, Reduce.Operator reduction) {
        operators.put(
                name,
                Operator.of(
                                (translation, node) -> reduce(translation, node, reduction),
                                "axes",
                                "keepdims",
                                "noop_with_empty_axes")
                        .wholes(1));
    }

    private static void reduce(Translation translation, NodeReader node, Reduce.Operator reduction) {
        Flowing value = translation.plain(node, translation.flowing(node, 0));
        long[] given = (node.hasInput(1)
                        ? Optional.of(translation.fixed(node, 1).longs())
                        : node.wholes("axes"))
                .orElse(new long[0]);
        if (given.length == 0 && node.flag("noop_with_empty_axes")) {
            translation.define(node.output(), value);
            return;
        }
        long[] wanted = given.length > 0
                ? given
                : IntStream.range(0, translation.rank(value)).asLongStream().toArray();
        int[] axes = Arrays.stream(wanted)
                .mapToInt(axis -> translation.axis(node, axis, value))
                .distinct()
                .toArray();
        List<Integer> placed =
                Arrays.stream(axes).map(value::nodeAxis).sorted().boxed().toList();
        int[] extents = value.extents().clone();
        Arrays.stream(axes).forEach(axis -> extents[axis] = 1);
        Flowing reduced = translation.add(
                node,
                new Reduce(reduction, placed.isEmpty() ? List.of(0) : placed),
                List.of(value),
                new Flowing("", extents, value.order(), Optional.empty()));
        translation.define(
                node.output(),
                node.whole("keepdims", 1) != 0 ? reduced : Shapes.without(translation, node, reduced, axes));
    }
}
