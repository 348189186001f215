package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Fixed;

/**
 * Constants that hide positions from a softmax. A mask often has minus infinity there, and a network's constants are finite:
 * to a softmax the least float is as good, as long as a position of each row is seen.
 */
final class Masks {
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
        boolean hides = !translation.readers(node.output()).isEmpty()
                && translation.readers(node.output()).stream().allMatch(Masks::isOverRows);
        if (!hides) {
            throw refused(node, Float.NEGATIVE_INFINITY);
        }
        return finite;
    }

    private static boolean areFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
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
