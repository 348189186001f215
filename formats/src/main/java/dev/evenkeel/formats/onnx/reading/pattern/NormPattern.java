package dev.evenkeel.formats.onnx.reading.pattern;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.norm.RmsNorm;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Layer normalization, {@code (x - mean) / sqrt(mean((x - mean)^2) + epsilon)}, and root-mean-square normalization, {@code x /
 * sqrt(mean(x^2) + epsilon)}, over the last axis, with the scale and the bias behind them; divided by the root or multiplied by its
 * inverse, or as TensorFlow has it, {@code x s + (bias - mean s)} with {@code s = scale / sqrt(...)}.
 */
final class NormPattern {
    private NormPattern() {}

    private enum Kind {
        LAYER,
        RMS
    }

    /** Normalised values without scale and bias. */
    private record Normalized(Kind kind, String x, float epsilon) {}

    /** Whether the quotient, or the product with an inverse, is normalised: if so, it is a layer's. */
    static boolean divided(Terms terms, NodeReader node) {
        Optional<Normalized> found = normalized(terms, node);
        found.ifPresent(
                normalized -> define(terms, node, node.output(), normalized, Optional.empty(), Optional.empty()));
        return found.isPresent();
    }

    /** Whether the product is of normalised values and a scale: if so, it is a layer's, with the sum behind it as its bias. */
    static boolean scaled(Terms terms, NodeReader node) {
        if (node.inputs() != 2) {
            return false;
        }
        for (int index = 0; index < 2; index++) {
            String scale = node.input(1 - index);
            String value = node.input(index);
            Optional<Normalized> found = terms.made(value, "Div", 2)
                    .or(() -> terms.made(value, "Mul", 2))
                    .flatMap(quotient -> normalized(terms, quotient));
            if (found.isPresent()) {
                Optional<Tensor> weight = columns(terms, scale, found.get().x());
                weight.ifPresent(values -> defineScaled(terms, node, found.get(), values));
                return weight.isPresent();
            }
        }
        return false;
    }

    private static void defineScaled(Terms terms, NodeReader node, Normalized normalized, Tensor weight) {
        Translation translation = terms.translation();
        Optional<NodeReader> sum = normalized.kind() == Kind.RMS
                ? Optional.empty()
                : translation
                        .onlyReader(node.output())
                        .filter(next -> next.operator().equals("Add")
                                && next.inputs() == 2
                                && bias(terms, next, node.output(), normalized).isPresent());
        Optional<Tensor> bias = sum.flatMap(next -> bias(terms, next, node.output(), normalized));
        String output = sum.map(NodeReader::output).orElse(node.output());
        define(terms, node, output, normalized, Optional.of(weight), bias);
        sum.ifPresent(translation::leaveOut);
    }

    private static Optional<Tensor> bias(Terms terms, NodeReader sum, String product, Normalized normalized) {
        return terms.other(sum, product).flatMap(other -> columns(terms, other, normalized.x()));
    }

    private static void define(
            Terms terms,
            NodeReader node,
            String output,
            Normalized normalized,
            Optional<Tensor> weight,
            Optional<Tensor> bias) {
        Translation translation = terms.translation();
        Flowing x = terms.flowing(normalized.x()).orElseThrow();
        Flowing last = translation.axisLast(node, translation.plain(node, x), x.rank() - 1);
        Map<String, Tensor> own = new LinkedHashMap<>();
        weight.ifPresent(values -> own.put("weight", values));
        bias.ifPresent(values -> own.put("bias", values));
        Layer layer = layer(normalized, own.keySet());
        translation.define(output, translation.add(node, layer, List.of(last), own, last));
    }

    private static Layer layer(Normalized normalized, Set<String> tensors) {
        boolean scales = tensors.contains("weight");
        if (normalized.kind() == Kind.RMS) {
            RmsNorm norm = RmsNorm.standard().epsilon(normalized.epsilon());
            return scales ? norm : norm.withoutAffine();
        }
        LayerNorm norm = LayerNorm.standard().epsilon(normalized.epsilon());
        return tensors.contains("bias") ? norm : scales ? norm.withoutBias() : norm.withoutAffine();
    }

    /** Whether the sum is {@code x s + (bias - mean s)}: if so, it is a layer's. */
    static boolean summed(Terms terms, NodeReader node) {
        if (node.inputs() != 2) {
            return false;
        }
        return summed(terms, node, node.input(0), node.input(1)) || summed(terms, node, node.input(1), node.input(0));
    }

    private static boolean summed(Terms terms, NodeReader node, String scaled, String shift) {
        Optional<NodeReader> product = terms.made(scaled, "Mul", 2);
        Optional<NodeReader> difference = terms.made(shift, "Sub", 2);
        Optional<NodeReader> ofMean = difference.flatMap(found -> terms.made(found.input(1), "Mul", 2));
        if (product.isEmpty() || ofMean.isEmpty()) {
            return false;
        }
        for (int index = 0; index < 2; index++) {
            String x = product.get().input(index);
            String scale = product.get().input(1 - index);
            boolean fits = terms.other(ofMean.get(), scale)
                    .flatMap(mean -> mean(terms, mean))
                    .filter(x::equals)
                    .isPresent();
            Optional<Tensor> bias = columns(terms, difference.get().input(0), x);
            if (fits && bias.isPresent() && summed(terms, node, x, scale, bias.get())) {
                return true;
            }
        }
        return false;
    }

    private static boolean summed(Terms terms, NodeReader node, String x, String scale, Tensor bias) {
        Optional<NodeReader> product = terms.made(scale, "Mul", 2);
        for (int index = 0; product.isPresent() && index < 2; index++) {
            Optional<Normalized> found =
                    inverse(terms, product.get().input(index)).flatMap(sum -> centredBy(terms, sum, x));
            Optional<Tensor> weight = columns(terms, product.get().input(1 - index), x);
            if (found.isPresent() && weight.isPresent()) {
                define(terms, node, node.output(), found.get(), weight, Optional.of(bias));
                return true;
            }
        }
        return false;
    }

    private static Optional<Normalized> normalized(Terms terms, NodeReader node) {
        if (node.inputs() != 2) {
            return Optional.empty();
        }
        if (node.operator().equals("Div")) {
            return root(terms, node.input(1)).flatMap(sum -> ofSum(terms, sum, node.input(0)));
        }
        return inverse(terms, node.input(1))
                .flatMap(sum -> ofSum(terms, sum, node.input(0)))
                .or(() -> inverse(terms, node.input(0)).flatMap(sum -> ofSum(terms, sum, node.input(1))));
    }

    /** The sum whose root a value is. */
    private static Optional<NodeReader> root(Terms terms, String value) {
        return terms.made(value, "Sqrt", 1)
                .or(() -> terms.made(value, "Pow", 2).filter(power -> terms.isNumber(power.input(1), 0.5)))
                .flatMap(root -> terms.made(root.input(0), "Add", 2));
    }

    /** The sum whose root's inverse a value is. */
    private static Optional<NodeReader> inverse(Terms terms, String value) {
        Optional<String> inverted = terms.made(value, "Reciprocal", 1)
                .map(node -> node.input(0))
                .or(() -> terms.made(value, "Div", 2)
                        .filter(node -> terms.isNumber(node.input(0), 1))
                        .map(node -> node.input(1)));
        return inverted.flatMap(of -> root(terms, of))
                .or(() -> terms.made(value, "Pow", 2)
                        .filter(power -> terms.isNumber(power.input(1), -0.5))
                        .flatMap(power -> terms.made(power.input(0), "Add", 2)));
    }

    /** What is normalised by the root of a mean of squares and an epsilon. */
    private static Optional<Normalized> ofSum(Terms terms, NodeReader sum, String above) {
        for (int index = 0; index < 2; index++) {
            Optional<Float> epsilon = terms.number(sum.input(1 - index)).filter(number -> number > 0);
            Optional<String> squared = mean(terms, sum.input(index)).flatMap(terms::squared);
            if (epsilon.isPresent() && squared.isPresent()) {
                return normalized(terms, above, squared.get(), epsilon.get());
            }
        }
        return Optional.empty();
    }

    /** The layer normalization of x that is left when its mean is taken away elsewhere. */
    private static Optional<Normalized> centredBy(Terms terms, NodeReader sum, String x) {
        for (int index = 0; index < 2; index++) {
            Optional<Float> epsilon = terms.number(sum.input(1 - index)).filter(number -> number > 0);
            boolean fits = mean(terms, sum.input(index))
                    .flatMap(terms::squared)
                    .flatMap(squared -> centred(terms, squared))
                    .filter(x::equals)
                    .isPresent();
            if (epsilon.isPresent() && fits && isWide(terms, x)) {
                return Optional.of(new Normalized(Kind.LAYER, x, epsilon.get()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Normalized> normalized(Terms terms, String above, String squared, float epsilon) {
        Optional<String> x = centred(terms, above);
        if (x.isPresent() && (squared.equals(above) || centred(terms, squared).equals(x))) {
            return x.filter(value -> isWide(terms, value)).map(value -> new Normalized(Kind.LAYER, value, epsilon));
        }
        return squared.equals(above) && isWide(terms, above)
                ? Optional.of(new Normalized(Kind.RMS, above, epsilon))
                : Optional.empty();
    }

    /** {@code x} of {@code x - mean(x)}. */
    private static Optional<String> centred(Terms terms, String value) {
        return terms.made(value, "Sub", 2)
                .filter(node -> mean(terms, node.input(1)).equals(Optional.of(node.input(0))))
                .map(node -> node.input(0));
    }

    /** {@code x} of its mean over the last axis, which is kept. */
    private static Optional<String> mean(Terms terms, String value) {
        return terms.made(value, "ReduceMean", 1)
                .filter(node -> node.whole("keepdims", 1) == 1 && isOverLast(terms, node))
                .map(node -> node.input(0));
    }

    private static boolean isOverLast(Terms terms, NodeReader node) {
        Optional<long[]> axes = node.hasInput(1)
                ? terms.fixed(node.input(1)).filter(Fixed::isWhole).map(Fixed::longs)
                : node.wholes("axes");
        Optional<Flowing> x = terms.flowing(node.input(0));
        return axes.isPresent()
                && axes.get().length == 1
                && x.isPresent()
                && (axes.get()[0] == -1 || axes.get()[0] == x.get().fileRank() - 1);
    }

    /** Whether the last axis is an example's, and has more than one value. */
    private static boolean isWide(Terms terms, String value) {
        return terms.flowing(value)
                .filter(x -> x.rank() > 0 && x.batch().axis() < x.fileRank() - 1 && x.extents()[x.rank() - 1] > 1)
                .isPresent();
    }

    /** Constants with a value for each of the last axis. */
    private static Optional<Tensor> columns(Terms terms, String value, String x) {
        Optional<Flowing> like = terms.flowing(x);
        return terms.fixed(value)
                .filter(fixed -> like.isPresent() && isRow(fixed, like.get()))
                .map(fixed -> Tensor.of(Shape.of(fixed.size()), fixed.floats()));
    }

    private static boolean isRow(Fixed fixed, Flowing x) {
        int[] extents = fixed.extents();
        int width = x.extents()[x.rank() - 1];
        return extents.length > 0
                && extents.length <= x.fileRank()
                && extents[extents.length - 1] == width
                && Arrays.stream(extents, 0, extents.length - 1).allMatch(extent -> extent == 1);
    }
}
