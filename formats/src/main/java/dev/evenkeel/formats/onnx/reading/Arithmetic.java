package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.arithmetic.Function;
import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.formats.onnx.reading.value.Value;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.core.Add;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Arithmetic between values, with broadcasting. */
final class Arithmetic {
    private Arithmetic() {}

    static void addTo(Map<String, Operator> operators) {
        put(operators, "Add", Combine.Operator.PLUS);
        put(operators, "Sub", Combine.Operator.SUBTRACT);
        put(operators, "Mul", Combine.Operator.MULTIPLY);
        put(operators, "Div", Combine.Operator.DIVIDE);
        put(operators, "Pow", Combine.Operator.RAISE);
        put(operators, "Max", Combine.Operator.MAXIMUM);
        put(operators, "Min", Combine.Operator.MINIMUM);
        put(operators, "Sum", Combine.Operator.PLUS);
        operators.put("Mean", Operator.of(Arithmetic::mean));
        operators.put("Mod", Operator.of(FixedArithmetic::mod, "fmod"));
    }

    private static void put(Map<String, Operator> operators, String name, Combine.Operator operator) {
        operators.put(
                name,
                Operator.of(
                        (translation, node) -> translation.define(node.output(), all(translation, node, operator)),
                        "broadcast",
                        "axis",
                        "consumed_inputs"));
    }

    private static void mean(Translation translation, NodeReader node) {
        Value sum = all(translation, node, Combine.Operator.PLUS);
        translation.define(
                node.output(),
                sum instanceof Flowing flowing
                        ? translation.add(
                                node, new Apply(Function.LINEAR, 1f / node.inputs(), 0), List.of(flowing), flowing)
                        : sum);
    }

    private static Value all(Translation translation, NodeReader node, Combine.Operator operator) {
        Value result = translation.value(node, 0);
        for (int index = 1; index < node.inputs(); index++) {
            result = pair(translation, node, operator, result, placed(translation, node, index));
        }
        return result;
    }

    /** Before version 7 the second value's axes lie from {@code axis} on. */
    private static Value placed(Translation translation, NodeReader node, int index) {
        Value value = translation.value(node, index);
        if (node.operatorSet() >= 7 || !node.has("axis") || !(value instanceof Fixed fixed)) {
            return value;
        }
        int rank = translation.rank(translation.value(node, 0));
        int before = node.integer("axis", 0);
        if (before < 0 || before + fixed.extents().length > rank) {
            throw node.wrong("needs an 'axis' that leaves room for its second input, but got " + before);
        }
        int[] extents = new int[rank];
        Arrays.fill(extents, 1);
        System.arraycopy(fixed.extents(), 0, extents, before, fixed.extents().length);
        return fixed.reshaped(extents);
    }

    /** {@code f(left, right)}, broadcast. */
    static Value pair(Translation translation, NodeReader node, Combine.Operator operator, Value left, Value right) {
        if (left instanceof Fixed first && right instanceof Fixed second) {
            return FixedArithmetic.of(translation, node, operator, first, second);
        }
        if (right instanceof Fixed constant) {
            return withConstant(translation, node, operator, (Flowing) left, constant, Side.RIGHT);
        }
        if (left instanceof Fixed constant) {
            return withConstant(translation, node, operator, (Flowing) right, constant, Side.LEFT);
        }
        return flowing(translation, node, operator, (Flowing) left, (Flowing) right);
    }

    private enum Side {
        LEFT,
        RIGHT
    }

    private static Flowing withConstant(
            Translation translation,
            NodeReader node,
            Combine.Operator operator,
            Flowing value,
            Fixed constant,
            Side side) {
        if (operator == Combine.Operator.PLUS) {
            remarkLostEpsilon(translation, node, constant);
        }
        if (constant.size() == 1 && constant.extents().length <= translation.rank(value)) {
            Optional<Layer> function = withNumber(operator, constant.floats()[0], side);
            if (function.isPresent()) {
                return translation.add(node, function.get(), List.of(value), value);
            }
        }
        Flowing plain = Repetitions.raised(
                translation,
                node,
                translation.plain(node, value),
                Math.max(value.fileRank(), constant.extents().length));
        if (operator == Combine.Operator.PLUS && Masks.isGivenOut(translation, node, constant)) {
            Flowing sum = withConstant(translation, node, operator, value, Masks.numbers(constant), side);
            Flowing truth = constant(translation, node, Masks.seen(constant), plain);
            Flowing hidden = translation.add(node, "hidden", new Apply(Function.LOG, 0, 0), List.of(truth), truth);
            return combined(translation, node, operator, translation.ordered(node, sum, plain.order()), hidden);
        }
        Fixed given = operator == Combine.Operator.PLUS ? Masks.finite(translation, node, constant) : constant;
        Flowing other = constant(translation, node, given, plain);
        return side == Side.RIGHT
                ? combined(translation, node, operator, plain, other)
                : combined(translation, node, operator, other, plain);
    }

    /** Constants that meet a value, lying as it does. */
    private static Flowing constant(Translation translation, NodeReader node, Fixed given, Flowing plain) {
        Fixed own = translation.perExample(node, given, plain);
        int[] extents = aligned(own.extents(), plain.rank());
        return translation.constant(
                node, own.reshaped(extents), new Flowing("", extents, plain.order(), Optional.empty(), plain.batch()));
    }

    /** An epsilon below the least number of 16 bits is 0 in the file. */
    private static void remarkLostEpsilon(Translation translation, NodeReader node, Fixed constant) {
        boolean beforeRoot = translation.readers(node.output()).stream()
                .anyMatch(reader ->
                        reader.operator().equals("Sqrt") || reader.operator().equals("Pow"));
        if (beforeRoot && constant.size() == 1 && constant.floats()[0] == 0) {
            translation.remark(node.title() + " adds 0 before a square root: an epsilon that was lost"
                    + (constant.type() == ElementType.FLOAT16
                            ? " in FLOAT16, which has no number between 0 and 6e-8"
                            : "")
                    + ". Where a variance is 0, the output is not a number. Export the network in FLOAT, or with a larger"
                    + " epsilon");
        }
    }

    /** What an operator with one number is as a function of the other value. */
    private static Optional<Layer> withNumber(Combine.Operator operator, float number, Side side) {
        boolean right = side == Side.RIGHT;
        return switch (operator) {
            case PLUS -> Optional.of(new Apply(Function.LINEAR, 1, number));
            case MULTIPLY -> Optional.of(new Apply(Function.LINEAR, number, 0));
            case SUBTRACT ->
                Optional.of(right ? new Apply(Function.LINEAR, 1, -number) : new Apply(Function.LINEAR, -1, number));
            case DIVIDE -> right ? Optional.of(new Apply(Function.LINEAR, 1 / number, 0)) : Optional.empty();
            case RAISE -> right ? Optional.of(new Apply(Function.POWER, number, 0)) : Optional.empty();
            case MAXIMUM -> Optional.of(new Apply(Function.CLIP, number, Float.POSITIVE_INFINITY));
            case MINIMUM -> Optional.of(new Apply(Function.CLIP, Float.NEGATIVE_INFINITY, number));
        };
    }

    private static Flowing flowing(
            Translation translation, NodeReader node, Combine.Operator operator, Flowing left, Flowing right) {
        boolean alike = Arrays.equals(left.extents(), right.extents())
                && left.batch().equals(right.batch())
                && sameLie(left, right);
        if (alike) {
            return combined(translation, node, operator, left, right);
        }
        Flowing first = translation.plain(node, left);
        Flowing second = translation.plain(node, right);
        int rank = Math.max(first.fileRank(), second.fileRank());
        first = Repetitions.raised(translation, node, first, rank);
        second = Repetitions.raised(translation, node, second, rank);
        if (!first.batch().equals(second.batch())) {
            throw translation.across(node);
        }
        return combined(translation, node, operator, first, translation.ordered(node, second, first.order()));
    }

    private static boolean sameLie(Flowing left, Flowing right) {
        if (left.flattened().isEmpty() || right.flattened().isEmpty()) {
            return left.flattened().isEmpty()
                    && right.flattened().isEmpty()
                    && Arrays.equals(left.order(), right.order());
        }
        Flowing.Flattened first = left.flattened().get();
        Flowing.Flattened second = right.flattened().get();
        return Arrays.equals(first.extents(), second.extents()) && Arrays.equals(first.order(), second.order());
    }

    private static Flowing combined(
            Translation translation, NodeReader node, Combine.Operator operator, Flowing left, Flowing right) {
        if (Arrays.equals(left.extents(), right.extents())) {
            Layer layer = operator == Combine.Operator.PLUS ? new Add() : new Combine(operator);
            return translation.add(node, layer, List.of(left, right), left);
        }
        int[] extents = IntStream.range(0, left.rank())
                .map(axis -> broadcast(node, left.extents()[axis], right.extents()[axis]))
                .toArray();
        return translation.add(
                node,
                new Combine(operator),
                List.of(left, right),
                new Flowing("", extents, left.order(), Optional.empty()));
    }

    private static int broadcast(NodeReader node, int left, int right) {
        if (left != right && left != 1 && right != 1) {
            throw node.wrong("needs inputs whose extents are equal or 1, but got " + left + " and " + right);
        }
        return left == 1 ? right : left;
    }

    /** With axes of one position before it, up to {@code rank}. */
    static int[] aligned(int[] extents, int rank) {
        int[] aligned = new int[rank];
        Arrays.fill(aligned, 1);
        System.arraycopy(extents, 0, aligned, rank - extents.length, extents.length);
        return aligned;
    }
}
