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
 * sqrt(mean(x^2) + epsilon)}, over the last axis, with the scale and the bias behind them.
 */
final class NormPattern {
    private NormPattern() {}

    private enum Kind {
        LAYER,
        RMS
    }

    /** Normalised values without scale and bias. */
    private record Normalized(Kind kind, String x, float epsilon) {}

    /** Whether the quotient is normalised: if so, it is a layer's. */
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
            Optional<Normalized> found =
                    terms.made(node.input(index), "Div", 2).flatMap(quotient -> normalized(terms, quotient));
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

    private static Optional<Normalized> normalized(Terms terms, NodeReader quotient) {
        if (quotient.inputs() != 2) {
            return Optional.empty();
        }
        String above = quotient.input(0);
        Optional<NodeReader> sum =
                terms.made(quotient.input(1), "Sqrt", 1).flatMap(root -> terms.made(root.input(0), "Add", 2));
        if (sum.isEmpty()) {
            return Optional.empty();
        }
        for (int index = 0; index < 2; index++) {
            Optional<Float> epsilon = terms.number(sum.get().input(1 - index)).filter(number -> number > 0);
            Optional<String> squared = mean(terms, sum.get().input(index)).flatMap(terms::squared);
            if (epsilon.isPresent() && squared.isPresent()) {
                return normalized(terms, above, squared.get(), epsilon.get());
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
