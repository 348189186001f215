package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Arithmetic between constants: most often that of shapes, which exported networks carry along. */
final class FixedArithmetic {
    private static final int MOST_VALUES = 1 << 22;

    private FixedArithmetic() {}

    static Fixed of(NodeReader node, Combine.Operator operator, Fixed left, Fixed right) {
        int rank = Math.max(left.extents().length, right.extents().length);
        int[] first = Arithmetic.aligned(left.extents(), rank);
        int[] second = Arithmetic.aligned(right.extents(), rank);
        int[] extents = IntStream.range(0, rank)
                .map(axis -> first[axis] == 1 ? second[axis] : first[axis])
                .toArray();
        for (int axis = 0; axis < rank; axis++) {
            if ((first[axis] != extents[axis] && first[axis] != 1)
                    || (second[axis] != extents[axis] && second[axis] != 1)) {
                throw node.wrong("needs constants whose extents are equal or 1, but " + Arrays.toString(first) + " and "
                        + Arrays.toString(second) + " came");
            }
        }
        int size = Arrays.stream(extents).reduce(1, Math::multiplyExact);
        if (size > MOST_VALUES) {
            throw node.unsupported("it computes a constant of more than " + MOST_VALUES + " values");
        }
        if (left.isWhole() && right.isWhole()) {
            long[] a = left.longs();
            long[] b = right.longs();
            long[] results = new long[size];
            for (int at = 0; at < size; at++) {
                results[at] = whole(node, operator, a[source(at, extents, first)], b[source(at, extents, second)]);
            }
            return Fixed.ofLongs(node.output(), extents, results);
        }
        float[] a = left.floats();
        float[] b = right.floats();
        float[] results = new float[size];
        for (int at = 0; at < size; at++) {
            results[at] = real(operator, a[source(at, extents, first)], b[source(at, extents, second)]);
        }
        return Fixed.ofFloats(node.output(), extents, results);
    }

    /** The position within {@code own} that is broadcast to position {@code at} of {@code extents}. */
    static int source(int at, int[] extents, int[] own) {
        int position = 0;
        int stride = 1;
        int rest = at;
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            if (own[axis] != 1) {
                position += rest % extents[axis] * stride;
            }
            stride *= own[axis];
            rest /= Math.max(1, extents[axis]);
        }
        return position;
    }

    private static long whole(NodeReader node, Combine.Operator operator, long left, long right) {
        return switch (operator) {
            case PLUS -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> {
                if (right == 0) {
                    throw node.wrong("divides a whole number by 0");
                }
                yield left / right;
            }
            case MAXIMUM -> Math.max(left, right);
            case MINIMUM -> Math.min(left, right);
            case RAISE -> (long) Math.pow((double) left, (double) right);
        };
    }

    private static float real(Combine.Operator operator, float left, float right) {
        return switch (operator) {
            case PLUS -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> left / right;
            case MAXIMUM -> Math.max(left, right);
            case MINIMUM -> Math.min(left, right);
            case RAISE -> (float) Math.pow(left, right);
        };
    }
}
