package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import java.util.List;
import java.util.Set;

/**
 * Constants that hide positions from a softmax. A mask often has minus infinity there, and a network's constants are finite:
 * to a softmax the least float is as good, as long as a position of each row is seen.
 */
final class Masks {
    private static final Set<String> HANDING_ON = Set.of("Identity", "Cast");
    private static final int MOST_BETWEEN = 8;

    private Masks() {}

    static Fixed finite(Translation translation, NodeReader node, Fixed mask) {
        float[] values = mask.floats();
        if (areFinite(values)) {
            return mask;
        }
        float[] finite = finite(translation, node, mask.extents(), values);
        return Fixed.ofFloats(mask.name(), mask.extents(), finite).stated();
    }

    /** Values that reach a node's result, with the least float for minus infinity. */
    static float[] finite(Translation translation, NodeReader node, int[] extents, float[] values) {
        if (areFinite(values)) {
            return values;
        }
        float[] finite = values.clone();
        int width = extents.length == 0 ? 1 : extents[extents.length - 1];
        boolean seen = false;
        for (int at = 0; at < values.length; at++) {
            seen = at % width != 0 && seen;
            seen |= Float.isFinite(values[at]);
            if (!Float.isFinite(values[at])) {
                finite[at] = -Float.MAX_VALUE;
            }
            if (values[at] > 0 && !Float.isFinite(values[at]) || Float.isNaN(values[at])) {
                throw refused(node, values[at]);
            }
            if (!seen && at % width == width - 1) {
                throw node.unsupported(
                        "it hides all positions of a row from the softmax behind it, whose result is not a"
                                + " number. Mask with a number, as -1e9");
            }
        }
        if (!isHidden(translation, node.output(), MOST_BETWEEN)) {
            throw refused(node, Float.NEGATIVE_INFINITY);
        }
        return finite;
    }

    /** Whether a mask with minus infinity comes out of the file with the values that it is added to. */
    static boolean isGivenOut(Translation translation, NodeReader node, Fixed mask) {
        boolean hides = false;
        for (float value : mask.floats()) {
            if (!Float.isFinite(value) && value != Float.NEGATIVE_INFINITY) {
                return false;
            }
            hides |= value == Float.NEGATIVE_INFINITY;
        }
        String value = node.output();
        for (int at = 0; hides && at < MOST_BETWEEN; at++) {
            List<NodeReader> readers = translation.readers(value);
            if (readers.size() != 1 || !HANDING_ON.contains(readers.get(0).operator())) {
                return readers.isEmpty();
            }
            value = readers.get(0).output();
        }
        return false;
    }

    /** The mask with 0 for minus infinity. */
    static Fixed numbers(Fixed mask) {
        float[] values = mask.floats().clone();
        for (int at = 0; at < values.length; at++) {
            values[at] = Float.isFinite(values[at]) ? values[at] : 0;
        }
        return Fixed.ofFloats(mask.name(), mask.extents(), values).stated();
    }

    /** 0 where a mask has minus infinity, else 1. */
    static Fixed seen(Fixed mask) {
        float[] values = mask.floats().clone();
        for (int at = 0; at < values.length; at++) {
            values[at] = Float.isFinite(values[at]) ? 1 : 0;
        }
        return Fixed.ofFloats(mask.name(), mask.extents(), values).stated();
    }

    private static boolean areFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing but a softmax over rows reads a value, itself or handed on as it is. */
    private static boolean isHidden(Translation translation, String value, int between) {
        return !translation.readers(value).isEmpty()
                && translation.readers(value).stream()
                        .allMatch(reader -> isOverRows(reader)
                                || (between > 0
                                        && HANDING_ON.contains(reader.operator())
                                        && isHidden(translation, reader.output(), between - 1)));
    }

    private static boolean isOverRows(NodeReader reader) {
        return reader.operator().equals("Softmax") && reader.operatorSet() >= 13 && reader.whole("axis", -1) == -1;
    }

    private static RuntimeException refused(NodeReader node, float value) {
        return node.unsupported(
                "it puts " + value + " into values that depend on the network's input. Numbers are taken,"
                        + " and minus infinity right before a Softmax over the last axis. Mask with a number, as -1e9");
    }
}
