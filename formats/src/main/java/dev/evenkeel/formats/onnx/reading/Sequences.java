package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** Constants that are counted out: ranges, sizes, running sums, triangles, positions, and parts put into others. */
final class Sequences {
    private Sequences() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("Range", Operator.of(Sequences::range).wholes(0, 1, 2));
        operators.put("Size", Operator.of(Sequences::size));
        operators.put(
                "CumSum",
                Operator.of(Sequences::runningSum, "exclusive", "reverse").wholes(1));
        operators.put("NonZero", Operator.of(Sequences::nonZero).wholes(0));
        operators.put("Trilu", Operator.of(Sequences::triangle, "upper").wholes(1));
        operators.put("ScatterND", Operator.of(Sequences::scatter, "reduction").wholes(1));
    }

    private static Fixed scalar(Translation translation, NodeReader node, int index) {
        Fixed fixed = translation.fixed(node, index);
        if (fixed.size() != 1) {
            throw node.wrong(
                    "needs one number in its input " + index + ", but got " + Arrays.toString(fixed.extents()));
        }
        return fixed;
    }

    /** From the first input by steps of the third, until before the second. */
    private static void range(Translation translation, NodeReader node) {
        Fixed start = scalar(translation, node, 0);
        Fixed end = scalar(translation, node, 1);
        Fixed step = scalar(translation, node, 2);
        if (start.isWhole() && end.isWhole() && step.isWhole()) {
            long first = start.longs()[0];
            long width = step.longs()[0];
            if (translation.batch().isCounted(end.longs()[0])
                    || translation.batch().isCounted(first)) {
                throw translation.depends(node);
            }
            int count = count(node, (double) end.longs()[0] - first, (double) width);
            long[] values = new long[count];
            Arrays.setAll(values, at -> first + at * width);
            translation.define(node.output(), Fixed.ofLongs(node.output(), new int[] {count}, values));
            return;
        }
        float first = start.floats()[0];
        float width = step.floats()[0];
        int count = count(node, (double) end.floats()[0] - first, width);
        float[] values = new float[count];
        for (int at = 0; at < count; at++) {
            values[at] = first + at * width;
        }
        translation.define(
                node.output(),
                Fixed.ofFloats(node.output(), new int[] {count}, values).stated());
    }

    private static int count(NodeReader node, double length, double step) {
        if (step == 0 || Double.isNaN(length / step)) {
            throw node.wrong("needs steps other than 0, but got " + step);
        }
        double count = Math.max(0, Math.ceil(length / step));
        return FixedArithmetic.size(node, new int[] {(int) Math.min(Integer.MAX_VALUE, count)});
    }

    private static void size(Translation translation, NodeReader node) {
        long size = Arrays.stream(translation.fileExtents(translation.value(node, 0)))
                .reduce(1, Math::multiplyExact);
        translation.define(node.output(), Fixed.ofLongs(node.output(), new int[0], size));
    }

    /** Sums of all values up to each along an axis, or of those before it. */
    private static void runningSum(Translation translation, NodeReader node) {
        Fixed data = translation.fixed(node, 0);
        int[] extents = data.extents();
        int axis = translation.axis(node, scalar(translation, node, 1).longs()[0], data);
        int stride = Arrays.stream(extents, axis + 1, extents.length).reduce(1, Math::multiplyExact);
        int extent = extents[axis];
        boolean exclusive = node.flag("exclusive");
        boolean reverse = node.flag("reverse");
        double[] sums = new double[data.size()];
        long[] wholes = data.isWhole() ? data.longs() : new long[sums.length];
        long[] wholeSums = new long[sums.length];
        float[] reals = data.isWhole() ? new float[sums.length] : data.floats();
        for (int start = 0; start < sums.length; start++) {
            if (start / stride % extent != 0) {
                continue;
            }
            double sum = 0;
            long wholeSum = 0;
            for (int step = 0; step < extent; step++) {
                int at = start + (reverse ? extent - 1 - step : step) * stride;
                sums[at] = exclusive ? sum : sum + reals[at];
                wholeSums[at] = exclusive ? wholeSum : wholeSum + wholes[at];
                sum += reals[at];
                wholeSum += wholes[at];
            }
        }
        if (data.isWhole()) {
            translation.define(node.output(), Fixed.ofLongs(node.output(), extents, wholeSums));
            return;
        }
        float[] rounded = new float[sums.length];
        for (int at = 0; at < rounded.length; at++) {
            rounded[at] = (float) sums[at];
        }
        Fixed result = Fixed.ofFloats(node.output(), extents, rounded);
        translation.define(node.output(), data.isLearned() ? result : result.stated());
    }

    /** Where values are not 0: a row of positions for each axis. */
    private static void nonZero(Translation translation, NodeReader node) {
        Fixed data = translation.fixed(node, 0);
        int[] extents = data.extents().length == 0 ? new int[] {1} : data.extents();
        float[] values = data.floats();
        int[] found =
                IntStream.range(0, values.length).filter(at -> values[at] != 0).toArray();
        long[] positions = new long[found.length * extents.length];
        for (int at = 0; at < found.length; at++) {
            int rest = found[at];
            for (int axis = extents.length - 1; axis >= 0; axis--) {
                positions[axis * found.length + at] = rest % extents[axis];
                rest /= extents[axis];
            }
        }
        translation.define(
                node.output(), Fixed.ofLongs(node.output(), new int[] {extents.length, found.length}, positions));
    }

    /** The upper or the lower triangle of matrices, others 0; {@code k} moves the diagonal to the right. */
    private static void triangle(Translation translation, NodeReader node) {
        Fixed data = translation.fixed(node, 0);
        int[] extents = data.extents();
        if (extents.length < 2) {
            throw node.wrong("needs matrices, but got " + Arrays.toString(extents));
        }
        long shift = node.hasInput(1) ? scalar(translation, node, 1).longs()[0] : 0;
        boolean upper = node.whole("upper", 1) != 0;
        int columns = extents[extents.length - 1];
        int rows = extents[extents.length - 2];
        float[] mask = new float[data.size()];
        for (int at = 0; at < mask.length; at++) {
            long right = at % columns - (long) (at / columns % rows) - shift;
            mask[at] = upper ? right >= 0 ? 1 : 0 : right <= 0 ? 1 : 0;
        }
        if (data.isWhole()) {
            long[] kept = data.longs().clone();
            Arrays.setAll(kept, at -> mask[at] == 0 ? 0 : kept[at]);
            translation.define(
                    node.output(), Fixed.ofLongs(node.output(), extents, kept).as(data.type()));
            return;
        }
        float[] kept = data.floats().clone();
        for (int at = 0; at < kept.length; at++) {
            kept[at] = mask[at] == 0 ? 0 : kept[at];
        }
        Fixed result = Fixed.ofFloats(node.output(), extents, kept);
        translation.define(node.output(), data.isLearned() ? result : result.stated());
    }

    /** The data with slices, at the points that indices give, replaced by others. */
    private static void scatter(Translation translation, NodeReader node) {
        if (!node.text("reduction", "none").equals("none")) {
            throw node.unsupported("it replaces values, but its 'reduction' is '" + node.text("reduction", "") + "'");
        }
        Fixed data = translation.fixed(node, 0);
        Fixed indices = translation.fixed(node, 1);
        Fixed updates = translation.fixed(node, 2);
        int[] extents = data.extents();
        int rank = indices.extents().length;
        int depth = rank == 0 ? 0 : indices.extents()[rank - 1];
        if (depth < 1 || depth > extents.length) {
            throw node.wrong("needs between 1 and " + extents.length + " indices for each point, but got " + depth);
        }
        int width = Arrays.stream(extents, depth, extents.length).reduce(1, Math::multiplyExact);
        long[] along = indices.longs();
        int points = along.length / depth;
        if (updates.size() != points * width) {
            throw node.wrong(
                    "needs " + points * width + " values to put, but got " + Arrays.toString(updates.extents()));
        }
        int[] from = IntStream.range(0, data.size()).map(at -> -1).toArray();
        for (int point = 0; point < points; point++) {
            int position = 0;
            for (int axis = 0; axis < depth; axis++) {
                position =
                        position * extents[axis] + Gathering.position(node, along[point * depth + axis], extents[axis]);
            }
            for (int column = 0; column < width; column++) {
                from[position * width + column] = point * width + column;
            }
        }
        translation.define(node.output(), replaced(node, data, updates, from));
    }

    private static Fixed replaced(NodeReader node, Fixed data, Fixed updates, int[] from) {
        if (data.isWhole()) {
            long[] values = data.longs().clone();
            long[] others = updates.longs();
            Arrays.setAll(values, at -> from[at] < 0 ? values[at] : others[from[at]]);
            return Fixed.ofLongs(node.output(), data.extents(), values).as(data.type());
        }
        float[] values = data.floats().clone();
        float[] others = updates.floats();
        for (int at = 0; at < values.length; at++) {
            values[at] = from[at] < 0 ? values[at] : others[from[at]];
        }
        Fixed result = Fixed.ofFloats(node.output(), data.extents(), values);
        return data.isLearned() || updates.isLearned() ? result : result.stated();
    }
}
