package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.arithmetic.Function;
import dev.evenkeel.arithmetic.PRelu;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.layer.core.Dropout;
import dev.evenkeel.layer.core.LogSoftmax;
import dev.evenkeel.layer.core.Softmax;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Functions of each element, softmax and dropout. */
final class ActivationOperators {
    private ActivationOperators() {}

    static void addTo(Map<String, Operator> operators) {
        plain(operators, "Relu", Activate.of(Activation.RELU));
        plain(operators, "Sigmoid", Activate.of(Activation.SIGMOID));
        plain(operators, "Tanh", Activate.of(Activation.TANH));
        plain(operators, "HardSwish", apply(Function.HARD_SWISH));
        plain(operators, "Softplus", apply(Function.SOFTPLUS));
        plain(operators, "Softsign", apply(Function.SOFTSIGN));
        plain(operators, "Mish", apply(Function.MISH));
        plain(operators, "Exp", apply(Function.EXP));
        plain(operators, "Log", apply(Function.LOG));
        plain(operators, "Sqrt", apply(Function.SQRT));
        plain(operators, "Reciprocal", apply(Function.RECIPROCAL));
        plain(operators, "Abs", apply(Function.ABS));
        plain(operators, "Neg", apply(Function.NEGATE));
        plain(operators, "Erf", apply(Function.ERF));
        plain(operators, "Sin", apply(Function.SIN));
        plain(operators, "Cos", apply(Function.COS));
        plain(operators, "Sign", apply(Function.SIGN));
        plain(operators, "Floor", apply(Function.FLOOR));
        plain(operators, "Ceil", apply(Function.CEIL));
        plain(operators, "Round", apply(Function.ROUND));
        with(operators, "LeakyRelu", "alpha", 0.01f, Activate::leakyRelu);
        with(operators, "Elu", "alpha", 1, alpha -> new Apply(Function.ELU, alpha, 0));
        with(operators, "Celu", "alpha", 1, alpha -> new Apply(Function.CELU, alpha, 0));
        with(operators, "ThresholdedRelu", "alpha", 1, alpha -> new Apply(Function.THRESHOLDED_RELU, alpha, 0));
        with(operators, "Swish", "alpha", 1, ActivationOperators::swish);
        operators.put(
                "Selu",
                Operator.of(
                        (translation, node) -> function(
                                translation,
                                node,
                                new Apply(
                                        Function.SELU, node.real("alpha", 1.6732632f), node.real("gamma", 1.050701f))),
                        "alpha",
                        "gamma",
                        "consumed_inputs"));
        operators.put(
                "HardSigmoid",
                Operator.of(
                        (translation, node) -> function(
                                translation,
                                node,
                                new Apply(Function.HARD_SIGMOID, node.real("alpha", 0.2f), node.real("beta", 0.5f))),
                        "alpha",
                        "beta",
                        "consumed_inputs"));
        operators.put(
                "Gelu",
                Operator.of(ActivationOperators::gelu, "approximate").checked(ActivationOperators::requireGelu));
        operators.put("Clip", Operator.of(ActivationOperators::clip, "min", "max", "consumed_inputs"));
        operators.put("PRelu", Operator.of(ActivationOperators::prelu, "consumed_inputs"));
        operators.put("Softmax", Operator.of((translation, node) -> softmax(translation, node, new Softmax()), "axis"));
        operators.put(
                "LogSoftmax", Operator.of((translation, node) -> softmax(translation, node, new LogSoftmax()), "axis"));
        operators.put(
                "Dropout",
                Operator.of(ActivationOperators::dropout, "ratio", "seed", "is_test", "consumed_inputs")
                        .onlyFirst("it gives the values, not the mask"));
        operators.put(
                "Identity",
                Operator.of((translation, node) -> translation.define(node.output(), translation.value(node, 0))));
    }

    private static Layer apply(Function function) {
        return new Apply(function, 0, 0);
    }

    private static Layer swish(float alpha) {
        return alpha == 1 ? Activate.of(Activation.SILU) : new Apply(Function.SWISH, alpha, 0);
    }

    private static void plain(Map<String, Operator> operators, String name, Layer layer) {
        operators.put(name, Operator.of((translation, node) -> function(translation, node, layer), "consumed_inputs"));
    }

    private static void with(
            Map<String, Operator> operators,
            String name,
            String attribute,
            float usual,
            java.util.function.Function<Float, Layer> layer) {
        operators.put(
                name,
                Operator.of(
                        (translation, node) -> function(translation, node, layer.apply(node.real(attribute, usual))),
                        attribute,
                        "consumed_inputs"));
    }

    private static void function(Translation translation, NodeReader node, Layer layer) {
        Flowing input = translation.flowing(node, 0);
        translation.define(node.output(), translation.add(node, layer, List.of(input), input));
    }

    private static void requireGelu(NodeReader node) {
        String approximation = node.text("approximate", "none");
        if (!approximation.equals("none") && !approximation.equals("tanh")) {
            throw node.wrong("needs 'approximate' to be 'none' or 'tanh', but got '" + approximation + "'");
        }
    }

    private static void gelu(Translation translation, NodeReader node) {
        boolean tanh = node.text("approximate", "none").equals("tanh");
        function(translation, node, Activate.of(tanh ? Activation.GELU_TANH : Activation.GELU));
    }

    private static void clip(Translation translation, NodeReader node) {
        float least = node.operatorSet() < 11
                ? node.real("min", Float.NEGATIVE_INFINITY)
                : scalar(translation, node, 1, Float.NEGATIVE_INFINITY);
        float most = node.operatorSet() < 11
                ? node.real("max", Float.POSITIVE_INFINITY)
                : scalar(translation, node, 2, Float.POSITIVE_INFINITY);
        function(translation, node, new Apply(Function.CLIP, least, most));
    }

    private static float scalar(Translation translation, NodeReader node, int index, float usual) {
        Optional<Fixed> given = translation.optionalFixed(node, index);
        if (given.isPresent() && given.get().size() != 1) {
            throw node.wrong("needs one number in '" + given.get().name() + "', but got "
                    + Arrays.toString(given.get().extents()));
        }
        return given.map(fixed -> fixed.floats()[0]).orElse(usual);
    }

    /** One slope, or one per channel; others as {@code max(x, 0) + slope * min(x, 0)}. */
    private static void prelu(Translation translation, NodeReader node) {
        Flowing input = translation.flowing(node, 0);
        Fixed slope = translation.fixed(node, 1);
        if (slope.size() == 1) {
            Tensor one = Tensor.of(Shape.of(1), slope.floats());
            Layer layer = new PRelu(1);
            translation.define(
                    node.output(), translation.add(node, layer, List.of(input), Map.of("weight", one), input));
            return;
        }
        Flowing x = translation.plain(node, input);
        Fixed own = translation.perExample(node, perChannel(node, slope, x), x);
        int[] lying = Arithmetic.aligned(own.extents(), x.rank());
        int axis = onlyAxis(lying);
        if (axis >= 0 && lying[axis] == x.extents()[axis]) {
            Flowing last = translation.axisLast(node, x, axis);
            Tensor slopes = Tensor.of(Shape.of(own.size()), own.floats());
            translation.define(
                    node.output(),
                    translation.add(node, new PRelu(own.size()), List.of(last), Map.of("weight", slopes), last));
            return;
        }
        Flowing slopes = translation.constant(
                node, own.reshaped(lying), new Flowing("", lying, x.order(), Optional.empty(), x.batch()));
        Flowing above = translation.add(node, "above", new Activate(Activation.RELU, 0), List.of(x), x);
        Flowing below =
                translation.add(node, "below", new Apply(Function.CLIP, Float.NEGATIVE_INFINITY, 0), List.of(x), x);
        Flowing scaled =
                translation.add(node, "scaled", new Combine(Combine.Operator.MULTIPLY), List.of(below, slopes), x);
        translation.define(
                node.output(), translation.add(node, new dev.evenkeel.layer.core.Add(), List.of(above, scaled), x));
    }

    /** Before version 7 a list of slopes is one for each channel, the second axis. */
    private static Fixed perChannel(NodeReader node, Fixed slope, Flowing input) {
        if (node.operatorSet() >= 7 || slope.extents().length != 1) {
            return slope;
        }
        int[] extents = new int[Math.max(1, input.fileRank() - 1)];
        Arrays.fill(extents, 1);
        extents[0] = slope.size();
        return slope.reshaped(extents);
    }

    /** The only axis of more than one position; -1 if there are several or none. */
    private static int onlyAxis(int[] extents) {
        int[] axes = IntStream.range(0, extents.length)
                .filter(axis -> extents[axis] != 1)
                .toArray();
        return axes.length == 1 ? axes[0] : -1;
    }

    /** Over one axis; before version 13 over all axes from it on, made one. */
    private static void softmax(Translation translation, NodeReader node, Layer layer) {
        Flowing given = translation.flowing(node, 0);
        boolean single = node.operatorSet() >= 13;
        long wanted = node.whole("axis", single ? -1 : 1);
        int axis = single ? translation.axis(node, wanted, given) : translation.axisBehindBatch(node, wanted, given);
        if (single || axis == given.rank() - 1) {
            Flowing input = given.flattened().isPresent() ? given : translation.axisLast(node, given, axis);
            translation.define(node.output(), translation.add(node, layer, List.of(input), input));
            return;
        }
        Flowing ordered = translation.fileOrder(node, given);
        int width = Arrays.stream(ordered.extents(), axis, ordered.rank()).reduce(1, Math::multiplyExact);
        int[] extents = IntStream.concat(Arrays.stream(ordered.extents()).limit(axis), IntStream.of(width))
                .toArray();
        Flowing rows = translation.add(
                node, "rows", new Reshape(Shape.of(extents)), List.of(ordered), Flowing.inFileOrder("", extents));
        Flowing result = translation.add(node, layer, List.of(rows), rows);
        translation.define(
                node.output(), translation.add(node, "axes", new Reshape(ordered.shape()), List.of(result), ordered));
    }

    private static void dropout(Translation translation, NodeReader node) {
        float ratio = node.operatorSet() < 12 ? node.real("ratio", 0.5f) : scalar(translation, node, 1, 0.5f);
        boolean drops = node.operatorSet() >= 12 && scalar(translation, node, 2, 0) != 0 && ratio > 0;
        if (drops) {
            throw node.unsupported("it drops at random in inference. Export the network for inference");
        }
        function(translation, node, new Dropout(ratio));
    }
}
