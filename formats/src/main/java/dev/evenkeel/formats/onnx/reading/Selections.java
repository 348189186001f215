package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.formats.onnx.reading.value.Value;
import dev.evenkeel.layer.core.Concatenate;
import dev.evenkeel.rearrange.Pad;
import dev.evenkeel.rearrange.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Operators that take parts of values and put parts together. */
final class Selections {
    private Selections() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("Concat", Operator.of(Selections::concat, "axis"));
        operators.put(
                "Split",
                Operator.of(Selections::split, "axis", "split", "num_outputs").wholes(1));
        operators.put(
                "Slice",
                Operator.of(Selections::slice, "axes", "starts", "ends").wholes(1, 2, 3, 4));
        operators.put(
                "Pad",
                Operator.of(Selections::pad, "pads", "paddings", "value", "mode")
                        .wholes(1, 3));
    }

    private static void concat(Translation translation, NodeReader node) {
        List<Value> values = IntStream.range(0, node.inputs())
                .mapToObj(index -> plain(translation, node, translation.value(node, index)))
                .filter(value -> !isNothing(value))
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
                if (!flowing.batch().equals(first.batch()) || flowing.rank() != first.rank()) {
                    throw translation.across(node);
                }
                part = flowing.equals(some.get()) ? first : translation.ordered(node, flowing, first.order());
            } else {
                Fixed own = translation.perExample(node, (Fixed) value, first);
                part = translation.constant(
                        node, own, new Flowing("", own.extents(), first.order(), Optional.empty(), first.batch()));
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
            throw node.wrong(
                    "needs " + outputs + " lengths that make " + extent + ", but got " + Arrays.toString(lengths));
        }
        int start = 0;
        for (int index = 0; index < outputs; index++) {
            int length = Math.toIntExact(lengths[index]);
            Optional<String> output = node.output(index).filter(translation::isWanted);
            if (output.isPresent()) {
                translation.define(
                        output.get(),
                        length == 0
                                ? nothing(translation, output.get(), value, axis)
                                : cut(translation, node, value, axis, start, length, 1));
            }
            start += length;
        }
    }

    /** Constants without a value. */
    private static Fixed nothing(Translation translation, String name, Flowing value, int axis) {
        int[] extents = Arrays.stream(translation.fileExtents(value))
                .mapToInt(Math::toIntExact)
                .toArray();
        extents[value.fileAxis(axis)] = 0;
        return Fixed.ofFloats(name, extents).stated();
    }

    private static boolean isNothing(Value value) {
        return value instanceof Fixed fixed && !fixed.isWhole() && fixed.size() == 0;
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
        boolean everything = step == 1 && from == 0 && to >= Integer.MAX_VALUE;
        if (everything) {
            translation.fileAxis(node, along, value);
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
        long[] axes = translation
                .optionalFixed(node, 3)
                .map(Fixed::longs)
                .orElseGet(() -> IntStream.range(0, translation.rank(value))
                        .asLongStream()
                        .toArray());
        if (pads.length != 2 * axes.length) {
            throw node.wrong("needs two pads for each axis, but got " + Arrays.toString(pads));
        }
        int[] before = new int[value.rank()];
        int[] after = new int[value.rank()];
        for (int index = 0; index < axes.length; index++) {
            int first = Math.toIntExact(pads[index]);
            int last = Math.toIntExact(pads[index + axes.length]);
            if (first == 0 && last == 0) {
                continue;
            }
            int axis = translation.axis(node, axes[index], value);
            before[axis] = first;
            after[axis] = last;
        }
        Flowing cropped = cropped(translation, node, value, before, after);
        int[] extents = IntStream.range(0, value.rank())
                .map(axis ->
                        Math.addExact(cropped.extents()[axis], Math.max(0, before[axis]) + Math.max(0, after[axis])))
                .toArray();
        Pad layer = new Pad(
                placed(value, before), placed(value, after), mode(node), mode(node) == Pad.Mode.CONSTANT ? filling : 0);
        translation.define(
                node.output(),
                translation.add(
                        node, layer, List.of(cropped), new Flowing("", extents, value.order(), Optional.empty())));
    }

    /** Without the positions that negative pads take away. */
    private static Flowing cropped(Translation translation, NodeReader node, Flowing value, int[] before, int[] after) {
        Flowing cropped = value;
        for (int axis = 0; axis < before.length; axis++) {
            int first = Math.max(0, -before[axis]);
            int last = Math.max(0, -after[axis]);
            int length = value.extents()[axis] - first - last;
            if (length == value.extents()[axis]) {
                continue;
            }
            if (mode(node) != Pad.Mode.CONSTANT) {
                throw node.unsupported("it takes negative pads together with the mode 'constant', but got '"
                        + node.text("mode", "constant") + "'");
            }
            if (length < 1) {
                throw node.unsupported("its negative pads leave nothing of axis " + value.fileAxis(axis));
            }
            cropped = cut(translation, node, cropped, axis, first, length, 1);
        }
        return cropped;
    }

    private static List<Integer> placed(Flowing value, int[] amounts) {
        return Arrays.stream(value.order())
                .map(axis -> Math.max(0, amounts[axis]))
                .boxed()
                .toList();
    }

    private static Pad.Mode mode(NodeReader node) {
        String word = node.text("mode", "constant");
        return Arrays.stream(Pad.Mode.values())
                .filter(mode -> mode.name().equals(word.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> node.wrong("needs a known 'mode', but got '" + word + "'"));
    }
}
