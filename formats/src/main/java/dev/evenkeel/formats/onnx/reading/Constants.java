package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.graph.BatchAxis;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.formats.onnx.reading.value.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Constants in a graph, and the shapes of values as constants. */
final class Constants {
    private static final int MAX_VALUES = 1 << 22;
    private static final String NOT_ROUNDED = "without the file's rounding to fewer bits, by up to ";
    /** How much rounding changes a number at most: half a unit of the last of 11 and of 8 bits. */
    private static final Map<ElementType, String> ROUNDED =
            Map.of(ElementType.FLOAT16, "0.05 %", ElementType.BFLOAT16, "0.4 %");

    private Constants() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put(
                "Constant",
                Operator.of(Constants::constant, "value", "value_float", "value_floats", "value_int", "value_ints"));
        operators.put(
                "ConstantOfShape", Operator.of(Constants::ofShape, "value").wholes(0));
        operators.put("Shape", Operator.of(Constants::shape, "start", "end"));
        operators.put(
                "Cast",
                Operator.of(Constants::cast, "to", "saturate", "round_mode").since(6));
    }

    private static void constant(Translation translation, NodeReader node) {
        translation.define(node.output(), value(node).stated());
    }

    private static Fixed value(NodeReader node) {
        if (node.tensor("value").isPresent()) {
            return Fixed.of(node.tensor("value").get());
        }
        if (node.has("value_float")) {
            return Fixed.ofFloats(node.output(), new int[0], node.real("value_float", 0));
        }
        if (node.has("value_int")) {
            return Fixed.ofLongs(node.output(), new int[0], node.whole("value_int", 0));
        }
        if (node.has("value_floats")) {
            List<Float> list = node.reals("value_floats").orElse(List.of());
            float[] values = new float[list.size()];
            for (int index = 0; index < values.length; index++) {
                values[index] = list.get(index);
            }
            return Fixed.ofFloats(node.output(), new int[] {values.length}, values);
        }
        long[] values = node.wholes("value_ints").orElseThrow(() -> node.wrong("needs a value, but it has none"));
        return Fixed.ofLongs(node.output(), new int[] {values.length}, values);
    }

    private static void ofShape(Translation translation, NodeReader node) {
        long[] wanted = translation.fixed(node, 0).longs();
        BatchAxis batch = translation.openBatch(wanted);
        int[] extents = IntStream.range(0, wanted.length)
                .filter(axis -> axis != batch.axis())
                .map(axis -> extent(node, wanted[axis]))
                .toArray();
        int size = Arrays.stream(extents).reduce(1, Math::multiplyExact);
        if (size > MAX_VALUES) {
            throw node.unsupported("it makes a constant of more than " + MAX_VALUES + " values");
        }
        Fixed filling = node.tensor("value").map(Fixed::of).orElseGet(() -> Fixed.ofFloats("", new int[0], 0));
        Fixed filled = filling.isWhole()
                ? Fixed.ofLongs(node.output(), extents, filled(filling.longs()[0], size))
                : Fixed.ofFloats(node.output(), extents, filled(filling.floats()[0], size))
                        .stated();
        translation.define(
                node.output(),
                batch.isNone()
                        ? filled
                        : translation.constant(
                                node, filled, Flowing.inFileOrder("", extents).with(batch)));
    }

    private static long[] filled(long value, int size) {
        long[] values = new long[size];
        Arrays.fill(values, value);
        return values;
    }

    private static float[] filled(float value, int size) {
        float[] values = new float[size];
        Arrays.fill(values, value);
        return values;
    }

    private static int extent(NodeReader node, long extent) {
        if (extent < 0 || extent > Integer.MAX_VALUE) {
            throw node.wrong("needs extents between 0 and 2^31 - 1, but got " + extent);
        }
        return (int) extent;
    }

    private static void shape(Translation translation, NodeReader node) {
        Value value = translation.value(node, 0);
        long[] all = translation.fileExtents(value);
        int start = bound(node.whole("start", 0), all.length);
        int end = Math.max(start, bound(node.whole("end", all.length), all.length));
        long[] part = Arrays.copyOfRange(all, start, end);
        translation.define(node.output(), Fixed.ofLongs(node.output(), new int[] {part.length}, part));
    }

    private static int bound(long at, int length) {
        return (int) Math.max(0, Math.min(length, at < 0 ? at + length : at));
    }

    private static void cast(Translation translation, NodeReader node) {
        ElementType type = ElementType.of(node.whole("to", 0));
        Value value = translation.value(node, 0);
        if (value instanceof Fixed fixed) {
            translation.define(node.output(), fixed.as(type));
            return;
        }
        boolean isIndex = (type == ElementType.INT64 || type == ElementType.INT32)
                && translation.readers(node.output()).stream()
                        .allMatch(reader -> reader.operator().equals("Gather")
                                && reader.input(1).equals(node.output()));
        if (!type.isFloatingPoint() && !isIndex) {
            throw node.unsupported(
                    "of what depends on the network's input it makes floating-point numbers, or indices of a Gather, but got "
                            + type);
        }
        if (ROUNDED.containsKey(type)) {
            remarkRounding(translation, node, type);
        }
        translation.define(node.output(), value);
    }

    /** Tells once for a file that values are not rounded where the file rounds them. */
    private static void remarkRounding(Translation translation, NodeReader node, ElementType type) {
        if (translation.remarks().stream().noneMatch(remark -> remark.contains(NOT_ROUNDED))) {
            translation.remark(node.title() + " makes " + type + " of its input, but here all is computed in FLOAT, "
                    + NOT_ROUNDED + ROUNDED.get(type) + " of each value: outputs may differ about as much");
        }
    }
}
