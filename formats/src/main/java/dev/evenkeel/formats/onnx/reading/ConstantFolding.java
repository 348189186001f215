package dev.evenkeel.formats.onnx.reading;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.graph.BatchAxis;
import dev.evenkeel.formats.onnx.reading.node.Needs;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Examples;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Nodes all of whose inputs are constants give constants: weights that an export left in parts, as a direction and a length,
 * or scales of frozen statistics. Each operator that is read computes them, in a network of its own.
 */
final class ConstantFolding {
    /** A float holds whole numbers up to this one. */
    private static final long MAX_WHOLE = 1 << 24;

    private static final long MAX_VALUES = 1 << 26;

    /** Operators that take constants themselves. */
    private static final Set<String> OWN = Set.of(
            "Constant",
            "ConstantOfShape",
            "Shape",
            "Cast",
            "Identity",
            "Reshape",
            "Flatten",
            "Squeeze",
            "Unsqueeze",
            "Transpose",
            "Expand",
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Pow",
            "Max",
            "Min",
            "Sum",
            "Mod",
            "Equal",
            "Less",
            "LessOrEqual",
            "Greater",
            "GreaterOrEqual",
            "Not",
            "And",
            "Or",
            "Xor",
            "Where",
            "Range",
            "Size",
            "CumSum",
            "NonZero",
            "Trilu",
            "ScatterND");

    /** Operators that take lists of whole numbers themselves. */
    private static final Set<String> LISTS = Set.of("Concat", "Slice", "Gather");

    private ConstantFolding() {}

    /** Whether a node's result is to be computed here. */
    static boolean takes(Translation translation, NodeReader node) {
        List<Fixed> inputs = inputs(translation, node);
        boolean constant = !inputs.isEmpty()
                && inputs.size()
                        == node.node().inputs().stream()
                                .filter(name -> !name.isEmpty())
                                .count();
        return constant
                && !OWN.contains(node.operator())
                && !(LISTS.contains(node.operator()) && inputs.stream().allMatch(ConstantFolding::isList));
    }

    private static List<Fixed> inputs(Translation translation, NodeReader node) {
        return node.node().inputs().stream()
                .filter(translation::isDefined)
                .map(translation::value)
                .filter(Fixed.class::isInstance)
                .map(Fixed.class::cast)
                .toList();
    }

    private static boolean isList(Fixed fixed) {
        return fixed.isWhole() && fixed.extents().length <= 1;
    }

    /** Defines the outputs that are wanted as constants. */
    static void fold(Translation translation, NodeReader node) {
        for (int index = 0; index < node.node().outputs().size(); index++) {
            Optional<String> output = node.output(index).filter(translation::isWanted);
            if (output.isPresent()) {
                translation.define(output.get(), folded(translation, node, output.get()));
            }
        }
    }

    private static Fixed folded(Translation outer, NodeReader node, String output) {
        Fixed data = (Fixed) outer.value(node, 0);
        Optional<Fixed> exact = data.isWhole() ? WholeNumbers.of(outer, node, data) : Optional.empty();
        if (exact.isPresent()) {
            return exact.get();
        }
        Flowing start = Flowing.inFileOrder(Network.INPUT, data.extents()).with(BatchAxis.NONE);
        Translation inner =
                new Translation(start, Examples.of(1), new Needs(List.of(node.node()), output, node.operatorSet()));
        for (int index = 1; index < node.inputs(); index++) {
            if (node.hasInput(index)) {
                inner.define(node.input(index), outer.value(node, index));
            }
        }
        inner.define(node.input(0), start);
        Operators.of(node).meaning().translate(inner, node);
        boolean learned = inputs(outer, node).stream().anyMatch(Fixed::isLearned);
        Fixed result = result(inner, node, output, data);
        return learned ? result : result.stated();
    }

    private static Fixed result(Translation inner, NodeReader node, String output, Fixed data) {
        if (inner.value(output) instanceof Fixed fixed) {
            return fixed;
        }
        Flowing end = inner.fileOrder(node, inner.plain(node, (Flowing) inner.value(output)));
        if (end.shape().size() > MAX_VALUES) {
            throw node.unsupported("it computes a constant of more than " + MAX_VALUES + " values");
        }
        float[] values = numbers(node, data);
        if (!end.node().equals(Network.INPUT)) {
            Model model = new Model(
                    inner.layers().network(end),
                    inner.layers().tensors(),
                    inner.layers().sampleCounts(),
                    Model.Output.plain(),
                    JsonObject.of(),
                    Map.of());
            values = model.freezeUnfolded().predict(values);
        }
        if (!data.isWhole()) {
            return Fixed.ofFloats(output, end.extents(), values);
        }
        float[] whole = values;
        return Fixed.ofLongs(
                output,
                end.extents(),
                IntStream.range(0, whole.length)
                        .mapToLong(at -> whole(node, whole[at]))
                        .toArray());
    }

    private static float[] numbers(NodeReader node, Fixed data) {
        if (data.isWhole()) {
            for (long value : data.longs()) {
                whole(node, (double) value);
            }
        }
        return data.floats();
    }

    private static long whole(NodeReader node, double value) {
        if (Math.abs(value) > MAX_WHOLE || value != Math.rint(value)) {
            throw node.unsupported("of whole numbers it computes constants up to 2^24, but " + quoted(node.output())
                    + " needs " + value);
        }
        return (long) value;
    }
}
