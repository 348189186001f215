package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Examples;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.formats.onnx.reading.value.Value;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Comparisons and truth values of constants, and choices that they make. */
final class Conditions {
    private Conditions() {}

    static void addTo(Map<String, Operator> operators) {
        compare(operators, "Equal", Examples::isEqual, (left, right) -> left == right);
        compare(operators, "GreaterOrEqual", Examples::isAtLeast, (left, right) -> left >= right);
        compare(
                operators,
                "LessOrEqual",
                (examples, left, right) -> examples.isAtLeast(right, left),
                (left, right) -> left <= right);
        compare(
                operators,
                "Less",
                (examples, left, right) -> examples.isAtLeast(left, right).map(reached -> !reached),
                (left, right) -> left < right);
        compare(
                operators,
                "Greater",
                (examples, left, right) -> examples.isAtLeast(right, left).map(reached -> !reached),
                (left, right) -> left > right);
        combine(operators, "And", (left, right) -> left && right);
        combine(operators, "Or", (left, right) -> left || right);
        combine(operators, "Xor", (left, right) -> left ^ right);
        operators.put("Not", Operator.of(Conditions::not));
        operators.put("Where", Operator.of(Conditions::where));
        operators.put("IsNaN", Operator.of(Conditions::isNoNumber).since(9));
    }

    /** Of whole numbers, some of which may depend on the number of examples. */
    private interface OfWholes {
        Optional<Boolean> holds(Examples examples, long left, long right);
    }

    private interface OfReals {
        boolean holds(float left, float right);
    }

    private interface OfTruths {
        boolean holds(boolean left, boolean right);
    }

    private static void compare(Map<String, Operator> operators, String name, OfWholes wholes, OfReals reals) {
        operators.put(
                name,
                Operator.of(
                        (translation, node) -> {
                            Fixed left = translation.fixed(node, 0);
                            Fixed right = translation.fixed(node, 1);
                            Fixed result = FixedArithmetic.of(
                                    node,
                                    left,
                                    right,
                                    (a, b) -> number(wholes.holds(translation.batch(), a, b)
                                            .orElseThrow(() -> translation.depends(node))),
                                    (a, b) -> {
                                        requireUncounted(translation, node, a);
                                        requireUncounted(translation, node, b);
                                        return number(reals.holds(a, b));
                                    });
                            translation.define(node.output(), result.as(ElementType.BOOL));
                        },
                        "broadcast",
                        "axis"));
    }

    private static void requireUncounted(Translation translation, NodeReader node, float value) {
        if (value == Math.rint(value) && translation.batch().isCounted((long) value)) {
            throw translation.depends(node);
        }
    }

    private static long number(boolean truth) {
        return truth ? 1 : 0;
    }

    private static void combine(Map<String, Operator> operators, String name, OfTruths truths) {
        operators.put(
                name,
                Operator.of(
                        (translation, node) -> {
                            Fixed left = translation.fixed(node, 0).as(ElementType.BOOL);
                            Fixed right = translation.fixed(node, 1).as(ElementType.BOOL);
                            Fixed result = FixedArithmetic.of(
                                    node,
                                    left,
                                    right,
                                    (a, b) -> number(truths.holds(a != 0, b != 0)),
                                    (a, b) -> number(truths.holds(a != 0, b != 0)));
                            translation.define(node.output(), result.as(ElementType.BOOL));
                        },
                        "broadcast",
                        "axis"));
    }

    private static void not(Translation translation, NodeReader node) {
        translation.define(node.output(), inverse(node, translation.fixed(node, 0)));
    }

    private static Fixed inverse(NodeReader node, Fixed condition) {
        return Fixed.ofLongs(
                        node.output(),
                        condition.extents(),
                        Arrays.stream(condition.longs())
                                .map(truth -> truth == 0 ? 1 : 0)
                                .toArray())
                .as(ElementType.BOOL);
    }

    /** The second input where the first, which is constant, holds; else the third. */
    private static void where(Translation translation, NodeReader node) {
        if (translation.value(node, 0) instanceof Flowing tested) {
            translation.define(node.output(), checked(translation, node, tested));
            return;
        }
        Fixed condition = translation.fixed(node, 0).as(ElementType.BOOL);
        Value chosen = translation.value(node, 1);
        Value other = translation.value(node, 2);
        Value result;
        if (chosen instanceof Fixed first && other instanceof Fixed second) {
            result = chosen(node, condition, first, second);
        } else if (chosen instanceof Fixed filling) {
            result = filled(translation, node, (Flowing) other, condition, filling);
        } else if (other instanceof Fixed filling) {
            result = filled(translation, node, (Flowing) chosen, inverse(node, condition), filling);
        } else {
            result = mixed(translation, node, condition, (Flowing) chosen, (Flowing) other);
        }
        translation.define(node.output(), result);
    }

    /** Of what depends on the network's input only where {@link #checked} reads it. */
    private static void isNoNumber(Translation translation, NodeReader node) {
        if (translation.value(node, 0) instanceof Fixed fixed) {
            float[] values = fixed.floats();
            long[] truths = IntStream.range(0, values.length)
                    .mapToLong(at -> Float.isNaN(values[at]) ? 1 : 0)
                    .toArray();
            translation.define(
                    node.output(),
                    Fixed.ofLongs(node.output(), fixed.extents(), truths).as(ElementType.BOOL));
            return;
        }
        boolean isCheck = translation.readers(node.output()).stream()
                .allMatch(reader -> reader.operator().equals("Where")
                        && reader.input(0).equals(node.output())
                        && reader.input(2).equals(node.input(0)));
        if (!isCheck
                || translation
                        .producer(node.input(0))
                        .filter(maker -> maker.operator().equals("Softmax"))
                        .isEmpty()) {
            throw node.unsupported(
                    "of what depends on the network's input only a softmax is tested, to be 0 where a row has"
                            + " nothing to see");
        }
        translation.define(node.output(), translation.value(node, 0));
    }

    /** Probabilities that were tested: where a mask hides all of a row they are 0 here too, or the file is refused. */
    private static Value checked(Translation translation, NodeReader node, Flowing tested) {
        boolean zero = translation.value(node, 1) instanceof Fixed filling
                && translation.number(filling).filter(number -> number == 0).isPresent();
        if (!zero
                || translation
                        .producer(node.input(0))
                        .filter(maker -> maker.operator().equals("IsNaN"))
                        .isEmpty()) {
            throw node.unsupported(
                    "its condition '" + node.input(0)
                            + "' depends on the network's input, but only constants choose, or whether a softmax is a number, for 0");
        }
        return tested;
    }

    private static Fixed chosen(NodeReader node, Fixed condition, Fixed first, Fixed second) {
        Fixed like = FixedArithmetic.spread(
                node,
                condition,
                FixedArithmetic.spread(node, first, second.extents()).extents());
        int[] extents = like.extents();
        long[] truths = like.longs();
        Fixed ones = FixedArithmetic.spread(node, first, extents);
        Fixed others = FixedArithmetic.spread(node, second, extents);
        if (first.isWhole() && second.isWhole()) {
            long[] values = ones.longs();
            long[] rest = others.longs();
            Arrays.setAll(values, at -> truths[at] != 0 ? values[at] : rest[at]);
            return Fixed.ofLongs(node.output(), extents, values).as(first.type());
        }
        float[] values = ones.floats();
        float[] rest = others.floats();
        for (int at = 0; at < values.length; at++) {
            values[at] = truths[at] != 0 ? values[at] : rest[at];
        }
        Fixed result = Fixed.ofFloats(node.output(), extents, values);
        return first.isLearned() || second.isLearned() ? result : result.stated();
    }

    /**
     * Constants where the condition holds: {@code min(max(x, below), above)}, where both bounds are the constants there, and
     * the ends of floats elsewhere.
     */
    private static Value filled(
            Translation translation, NodeReader node, Flowing value, Fixed condition, Fixed filling) {
        Fixed truth = FixedArithmetic.spread(node, condition, filling.extents());
        long[] holds = truth.longs();
        float[] numbers = FixedArithmetic.spread(node, filling, truth.extents()).floats();
        float[] filled = new float[numbers.length];
        for (int at = 0; at < numbers.length; at++) {
            filled[at] = holds[at] != 0 ? numbers[at] : 0;
        }
        float[] finite = Masks.finite(translation, node, truth.extents(), filled);
        float[] below = new float[numbers.length];
        float[] above = new float[numbers.length];
        for (int at = 0; at < numbers.length; at++) {
            below[at] = holds[at] != 0 ? finite[at] : -Float.MAX_VALUE;
            above[at] = holds[at] != 0 ? finite[at] : Float.MAX_VALUE;
        }
        Value raised = Arithmetic.pair(
                translation, node, Combine.Operator.MAXIMUM, value, constant(node, truth.extents(), below));
        return Arithmetic.pair(
                translation, node, Combine.Operator.MINIMUM, raised, constant(node, truth.extents(), above));
    }

    private static Fixed constant(NodeReader node, int[] extents, float... values) {
        return Fixed.ofFloats(node.output(), extents, values).stated();
    }

    /** {@code c x + (1 - c) z}. */
    private static Value mixed(
            Translation translation, NodeReader node, Fixed condition, Flowing chosen, Flowing other) {
        Fixed share = constant(node, condition.extents(), condition.floats());
        Fixed rest =
                constant(node, condition.extents(), inverse(node, condition).floats());
        return Arithmetic.pair(
                translation,
                node,
                Combine.Operator.PLUS,
                Arithmetic.pair(translation, node, Combine.Operator.MULTIPLY, chosen, share),
                Arithmetic.pair(translation, node, Combine.Operator.MULTIPLY, other, rest));
    }
}
