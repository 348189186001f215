package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.formats.onnx.problem.UnsupportedOperatorException;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.pattern.Patterns;
import dev.evenkeel.formats.onnx.reading.sequence.AttentionOperator;
import dev.evenkeel.formats.onnx.reading.sequence.AttentionPattern;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Shapes;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The operators that are read, of versions 6 to 24. */
public final class Operators {
    /** The oldest and the newest version of ONNX's operators that are read. */
    public static final int OLDEST = 6;

    public static final int NEWEST = 24;

    /** Where all of them stand. */
    static final String LIST = "Supported ones: formats/README.md, ONNX in";

    private static final Map<String, Operator> ALL = all();

    private Operators() {}

    private static Map<String, Operator> all() {
        Map<String, Operator> operators = new LinkedHashMap<>();
        Convolutions.addTo(operators);
        Pooling.addTo(operators);
        Resizing.addTo(operators);
        Norms.addTo(operators);
        RowNorms.addTo(operators);
        ActivationOperators.addTo(operators);
        Arithmetic.addTo(operators);
        Products.addTo(operators);
        Shapes.addTo(operators);
        Repetitions.addTo(operators);
        Blocks.addTo(operators);
        Selections.addTo(operators);
        Gathering.addTo(operators);
        Reductions.addTo(operators);
        Constants.addTo(operators);
        Conditions.addTo(operators);
        Sequences.addTo(operators);
        AttentionOperator.addTo(operators);
        return operators;
    }

    /** Whether the node's operator is read in some version. */
    static boolean isKnown(NodeReader node) {
        return find(node).isPresent();
    }

    private static Optional<Operator> find(NodeReader node) {
        String domain = node.node().domain();
        return domain.isEmpty() || domain.equals("ai.onnx")
                ? Optional.ofNullable(ALL.get(node.operator()))
                : Optional.empty();
    }

    /** Whether an operator computes with 8-bit numbers, or makes them. */
    static boolean isQuantised(String operator) {
        return operator.startsWith("QLinear")
                || operator.startsWith("QAttention")
                || operator.startsWith("QGemm")
                || operator.startsWith("QOrdered")
                || operator.contains("QuantizeLinear")
                || operator.contains("quantizeLinear")
                || operator.startsWith("ConvInteger")
                || operator.startsWith("MatMulInteger")
                || operator.startsWith("MatMulNBits");
    }

    /** @throws UnsupportedOperatorException if the node's operator, version or attributes are not read */
    static Operator of(NodeReader node) {
        Operator operator = find(node).orElseThrow(() -> node.unsupported("there is no such operator here. " + LIST));
        if (node.operatorSet() < operator.since()) {
            throw node.unsupported("it is read from version " + operator.since()
                    + " of the operators on, but the file has " + node.operatorSet());
        }
        for (String attribute : node.node().attributes().keySet()) {
            if (!operator.attributes().contains(attribute)) {
                throw node.unsupported("its attribute '" + attribute + "' is not known. Known: "
                        + String.join(", ", new TreeSet<>(operator.attributes())));
            }
        }
        operator.check().accept(node);
        return operator;
    }

    /** Adds a node's layers to a translation. */
    static void translate(Translation translation, NodeReader node) {
        try {
            Operator operator = of(node);
            if (ConstantFolding.takes(translation, node)) {
                ConstantFolding.fold(translation, node);
            } else if (!Patterns.reads(translation, node) && !AttentionPattern.reads(translation, node)) {
                operator.meaning().translate(translation, node);
            }
        } catch (EvenkeelException refused) {
            throw refused;
        } catch (ArithmeticException | IllegalArgumentException | IndexOutOfBoundsException problem) {
            throw node.wrong("cannot be made a layer: " + problem.getMessage());
        }
    }
}
