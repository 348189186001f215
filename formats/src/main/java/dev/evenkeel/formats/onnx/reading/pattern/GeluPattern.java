package dev.evenkeel.formats.onnx.reading.pattern;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.core.Activate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** {@code x/2 (1 + erf(x / sqrt(2)))} and {@code x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))}, whatever is multiplied first. */
final class GeluPattern {
    private static final double OF_CUBE = 0.044715;

    private GeluPattern() {}

    /** A function of x that 1 is added to. */
    private record Bend(String x, String plusOne, Activation activation) {}

    /** Whether the product is a GELU: if so, it is one now. */
    static boolean ends(Terms terms, NodeReader node) {
        if (node.inputs() != 2) {
            return false;
        }
        Optional<Bend> bend = bend(terms, node, 0);
        if (bend.isEmpty()) {
            return false;
        }
        Terms.Product product = terms.product(node.output(), bend.get().x());
        boolean fits = Math.abs(product.constant() - 0.5) < 1e-5
                && product.factors().size() == 2
                && product.factors().contains(bend.get().x())
                && product.factors().contains(bend.get().plusOne());
        Optional<Flowing> x = terms.flowing(bend.get().x());
        if (!fits || x.isEmpty()) {
            return false;
        }
        Activate layer = Activate.of(bend.get().activation());
        terms.translation().define(node.output(), terms.translation().add(node, layer, List.of(x.get()), x.get()));
        return true;
    }

    /** Among the factors of a product. */
    private static Optional<Bend> bend(Terms terms, NodeReader product, int depth) {
        for (String input : List.of(product.input(0), product.input(1))) {
            Optional<Bend> found = terms.made(input, "Add", 2).flatMap(sum -> bend(terms, sum));
            if (found.isEmpty() && depth < 2) {
                found = terms.made(input, "Mul", 2).flatMap(inner -> bend(terms, inner, depth + 1));
            }
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Bend> bend(Terms terms, NodeReader sum) {
        return terms.beside(sum, 1).flatMap(value -> {
            Optional<String> ofErf = terms.made(value, "Erf", 1).flatMap(erf -> scaled(terms, erf.input(0)));
            return ofErf.isPresent()
                    ? ofErf.map(x -> new Bend(x, sum.output(), Activation.GELU))
                    : terms.made(value, "Tanh", 1)
                            .flatMap(tanh -> bent(terms, tanh.input(0)))
                            .map(x -> new Bend(x, sum.output(), Activation.GELU_TANH));
        });
    }

    /** {@code x} of {@code x / sqrt(2)}. */
    private static Optional<String> scaled(Terms terms, String value) {
        Optional<String> divided = terms.made(value, "Div", 2)
                .filter(node -> terms.isNumber(node.input(1), Math.sqrt(2)))
                .map(node -> node.input(0));
        return divided.isPresent()
                ? divided
                : terms.made(value, "Mul", 2).flatMap(node -> terms.beside(node, Math.sqrt(0.5)));
    }

    /** {@code x} of {@code sqrt(2/pi) (x + 0.044715 x^3)} or of {@code sqrt(2/pi) x (1 + 0.044715 x^2)}. */
    private static Optional<String> bent(Terms terms, String value) {
        return terms.made(value, "Mul", 2)
                .flatMap(node -> terms.beside(node, Math.sqrt(2 / Math.PI)))
                .flatMap(inner -> terms.made(inner, "Add", 2))
                .flatMap(sum -> withCube(terms, sum.input(0), sum.input(1))
                        .or(() -> withCube(terms, sum.input(1), sum.input(0))))
                .or(() -> factored(terms, value));
    }

    private static Optional<String> factored(Terms terms, String value) {
        Terms.Product product = terms.product(value, "");
        if (Math.abs(product.constant() - Math.sqrt(2 / Math.PI)) > 1e-6
                || product.factors().size() != 2) {
            return Optional.empty();
        }
        String one = product.factors().get(0);
        String other = product.factors().get(1);
        return withSquare(terms, one, other).or(() -> withSquare(terms, other, one));
    }

    private static Optional<String> withSquare(Terms terms, String x, String sum) {
        return terms.made(sum, "Add", 2)
                .flatMap(node -> terms.beside(node, 1))
                .map(square -> terms.product(square, x))
                .filter(product -> Math.abs(product.constant() - OF_CUBE) < 1e-6
                        && product.factors().equals(List.of(x, x)))
                .map(product -> x);
    }

    private static Optional<String> withCube(Terms terms, String x, String cube) {
        Terms.Product product = terms.product(cube, x);
        boolean fits = Math.abs(product.constant() - OF_CUBE) < 1e-6
                && product.factors().equals(Collections.nCopies(3, x));
        return fits ? Optional.of(x) : Optional.empty();
    }
}
