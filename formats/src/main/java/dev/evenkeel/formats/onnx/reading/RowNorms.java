package dev.evenkeel.formats.onnx.reading;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.arithmetic.Function;
import dev.evenkeel.arithmetic.Reduce;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.formats.onnx.reading.value.Value;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.norm.RmsNorm;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The normalizations of an example's last axes. Scale and bias are broadcast to the input: those that have a value for each
 * that is normalised together belong to the layer, others become a product and a sum behind it.
 */
final class RowNorms {
    /** What {@code MeanVarianceNormalization} adds to the deviation, squared. */
    private static final float TINY = 1e-18f;

    private RowNorms() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put(
                "LayerNormalization",
                Operator.of(RowNorms::layer, "axis", "epsilon", "stash_type").since(17));
        operators.put(
                "RMSNormalization",
                Operator.of(RowNorms::rms, "axis", "epsilon", "stash_type").since(23));
        operators.put(
                "MeanVarianceNormalization",
                Operator.of(RowNorms::meanVariance, "axes").since(9));
    }

    private static void layer(Translation translation, NodeReader node) {
        Flowing given = translation.flowing(node, 0);
        int axis = translation.axisBehindBatch(node, node.whole("axis", -1), given);
        Flowing rows = rows(translation, node, given, axis);
        float epsilon = Norms.epsilon(translation, node);
        if (translation.isWanted(node.output())) {
            Affine affine = new Affine(translation, node, given, given.extents(), axis);
            boolean single = rows.shape().channels() == 1;
            translation.define(
                    node.output(),
                    single ? ownMean(translation, node, given, affine) : layer(rows, given, epsilon, affine));
        }
        statistics(translation, node, rows, epsilon, kept(given.extents(), axis));
    }

    private static Flowing layer(Flowing rows, Flowing given, float epsilon, Affine affine) {
        Translation translation = affine.translation;
        NodeReader node = affine.node;
        Optional<Value> bias = translation.optional(node, 2);
        Optional<Tensor> weight = affine.columns(translation.value(node, 1));
        Optional<Tensor> shift = weight.isPresent() ? bias.flatMap(affine::columns) : Optional.empty();
        Map<String, Tensor> own = new LinkedHashMap<>();
        weight.ifPresent(values -> own.put("weight", values));
        shift.ifPresent(values -> own.put("bias", values));
        LayerNorm standard = LayerNorm.standard().epsilon(epsilon);
        LayerNorm scaled = weight.isPresent() ? standard : standard.withoutAffine();
        LayerNorm layer = weight.isPresent() && shift.isEmpty() ? scaled.withoutBias() : scaled;
        Flowing normalized = translation.add(node, layer, List.of(rows), own, rows);
        Flowing result = unfolded(translation, node, normalized, given.extents());
        if (weight.isEmpty()) {
            result = affine.then(Combine.Operator.MULTIPLY, result, translation.value(node, 1));
        }
        return bias.isPresent() && shift.isEmpty() ? affine.then(Combine.Operator.PLUS, result, bias.get()) : result;
    }

    /** A value alone is its own mean, so that 0 is left of it, and the bias. */
    private static Flowing ownMean(Translation translation, NodeReader node, Flowing given, Affine affine) {
        translation.remark(Norms.OWN_MEAN.formatted(node.title()));
        Flowing plain = translation.plain(node, given);
        Flowing zeros = translation.add(node, new Apply(Function.LINEAR, 0, 0), List.of(plain), plain);
        return translation
                .optional(node, 2)
                .map(bias -> affine.then(Combine.Operator.PLUS, zeros, bias))
                .orElse(zeros);
    }

    private static void rms(Translation translation, NodeReader node) {
        Flowing given = translation.flowing(node, 0);
        int axis = translation.axisBehindBatch(node, node.whole("axis", -1), given);
        Flowing rows = rows(translation, node, given, axis);
        RmsNorm layer = RmsNorm.standard().epsilon(Norms.epsilon(translation, node));
        Affine affine = new Affine(translation, node, given, given.extents(), axis);
        Value scale = translation.value(node, 1);
        Optional<Tensor> weight = affine.columns(scale);
        Flowing normalized = translation.add(
                node,
                weight.isPresent() ? layer : layer.withoutAffine(),
                List.of(rows),
                weight.map(values -> Map.of("weight", values)).orElse(Map.of()),
                rows);
        Flowing result = unfolded(translation, node, normalized, given.extents());
        translation.define(
                node.output(), weight.isPresent() ? result : affine.then(Combine.Operator.MULTIPLY, result, scale));
    }

    /**
     * Scale and bias of a normalization.
     *
     * @param given what is normalised
     * @param extents of an example, in the file's order
     * @param axis the first that is normalised
     */
    private record Affine(Translation translation, NodeReader node, Flowing given, int[] extents, int axis) {
        /** Constants as a value for each that is normalised together; empty if they differ from row to row. */
        Optional<Tensor> columns(Value value) {
            if (!(value instanceof Fixed fixed)) {
                return Optional.empty();
            }
            int[] own = aligned(fixed);
            if (Arrays.stream(own).limit(axis).anyMatch(extent -> extent != 1)) {
                return Optional.empty();
            }
            float[] values = fixed.floats();
            int[] normalised = Arrays.copyOfRange(extents, axis, extents.length);
            int[] given = Arrays.copyOfRange(own, axis, own.length);
            float[] columns = new float[product(normalised, 0, normalised.length)];
            for (int at = 0; at < columns.length; at++) {
                columns[at] = values[FixedArithmetic.source(at, normalised, given)];
            }
            return Optional.of(Tensor.of(Shape.of(columns.length), columns));
        }

        /** The extents against an example's, of which each is 1 or the example's. */
        private int[] aligned(Fixed fixed) {
            int[] own = Arithmetic.aligned(
                    translation.perExample(node, fixed, given).extents(), extents.length);
            boolean fits = IntStream.range(0, own.length).allMatch(at -> own[at] == 1 || own[at] == extents[at]);
            if (!fits) {
                throw node.wrong(
                        "needs a constant " + quoted(fixed.name()) + " whose extents, from the last axis on, are 1"
                                + " or those of its input's examples " + Arrays.toString(extents) + ", but got "
                                + Arrays.toString(fixed.extents()));
            }
            return own;
        }

        /** The normalised values with scale or bias, broadcast to them. */
        Flowing then(Combine.Operator operator, Flowing normalized, Value value) {
            if (value instanceof Fixed fixed) {
                aligned(fixed);
            }
            Value result = Arithmetic.pair(translation, node, operator, normalized, value);
            if (!Arrays.equals(result.extents(), extents)) {
                throw node.wrong("needs a scale and a bias that are broadcast to its input's examples "
                        + Arrays.toString(extents) + ", but one has " + Arrays.toString(value.extents()));
            }
            return (Flowing) result;
        }
    }

    /** The axes from {@code axis} on as the last of the node. */
    private static Flowing rows(Translation translation, NodeReader node, Flowing input, int axis) {
        Flowing ordered = translation.fileOrder(node, input);
        if (axis == ordered.rank() - 1) {
            return ordered;
        }
        int width = product(ordered.extents(), axis, ordered.rank());
        int[] extents = IntStream.concat(Arrays.stream(ordered.extents()).limit(axis), IntStream.of(width))
                .toArray();
        return translation.add(
                node, "rows", new Reshape(Shape.of(extents)), List.of(ordered), Flowing.inFileOrder("", extents));
    }

    private static int product(int[] extents, int from, int to) {
        return Arrays.stream(extents, from, to).reduce(1, Math::multiplyExact);
    }

    private static Flowing unfolded(Translation translation, NodeReader node, Flowing rows, int[] extents) {
        if (Arrays.equals(rows.extents(), extents)) {
            return rows;
        }
        return translation.add(
                node,
                "axes",
                new Reshape(Flowing.shape(extents, Flowing.fileOrder(extents.length))),
                List.of(rows),
                Flowing.inFileOrder("", extents));
    }

    /** The extents with 1 for each axis from {@code axis} on. */
    private static int[] kept(int[] extents, int axis) {
        return IntStream.range(0, extents.length)
                .map(at -> at < axis ? extents[at] : 1)
                .toArray();
    }

    /** The optional outputs {@code Mean} and {@code InvStdDev} of a layer normalization. */
    private static void statistics(
            Translation translation, NodeReader node, Flowing rows, float epsilon, int[] extents) {
        Optional<String> mean = node.output(1).filter(translation::isWanted);
        Optional<String> inverse = node.output(2).filter(translation::isWanted);
        if (mean.isEmpty() && inverse.isEmpty()) {
            return;
        }
        int[] reduced = rows.extents().clone();
        reduced[reduced.length - 1] = 1;
        Flowing like = Flowing.inFileOrder("", reduced);
        Layer overRows = new Reduce(Reduce.Operator.MEAN, List.of(-1));
        Flowing means = translation.add(node, "mean", overRows, List.of(rows), like);
        mean.ifPresent(name -> translation.define(name, unfolded(translation, node, means, extents)));
        inverse.ifPresent(name -> {
            Flowing centred = translation.add(
                    node, "centred", new Combine(Combine.Operator.SUBTRACT), List.of(rows, means), rows);
            Flowing squares = translation.add(node, "squares", new Apply(Function.POWER, 2, 0), List.of(centred), rows);
            Flowing variance = translation.add(node, "variance", overRows, List.of(squares), like);
            Flowing shifted =
                    translation.add(node, "shifted", new Apply(Function.LINEAR, 1, epsilon), List.of(variance), like);
            Flowing root = translation.add(node, "deviation", new Apply(Function.SQRT, 0, 0), List.of(shifted), like);
            Flowing result =
                    translation.add(node, "inverse", new Apply(Function.RECIPROCAL, 0, 0), List.of(root), like);
            translation.define(name, unfolded(translation, node, result, extents));
        });
    }

    /** A layer normalization over the axes, which are put last and made one. */
    private static void meanVariance(Translation translation, NodeReader node) {
        Flowing given = translation.flowing(node, 0);
        long[] axes = node.wholes("axes").orElse(new long[] {0, 2, 3});
        int[] reduced = Arrays.stream(axes)
                .mapToInt(axis -> translation.axis(node, axis, given))
                .sorted()
                .toArray();
        int[] others = IntStream.range(0, given.rank())
                .filter(axis -> Arrays.binarySearch(reduced, axis) < 0)
                .toArray();
        int[] order =
                IntStream.concat(Arrays.stream(others), Arrays.stream(reduced)).toArray();
        Flowing ordered = translation.ordered(node, given, order);
        int width = Arrays.stream(reduced).map(axis -> given.extents()[axis]).reduce(1, Math::multiplyExact);
        int[] extents = IntStream.concat(Arrays.stream(others).map(axis -> given.extents()[axis]), IntStream.of(width))
                .toArray();
        Flowing rows = translation.add(
                node, "rows", new Reshape(Shape.of(extents)), List.of(ordered), Flowing.inFileOrder("", extents));
        Layer layer = width == 1
                ? new Apply(Function.LINEAR, 0, 0)
                : LayerNorm.standard().epsilon(TINY).withoutAffine();
        Flowing output = translation.add(node, layer, List.of(rows), rows);
        translation.define(
                node.output(), translation.add(node, "axes", new Reshape(ordered.shape()), List.of(output), ordered));
    }
}
