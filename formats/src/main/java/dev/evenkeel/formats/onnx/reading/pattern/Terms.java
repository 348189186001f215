package dev.evenkeel.formats.onnx.reading.pattern;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the values of a graph are computed of. */
public record Terms(Translation translation) {
    private static final int MAX_FACTORS = 8;
    private static final Set<String> HANDING_ON = Set.of("Identity", "Cast");

    /** A product as its constant and its other factors. */
    public record Product(double constant, List<String> factors) {}

    /** The node that computes a value, if it is of this operator and has that many inputs. */
    public Optional<NodeReader> made(String value, String operator, int inputs) {
        return translation
                .producer(origin(value))
                .filter(node ->
                        node.operator().equals(operator) && node.inputs() >= inputs && node.hasInput(inputs - 1));
    }

    /** The value without what hands it on as it is. */
    private String origin(String value) {
        String at = value;
        for (int step = 0; step < MAX_FACTORS; step++) {
            Optional<NodeReader> maker = translation.producer(at).filter(this::handsOn);
            if (maker.isEmpty()) {
                return at;
            }
            at = maker.get().input(0);
        }
        return at;
    }

    private boolean handsOn(NodeReader node) {
        boolean dropout = node.operator().equals("Dropout") && node.inputs() < 3;
        return (dropout || HANDING_ON.contains(node.operator()))
                && node.hasInput(0)
                && flowing(node.input(0)).isPresent();
    }

    /** A constant of one value. */
    public Optional<Float> number(String value) {
        return fixed(value).filter(fixed -> fixed.size() == 1).map(fixed -> fixed.floats()[0]);
    }

    public boolean isNumber(String value, double wanted) {
        return number(value)
                .filter(number -> Math.abs(number - wanted) <= 1e-6 * Math.abs(wanted))
                .isPresent();
    }

    /** Whether all of a value's numbers are 0, whatever the network's input is. */
    public boolean isZero(String value) {
        return translation.isDefined(value)
                && translation
                        .number(translation.value(value))
                        .filter(number -> number == 0)
                        .isPresent();
    }

    public Optional<Fixed> fixed(String value) {
        return translation.isDefined(value) && translation.value(value) instanceof Fixed fixed
                ? Optional.of(fixed)
                : Optional.empty();
    }

    /** A value that depends on the network's input. */
    public Optional<Flowing> flowing(String value) {
        return translation.isDefined(value) && translation.value(value) instanceof Flowing flowing
                ? Optional.of(flowing)
                : Optional.empty();
    }

    /** The input of a node of two beside a number near {@code wanted}. */
    public Optional<String> beside(NodeReader node, double wanted) {
        if (isNumber(node.input(1), wanted)) {
            return Optional.of(node.input(0));
        }
        return isNumber(node.input(0), wanted) ? Optional.of(node.input(1)) : Optional.empty();
    }

    /** The other one of a node's two inputs. */
    public Optional<String> other(NodeReader node, String input) {
        if (node.input(0).equals(input)) {
            return Optional.of(node.input(1));
        }
        return node.input(1).equals(input) ? Optional.of(node.input(0)) : Optional.empty();
    }

    /** What is multiplied to a value; {@code whole} is a factor of its own, however it came about. */
    public Product product(String value, String whole) {
        List<String> factors = new ArrayList<>();
        double constant = multiply(value, whole, factors, MAX_FACTORS);
        return new Product(constant, factors);
    }

    private double multiply(String value, String whole, List<String> factors, int deep) {
        Optional<Float> number = number(value);
        if (number.isPresent()) {
            return number.get();
        }
        Optional<NodeReader> times = made(value, "Mul", 2);
        if (!value.equals(whole) && times.isPresent() && deep > 0 && factors.size() < MAX_FACTORS) {
            return multiply(times.get().input(0), whole, factors, deep - 1)
                    * multiply(times.get().input(1), whole, factors, deep - 1);
        }
        Optional<NodeReader> cube =
                made(value, "Pow", 2).filter(node -> node.input(0).equals(whole) && isNumber(node.input(1), 3));
        if (cube.isPresent()) {
            factors.addAll(List.of(whole, whole, whole));
            return 1;
        }
        factors.add(value);
        return 1;
    }

    /** {@code x} of {@code x^2}. */
    public Optional<String> squared(String value) {
        return made(value, "Pow", 2)
                .filter(node -> isNumber(node.input(1), 2))
                .or(() -> made(value, "Mul", 2).filter(node -> node.input(0).equals(node.input(1))))
                .map(node -> node.input(0));
    }
}
