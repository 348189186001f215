package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Examples;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import java.util.Arrays;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;

/** Arithmetic between constants: most often that of shapes, which exported networks carry along. */
final class FixedArithmetic {
    private static final int MAX_VALUES = 1 << 22;

    private FixedArithmetic() {}

    /** A function of two floats. */
    interface Reals {
        float of(float left, float right);
    }

    static Fixed of(Translation translation, NodeReader node, Combine.Operator operator, Fixed left, Fixed right) {
        return of(
                node, left, right, (a, b) -> whole(translation, node, operator, a, b), (a, b) -> real(operator, a, b));
    }

    /** {@code f(left, right)}, broadcast: of whole numbers if both are. */
    static Fixed of(NodeReader node, Fixed left, Fixed right, LongBinaryOperator wholes, Reals reals) {
        int rank = Math.max(left.extents().length, right.extents().length);
        int[] first = Arithmetic.aligned(left.extents(), rank);
        int[] second = Arithmetic.aligned(right.extents(), rank);
        int[] extents = broadcast(node, first, second);
        int size = size(node, extents);
        if (left.isWhole() && right.isWhole()) {
            long[] a = left.longs();
            long[] b = right.longs();
            long[] results = new long[size];
            for (int at = 0; at < size; at++) {
                results[at] = wholes.applyAsLong(a[source(at, extents, first)], b[source(at, extents, second)]);
            }
            return Fixed.ofLongs(node.output(), extents, results);
        }
        float[] a = left.floats();
        float[] b = right.floats();
        float[] results = new float[size];
        for (int at = 0; at < size; at++) {
            results[at] = reals.of(a[source(at, extents, first)], b[source(at, extents, second)]);
        }
        Fixed result = Fixed.ofFloats(node.output(), extents, results);
        return left.isLearned() || right.isLearned() ? result : result.stated();
    }

    private static int[] broadcast(NodeReader node, int[] first, int[] second) {
        int[] extents = IntStream.range(0, first.length)
                .map(axis -> first[axis] == 1 ? second[axis] : first[axis])
                .toArray();
        for (int axis = 0; axis < first.length; axis++) {
            if ((first[axis] != extents[axis] && first[axis] != 1)
                    || (second[axis] != extents[axis] && second[axis] != 1)) {
                throw node.wrong("needs constants whose extents are equal or 1, but got " + Arrays.toString(first)
                        + " and " + Arrays.toString(second));
            }
        }
        return extents;
    }

    /** How many values a constant has that a node computes. */
    static int size(NodeReader node, int[] extents) {
        long size = 1;
        for (int extent : extents) {
            size = Math.multiplyExact(size, extent);
        }
        if (size > MAX_VALUES) {
            throw node.unsupported("it computes a constant of more than " + MAX_VALUES + " values");
        }
        return (int) size;
    }

    /** A constant with the extents that it and another are broadcast to. */
    static Fixed spread(NodeReader node, Fixed fixed, int... other) {
        int rank = Math.max(fixed.extents().length, other.length);
        int[] own = Arithmetic.aligned(fixed.extents(), rank);
        int[] extents = broadcast(node, own, Arithmetic.aligned(other, rank));
        int[] from = new int[size(node, extents)];
        Arrays.setAll(from, at -> source(at, extents, own));
        return fixed.taken(extents, from);
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

    private static long whole(
            Translation translation, NodeReader node, Combine.Operator operator, long left, long right) {
        return switch (operator) {
            case PLUS -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> {
                requireDivisor(translation, node, left, right);
                yield left / right;
            }
            case MAXIMUM -> isAtLeast(translation, node, left, right) ? left : right;
            case MINIMUM -> isAtLeast(translation, node, left, right) ? right : left;
            case RAISE -> (long) Math.pow((double) left, (double) right);
        };
    }

    private static void requireDivisor(Translation translation, NodeReader node, long left, long right) {
        if (right == 0) {
            throw node.wrong("divides a whole number by 0");
        }
        if (!translation.batch().isDivisible(left, right)) {
            throw translation.depends(node);
        }
    }

    /** Whether the first is the larger, for any number of examples; both are where they are equal for some. */
    static boolean isAtLeast(Translation translation, NodeReader node, long left, long right) {
        Examples examples = translation.batch();
        return examples.isAtLeast(left, right)
                .or(() -> examples.isAtLeast(right, left).map(smaller -> !smaller || left == right))
                .orElseThrow(() -> translation.depends(node));
    }

    /** The remainder, with the sign of the divisor or, like C's {@code fmod}, of what is divided. */
    static void mod(Translation translation, NodeReader node) {
        boolean truncates = node.flag("fmod");
        translation.define(
                node.output(),
                of(
                        node,
                        translation.fixed(node, 0),
                        translation.fixed(node, 1),
                        (left, right) -> {
                            requireDivisor(translation, node, left, right);
                            return truncates ? left % right : Math.floorMod(left, right);
                        },
                        (left, right) -> left % right));
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
