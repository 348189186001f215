package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.layer.Concatenate;
import dev.evenkeel.rearrange.Pad;
import dev.evenkeel.rearrange.Slice;
import dev.evenkeel.rearrange.Take;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Operators that take parts of values and put parts together. */
final class Selections {
    private static final int MOST_POSITIONS = 1 << 22;

    private Selections() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("Concat", Operator.of(Selections::concat, "axis"));
        operators.put(
                "Split",
                Operator.of(Selections::split, "axis", "split", "num_outputs").wholes(1));
        operators.put(
                "Slice",
                Operator.of(Selections::slice, "axes", "starts", "ends").wholes(1, 2, 3, 4));
        operators.put("Gather", Operator.of(Selections::gather, "axis").wholes(0, 1));
        operators.put(
                "GatherElements",
                Operator.of(Selections::gatherElements, "axis").since(11).wholes(1));
        operators.put(
                "GatherND",
                Operator.of(Selections::gatherPoints, "batch_dims")
                        .since(11)
                        .wholes(1)
                        .checked(Selections::requireNoBatch));
        operators.put(
                "Pad",
                Operator.of(Selections::pad, "pads", "paddings", "value", "mode")
                        .wholes(1, 3));
    }

    private static void concat(Translation translation, NodeReader node) {
        List<Value> values = IntStream.range(0, node.inputs())
                .mapToObj(index -> plain(translation, node, translation.value(node, index)))
                .toList();
        Optional<Flowing> some = values.stream()
                .filter(Flowing.class::isInstance)
                .map(Flowing.class::cast)
                .findFirst();
        if (some.isEmpty()) {
            concatFixed(
                    translation, node, values.stream().map(Fixed.class::cast).toList());
            return;
        }
        int axis = translation.axis(node, node.whole("axis", 1), some.get());
        Flowing first = translation.axisLast(node, some.get(), axis);
        List<Flowing> parts = new ArrayList<>();
        int total = 0;
        for (Value value : values) {
            Flowing part;
            if (value instanceof Flowing flowing) {
                part = flowing.equals(some.get()) ? first : translation.ordered(node, flowing, first.order());
            } else {
                Fixed own = translation.perExample(node, (Fixed) value, first.rank());
                part = translation.constant(node, own, new Flowing("", own.extents(), first.order(), Optional.empty()));
            }
            parts.add(part);
            total = Math.addExact(total, part.extents()[axis]);
        }
        int[] extents = first.extents().clone();
        extents[axis] = total;
        Flowing like = new Flowing("", extents, first.order(), Optional.empty());
        translation.define(
                node.output(),
                parts.size() == 1 ? parts.get(0) : translation.add(node, new Concatenate(), parts, like));
    }

    private static Value plain(Translation translation, NodeReader node, Value value) {
        return value instanceof Flowing flowing ? translation.plain(node, flowing) : value;
    }

    private static void concatFixed(Translation translation, NodeReader node, List<Fixed> parts) {
        if (parts.stream().anyMatch(part -> part.extents().length != 1 || !part.isWhole())) {
            throw node.unsupported("of constants it puts lists of whole numbers together only");
        }
        long[] all = parts.stream()
                .flatMapToLong(part -> Arrays.stream(part.longs()))
                .toArray();
        translation.define(node.output(), Fixed.ofLongs(node.output(), new int[] {all.length}, all));
    }

    private static void split(Translation translation, NodeReader node) {
        Flowing value = translation.plain(node, translation.flowing(node, 0));
        int axis = translation.axis(node, node.whole("axis", 0), value);
        int extent = value.extents()[axis];
        int outputs = node.node().outputs().size();
        long[] lengths = node.hasInput(1)
                ? translation.fixed(node, 1).longs()
                : node.wholes("split").orElseGet(() -> equal(extent, outputs));
        if (lengths.length != outputs || Arrays.stream(lengths).sum() != extent) {
            throw node.wrong("needs " + outputs + " lengths that make " + extent + ", but " + Arrays.toString(lengths)
                    + " came");
        }
        int start = 0;
        for (int index = 0; index < outputs; index++) {
            int length = Math.toIntExact(lengths[index]);
            Optional<String> output = node.output(index).filter(translation::isWanted);
            if (output.isPresent()) {
                translation.define(output.get(), cut(translation, node, value, axis, start, length, 1));
            }
            start += length;
        }
    }

    /** Equal parts, a smaller one last. */
    private static long[] equal(int extent, int parts) {
        long length = ((long) extent + parts - 1) / parts;
        long[] lengths = new long[parts];
        for (int index = 0; index < parts; index++) {
            lengths[index] = Math.max(0, Math.min(length, extent - index * length));
        }
        return lengths;
    }

    private static Flowing cut(
            Translation translation, NodeReader node, Flowing value, int axis, int start, int length, int step) {
        int[] extents = value.extents().clone();
        extents[axis] = length;
        Flowing like = new Flowing("", extents, value.order(), Optional.empty());
        return translation.add(node, new Slice(value.nodeAxis(axis), start, length, step), List.of(value), like);
    }

    private static void slice(Translation translation, NodeReader node) {
        Value value = translation.value(node, 0);
        boolean inputs = node.operatorSet() >= 10;
        long[] starts = inputs
                ? translation.fixed(node, 1).longs()
                : node.wholes("starts").orElse(new long[0]);
        long[] ends = inputs
                ? translation.fixed(node, 2).longs()
                : node.wholes("ends").orElse(new long[0]);
        long[] all = IntStream.range(0, starts.length).asLongStream().toArray();
        long[] axes = inputs
                ? translation.optionalFixed(node, 3).map(Fixed::longs).orElse(all)
                : node.wholes("axes").orElse(all);
        long[] ones = new long[starts.length];
        Arrays.fill(ones, 1);
        long[] steps =
                inputs ? translation.optionalFixed(node, 4).map(Fixed::longs).orElse(ones) : ones;
        if (ends.length != starts.length || axes.length != starts.length || steps.length != starts.length) {
            throw node.wrong("needs as many ends, axes and steps as starts");
        }
        for (int index = 0; index < starts.length; index++) {
            value = slice(translation, node, value, axes[index], starts[index], ends[index], steps[index]);
        }
        translation.define(node.output(), value);
    }

    private static Value slice(
            Translation translation, NodeReader node, Value value, long along, long from, long to, long step) {
        if (step == 0) {
            throw node.wrong("needs steps other than 0");
        }
        int rank = translation.rank(value);
        long plain = along < 0 ? along + rank : along;
        boolean everything = step == 1 && from == 0 && to >= Integer.MAX_VALUE;
        if (everything && plain == 0 && translation.leading(value) == 1) {
            return value;
        }
        int axis = translation.axis(node, along, value);
        long extent = value.extents()[axis];
        long start = bound(from < 0 ? from + extent : from, 0, step > 0 ? extent : extent - 1);
        long end = bound(to < 0 ? to + extent : to, step > 0 ? 0 : -1, extent);
        long length = Math.max(0, step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step);
        if (value instanceof Fixed fixed) {
            if (fixed.extents().length != 1 || !fixed.isWhole()) {
                throw node.unsupported("of constants it takes parts of lists of whole numbers only");
            }
            long[] numbers = fixed.longs();
            long[] taken = new long[Math.toIntExact(length)];
            Arrays.setAll(taken, at -> numbers[(int) (start + at * step)]);
            return Fixed.ofLongs(fixed.name(), new int[] {taken.length}, taken);
        }
        if (length == 0) {
            throw node.unsupported("it leaves nothing of its input");
        }
        if (length == extent && step == 1) {
            return value;
        }
        int width = length == 1 ? 1 : Math.toIntExact(step);
        return cut(
                translation,
                node,
                translation.plain(node, (Flowing) value),
                axis,
                Math.toIntExact(start),
                Math.toIntExact(length),
                width);
    }

    private static long bound(long value, long least, long most) {
        return Math.max(least, Math.min(most, value));
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
        return Shapes.reshaped(translation, node, taken, extents);
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

    private static int position(NodeReader node, long index, int extent) {
        long at = index < 0 ? index + extent : index;
        if (at < 0 || at >= extent) {
            throw node.wrong("needs indices between " + -extent + " and " + (extent - 1) + ", but " + index + " came");
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

    private static void requireNoBatch(NodeReader node) {
        if (node.whole("batch_dims", 0) != 0) {
            throw node.unsupported("it takes 'batch_dims' 0");
        }
    }

    private static void gatherPoints(Translation translation, NodeReader node) {
        Flowing value = whole(translation, node);
        Fixed indices = translation.fixed(node, 1);
        int rank = indices.extents().length;
        int depth = rank == 0 ? 0 : indices.extents()[rank - 1];
        if (depth < 1 || depth > value.rank()) {
            throw node.wrong("needs between 1 and " + value.rank() + " indices for each point, but " + depth + " came");
        }
        int width = Arrays.stream(value.extents(), depth, value.rank()).reduce(1, Math::multiplyExact);
        if ((long) indices.size() / depth * width > MOST_POSITIONS) {
            throw node.unsupported("it takes up to " + MOST_POSITIONS + " values");
        }
        long[] along = indices.longs();
        List<Integer> positions = new ArrayList<>();
        for (int point = 0; point < along.length / depth; point++) {
            int position = 0;
            for (int of = 0; of < depth; of++) {
                position =
                        position * value.extents()[of] + position(node, along[point * depth + of], value.extents()[of]);
            }
            for (int column = 0; column < width; column++) {
                positions.add(position * width + column);
            }
        }
        int[] extents = IntStream.concat(
                        Arrays.stream(indices.extents()).limit(rank - 1L),
                        Arrays.stream(value.extents(), depth, value.rank()))
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

    private static void pad(Translation translation, NodeReader node) {
        Flowing value = translation.plain(node, translation.flowing(node, 0));
        boolean inputs = node.operatorSet() >= 11;
        long[] pads = inputs
                ? translation.fixed(node, 1).longs()
                : node.wholes(node.has("pads") ? "pads" : "paddings")
                        .orElseThrow(() -> node.wrong("needs 'pads', but it has none"));
        float filling = inputs
                ? translation
                        .optionalFixed(node, 2)
                        .map(fixed -> fixed.floats()[0])
                        .orElse(0f)
                : node.real("value", 0);
        int leading = translation.leading(value);
        long[] axes = translation
                .optionalFixed(node, 3)
                .map(Fixed::longs)
                .orElseGet(() -> IntStream.range(0, translation.rank(value))
                        .asLongStream()
                        .toArray());
        if (pads.length != 2 * axes.length) {
            throw node.wrong("needs two pads for each axis, but " + Arrays.toString(pads) + " came");
        }
        int[] before = new int[value.rank()];
        int[] after = new int[value.rank()];
        for (int index = 0; index < axes.length; index++) {
            int first = Math.toIntExact(pads[index]);
            int last = Math.toIntExact(pads[index + axes.length]);
            if (first < 0 || last < 0) {
                throw node.unsupported("it takes pads of 0 or more, but " + Arrays.toString(pads) + " came");
            }
            if (leading == 1 && axes[index] % translation.rank(value) == 0) {
                if (first + last != 0) {
                    throw translation.across(node);
                }
                continue;
            }
            int axis = translation.axis(node, axes[index], value);
            before[axis] = first;
            after[axis] = last;
        }
        int[] extents = IntStream.range(0, value.rank())
                .map(axis -> Math.addExact(Math.addExact(value.extents()[axis], before[axis]), after[axis]))
                .toArray();
        Pad layer = new Pad(
                placed(value, before), placed(value, after), mode(node), mode(node) == Pad.Mode.CONSTANT ? filling : 0);
        translation.define(
                node.output(),
                translation.add(
                        node, layer, List.of(value), new Flowing("", extents, value.order(), Optional.empty())));
    }

    private static List<Integer> placed(Flowing value, int[] amounts) {
        return Arrays.stream(value.order()).map(axis -> amounts[axis]).boxed().toList();
    }

    private static Pad.Mode mode(NodeReader node) {
        String word = node.text("mode", "constant");
        return Arrays.stream(Pad.Mode.values())
                .filter(mode -> mode.name().equals(word.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> node.wrong("needs a known 'mode', but '" + word + "' came"));
    }
}
