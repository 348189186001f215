package dev.evenkeel.formats.onnx.reading;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.arithmetic.Function;
import dev.evenkeel.arithmetic.MatrixMultiply;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Shapes;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.formats.onnx.reading.value.Value;
import dev.evenkeel.layer.core.Embedding;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** {@code Gemm} and {@code MatMul}: linear layers where the second factor is constant. */
final class Products {
    private Products() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("Gemm", Operator.of(Products::gemm, "alpha", "beta", "transA", "transB", "broadcast"));
        operators.put("MatMul", Operator.of(Products::matMul));
    }

    /** {@code alpha A B + beta C}: a linear layer where B is constant and C too, with a value for each feature. */
    private static void gemm(Translation translation, NodeReader node) {
        float beta = node.real("beta", 1);
        Optional<Value> added = translation.optional(node, 2).filter(value -> beta != 0);
        Flowing product;
        if (translation.value(node, 1) instanceof Fixed factor) {
            Flowing input =
                    rows(translation, node, transposed(translation, node, translation.flowing(node, 0), "transA"));
            requireMatrix(node, factor.extents(), factor.extents().length);
            Fixed weight = node.flag("transB") ? factor : factor.transposed(1, 0);
            int features = weight.extents()[0];
            Optional<float[]> bias = added.filter(value -> isBias(value, features))
                    .map(value -> spread(node, (Fixed) value, features, beta));
            product = linear(translation, node, input, scaled(weight.floats(), node.real("alpha", 1)), features, bias);
            added = bias.isPresent() ? Optional.empty() : added;
        } else {
            product = multiplied(translation, node);
        }
        translation.define(
                node.output(), added.isPresent() ? summed(translation, node, product, added.get(), beta) : product);
    }

    private static boolean isBias(Value value, int features) {
        return value instanceof Fixed fixed
                && isPerFeature(fixed.extents())
                && (fixed.size() == features || fixed.size() == 1);
    }

    private static void requireMatrix(NodeReader node, int[] extents, int rank) {
        if (rank != 2) {
            throw node.wrong("needs matrices as its first two inputs, but got " + Arrays.toString(extents));
        }
    }

    /** {@code alpha A B} where B depends on the network's input. */
    private static Flowing multiplied(Translation translation, NodeReader node) {
        if (!translation.isWhole()) {
            throw translation.across(node);
        }
        Flowing first =
                translation.fileOrder(node, transposed(translation, node, translation.flowing(node, 0), "transA"));
        Flowing second =
                translation.fileOrder(node, transposed(translation, node, translation.flowing(node, 1), "transB"));
        int[] extents = {first.extents()[0], second.extents()[1]};
        Flowing like = Flowing.inFileOrder("", extents);
        Flowing product = translation.add(node, new MatrixMultiply(), List.of(first, second), like);
        float alpha = node.real("alpha", 1);
        return alpha == 1
                ? product
                : translation.add(node, "scaled", new Apply(Function.LINEAR, alpha, 0), List.of(product), like);
    }

    /** With {@code beta C}, broadcast to the product. */
    private static Flowing summed(Translation translation, NodeReader node, Flowing product, Value added, float beta) {
        Value scaled = added;
        if (added instanceof Fixed fixed) {
            scaled = Fixed.ofFloats(fixed.name(), fixed.extents(), scaled(fixed.floats(), beta));
        } else if (beta != 1) {
            Flowing flowing = (Flowing) added;
            scaled = translation.add(node, "added", new Apply(Function.LINEAR, beta, 0), List.of(flowing), flowing);
        }
        Value sum = Arithmetic.pair(translation, node, Combine.Operator.PLUS, product, scaled);
        if (!Arrays.equals(sum.extents(), product.extents())) {
            throw node.wrong("needs a third input " + quoted(node.input(2)) + " that is broadcast to its product "
                    + Arrays.toString(product.extents()) + ", but got " + Arrays.toString(added.extents()));
        }
        return (Flowing) sum;
    }

    /** A matrix, with its axes exchanged if the attribute says so. */
    private static Flowing transposed(Translation translation, NodeReader node, Flowing given, String attribute) {
        requireMatrix(node, given.extents(), translation.rank(given));
        if (!node.flag(attribute)) {
            return given.flattened().isPresent() ? given : translation.fileOrder(node, given);
        }
        return translation.fileOrder(node, Shapes.turned(translation.plain(node, given), 1, 0));
    }

    /** A factor whose rows are multiplied each alone: examples must not lie along its last axis. */
    private static Flowing rows(Translation translation, NodeReader node, Flowing factor) {
        if (factor.batch().axis() == factor.fileRank() - 1) {
            throw translation.across(node);
        }
        return factor;
    }

    private static boolean isPerFeature(int[] extents) {
        return Arrays.stream(extents).limit(Math.max(0, extents.length - 1)).allMatch(extent -> extent == 1);
    }

    private static float[] spread(NodeReader node, Fixed fixed, int features, float factor) {
        float[] values = fixed.floats();
        if (values.length != features && values.length != 1) {
            throw node.wrong("needs " + features + " values in '" + fixed.name() + "', but got " + values.length);
        }
        float[] spread = new float[features];
        for (int feature = 0; feature < features; feature++) {
            spread[feature] = values[values.length == 1 ? 0 : feature];
        }
        return scaled(spread, factor);
    }

    private static float[] scaled(float[] values, float factor) {
        if (factor == 1) {
            return values;
        }
        float[] scaled = new float[values.length];
        for (int at = 0; at < scaled.length; at++) {
            scaled[at] = values[at] * factor;
        }
        return scaled;
    }

    /** A linear layer with a weight {@code [features, inputs]} in the file's order of inputs. */
    private static Flowing linear(
            Translation translation,
            NodeReader node,
            Flowing input,
            float[] weight,
            int features,
            Optional<float[]> bias) {
        int inputs = input.shape().channels();
        if (weight.length != inputs * features) {
            throw node.wrong("needs " + inputs + " rows in its second input for its input's "
                    + Arrays.toString(input.extents()) + ", but got " + weight.length / Math.max(1, features));
        }
        Map<String, Tensor> own = new LinkedHashMap<>();
        own.put("weight", Tensor.of(Shape.of(features, inputs), placed(input, weight, inputs)));
        bias.ifPresent(values -> own.put("bias", Tensor.of(Shape.of(features), values)));
        Linear layer =
                bias.isPresent() ? Linear.of(features) : Linear.of(features).withoutBias();
        int[] extents =
                input.extents().length == 0 ? new int[] {1} : input.extents().clone();
        extents[extents.length - 1] = features;
        return translation.add(node, layer, List.of(input), own, Flowing.inFileOrder("", extents));
    }

    /** The columns as the node's flattened input lies. */
    private static float[] placed(Flowing input, float[] weight, int inputs) {
        if (input.flattened().isEmpty()) {
            return weight;
        }
        int[] from = input.flattened().get().filePositions();
        float[] placed = new float[weight.length];
        for (int at = 0; at < placed.length; at++) {
            placed[at] = weight[at / inputs * inputs + from[at % inputs]];
        }
        return placed;
    }

    private static void matMul(Translation translation, NodeReader node) {
        Value left = translation.value(node, 0);
        Value right = translation.value(node, 1);
        if (left instanceof Flowing input && right instanceof Fixed factor) {
            int axes = factor.extents().length;
            if (axes == 2) {
                multiplyRows(translation, node, input, factor);
                return;
            }
            if (isMatrix(factor.extents())) {
                translation.define(node.output(), rowsTimes(translation, node, input, factor));
                return;
            }
        }
        if (left instanceof Fixed factor
                && factor.extents().length <= 2
                && right instanceof Flowing columns
                && columns.fileRank() == 2
                && columns.batch().axis() == 1) {
            translation.define(node.output(), timesColumns(translation, node, factor, columns));
            return;
        }
        multiply(translation, node);
    }

    /** Whether constants are one vector, or one matrix behind axes of one position. */
    private static boolean isMatrix(int[] extents) {
        return extents.length > 0
                && Arrays.stream(extents).limit(Math.max(0, extents.length - 2)).allMatch(extent -> extent == 1);
    }

    /** A linear layer, together with the sum behind it if that is its bias. */
    private static void multiplyRows(Translation translation, NodeReader node, Flowing input, Fixed factor) {
        Flowing rows = rows(translation, node, input);
        int features = factor.extents()[1];
        Optional<NodeReader> sum = translation
                .onlyReader(node.output())
                .filter(next -> isBias(translation, next, node.output(), features, rows.fileRank()));
        Optional<float[]> bias = sum.map(next -> spread(next, bias(translation, next, node.output()), features, 1));
        Flowing product = times(translation, node, rows, factor, bias);
        translation.define(sum.map(NodeReader::output).orElse(node.output()), product);
        sum.ifPresent(translation::leaveOut);
    }

    private static Flowing times(
            Translation translation, NodeReader node, Flowing input, Fixed matrix, Optional<float[]> bias) {
        Flowing rows = input.flattened().isPresent() ? input : translation.fileOrder(node, input);
        return linear(translation, node, rows, matrix.transposed(1, 0).floats(), matrix.extents()[1], bias);
    }

    /** A vector counts as one column, which the result does not have. */
    private static Flowing rowsTimes(Translation translation, NodeReader node, Flowing input, Fixed factor) {
        int[] extents = factor.extents();
        boolean column = extents.length == 1;
        Fixed matrix = column
                ? factor.reshaped(extents[0], 1)
                : factor.reshaped(extents[extents.length - 2], extents[extents.length - 1]);
        Flowing product = times(translation, node, rows(translation, node, input), matrix, Optional.empty());
        return column
                ? (Flowing) Shapes.without(translation, node, product, product.rank() - 1)
                : Repetitions.raised(translation, node, product, Math.max(product.fileRank(), extents.length));
    }

    /** {@code A B} where each column of B is an example: {@code (B' A')'}. A vector counts as one row. */
    private static Flowing timesColumns(Translation translation, NodeReader node, Fixed factor, Flowing columns) {
        boolean row = factor.extents().length == 1;
        Fixed matrix = row ? factor.reshaped(1, factor.size()) : factor;
        Flowing rows = translation.fileOrder(node, Shapes.turned(translation.plain(node, columns), 1, 0));
        if (rows.shape().channels() != matrix.extents()[1]) {
            throw node.wrong("needs " + rows.shape().channels() + " columns in its first input, but got "
                    + Arrays.toString(factor.extents()));
        }
        Flowing product = linear(translation, node, rows, matrix.floats(), matrix.extents()[0], Optional.empty());
        return row ? (Flowing) Shapes.without(translation, node, product, 0) : Shapes.turned(product, 1, 0);
    }

    private static boolean isBias(Translation translation, NodeReader next, String product, int features, int rank) {
        if (!next.operator().equals("Add") || next.inputs() != 2 || next.has("axis")) {
            return false;
        }
        String other = next.input(next.input(0).equals(product) ? 1 : 0);
        return translation.isDefined(other)
                && translation.value(other) instanceof Fixed fixed
                && isPerFeature(fixed.extents())
                && fixed.size() == features
                && fixed.extents().length >= 1
                && fixed.extents().length <= rank;
    }

    private static Fixed bias(Translation translation, NodeReader next, String product) {
        return (Fixed) translation.value(next.input(next.input(0).equals(product) ? 1 : 0));
    }

    /** numpy's {@code matmul}: vectors count as one row or one column. */
    private static void multiply(Translation translation, NodeReader node) {
        Flowing left = factor(translation, node, 0);
        Flowing right = factor(translation, node, 1);
        int axes = left.fileRank();
        if (!translation.isWhole()
                && (axes != right.fileRank()
                        || !left.batch().equals(right.batch())
                        || left.batch().axis() >= axes - 2)) {
            throw translation.across(node);
        }
        boolean row = translation.rank(translation.value(node, 0)) == 1;
        boolean column = translation.rank(translation.value(node, 1)) == 1;
        Flowing first = left.rank() == 1 ? reshaped(translation, node, left, 1, left.extents()[0]) : left;
        Flowing second = right.rank() == 1 ? reshaped(translation, node, right, right.extents()[0], 1) : right;
        int[] a = first.extents();
        int[] b = second.extents();
        int rank = Math.max(a.length, b.length);
        int[] ones = Arithmetic.aligned(a, rank);
        int[] others = Arithmetic.aligned(b, rank);
        int[] extents = IntStream.range(0, rank)
                .map(axis -> axis == rank - 2
                        ? ones[axis]
                        : axis == rank - 1 ? others[axis] : ones[axis] == 1 ? others[axis] : ones[axis])
                .toArray();
        Flowing product =
                translation.add(node, new MatrixMultiply(), List.of(first, second), Flowing.inFileOrder("", extents));
        if (row || column) {
            int[] kept = IntStream.range(0, rank)
                    .filter(axis -> !(row && axis == rank - 2) && !(column && axis == rank - 1))
                    .map(axis -> extents[axis])
                    .toArray();
            product = reshaped(translation, node, product, kept);
        }
        translation.define(node.output(), product);
    }

    /** A factor in the file's order; constants with as many axes as the other factor has. */
    private static Flowing factor(Translation translation, NodeReader node, int index) {
        if (!(translation.value(node, index) instanceof Fixed fixed)) {
            return translation.fileOrder(node, translation.flowing(node, index));
        }
        if (translation.isWhole() || !(translation.value(node, 1 - index) instanceof Flowing other)) {
            return translation.constant(node, fixed);
        }
        Fixed matrix = fixed.extents().length == 1 && index == 0 ? fixed.reshaped(1, fixed.size()) : fixed;
        Fixed own = translation.perExample(node, matrix, other);
        int[] extents = Arithmetic.aligned(own.extents(), other.rank());
        return translation.constant(
                node, own.reshaped(extents), Flowing.inFileOrder("", extents).with(other.batch()));
    }

    private static Flowing reshaped(Translation translation, NodeReader node, Flowing value, int... extents) {
        Flowing like = Flowing.inFileOrder("", extents);
        return translation.add(node, "axes", new Reshape(like.shape()), List.of(value), like);
    }

    /** Rows of a constant matrix, chosen by the network's input. */
    static Flowing embedding(Translation translation, NodeReader node, Fixed table, Flowing indices) {
        if (table.extents().length != 2 || node.whole("axis", 0) != 0) {
            throw node.unsupported("by indices that depend on the network's input it takes rows of a matrix only");
        }
        int entries = table.extents()[0];
        int features = table.extents()[1];
        Flowing read = translation.fileOrder(node, indices);
        int[] extents = IntStream.concat(Arrays.stream(read.extents()), IntStream.of(features))
                .toArray();
        Tensor weight = Tensor.of(Shape.of(entries, features), table.floats());
        Flowing taken = translation.add(
                node,
                new Embedding(entries, features).countingFromEnd(),
                List.of(read),
                Map.of("weight", weight),
                Flowing.inFileOrder("", extents));
        return read.rank() == 0 ? reshaped(translation, node, taken, extents) : taken;
    }
}
