package dev.evenkeel.formats.onnx.reading.sequence;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.pattern.Terms;
import dev.evenkeel.formats.onnx.reading.translation.Shapes;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.sequence.Attention;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@code softmax(scale Q K' + mask) V} of values {@code [batch, heads, positions, width]}, as exporters write it without an
 * operator of its own: two products, a softmax, numbers that scale queries, keys or scores, and a sum with a mask.
 */
public final class AttentionPattern {
    private AttentionPattern() {}

    /** A value and the number that it is multiplied by. */
    private record Scaled(String value, double by) {}

    /**
     * The scores of queries for keys.
     *
     * @param keys {@code [batch, heads, width, positions]}
     */
    private record Scores(Flowing queries, Flowing keys, double scale, Optional<String> mask) {}

    /** Defines the node's output as attention, if the node ends the pattern. */
    public static boolean reads(Translation translation, NodeReader node) {
        if (!node.operator().equals("MatMul") || node.operatorSet() < 13) {
            return false;
        }
        Terms terms = new Terms(translation);
        Optional<Flowing> values = terms.flowing(node.input(1));
        Optional<Scores> scores = terms.made(node.input(0), "Softmax", 1)
                .filter(softmax -> isLast(softmax, terms))
                .flatMap(softmax -> scores(terms, softmax.input(0)));
        if (values.isEmpty() || scores.isEmpty()) {
            return false;
        }
        Flowing queries = scores.get().queries();
        Flowing keys = turned(scores.get().keys());
        if (!areHeads(List.of(queries, keys, values.get()))) {
            return false;
        }
        List<HeadRows> rows = List.of(
                HeadRows.of(translation, node, queries),
                HeadRows.of(translation, node, keys),
                HeadRows.of(translation, node, values.get()));
        boolean usual = Math.abs(scores.get().scale() * Math.sqrt(rows.get(0).width()) - 1) < 1e-6;
        Attention settings = Attention.of(1).scale(usual ? 0 : scores.get().scale());
        AttentionOperator.attend(translation, node, rows, scores.get().mask(), settings);
        return true;
    }

    private static boolean isLast(NodeReader softmax, Terms terms) {
        long axis = softmax.whole("axis", -1);
        return axis == -1
                || terms.flowing(softmax.input(0))
                        .filter(scores -> axis == scores.fileRank() - 1)
                        .isPresent();
    }

    private static Optional<Scores> scores(Terms terms, String value) {
        Optional<NodeReader> sum = terms.made(value, "Add", 2);
        if (sum.isEmpty()) {
            return scores(terms, value, Optional.empty());
        }
        return masked(terms, sum.get(), 0).or(() -> masked(terms, sum.get(), 1));
    }

    private static Optional<Scores> masked(Terms terms, NodeReader sum, int index) {
        Optional<Flowing> all = terms.flowing(sum.output());
        Optional<Flowing> own = terms.flowing(sum.input(index));
        boolean keeps = all.isPresent()
                && own.isPresent()
                && Arrays.equals(all.get().extents(), own.get().extents())
                && all.get().batch().equals(own.get().batch());
        return keeps ? scores(terms, sum.input(index), Optional.of(sum.input(1 - index))) : Optional.empty();
    }

    private static Optional<Scores> scores(Terms terms, String value, Optional<String> mask) {
        Scaled product = scaled(terms, value);
        Optional<NodeReader> node = terms.made(product.value(), "MatMul", 2);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        Scaled left = scaled(terms, node.get().input(0));
        Scaled right = scaled(terms, node.get().input(1));
        Optional<Flowing> queries = terms.flowing(left.value());
        Optional<Flowing> keys = terms.flowing(right.value());
        double scale = product.by() * left.by() * right.by();
        return queries.isPresent() && keys.isPresent() && scale > 0 && scale < Float.MAX_VALUE
                ? Optional.of(new Scores(queries.get(), keys.get(), scale, mask))
                : Optional.empty();
    }

    /** A value without the numbers that it is multiplied by or divided by. */
    private static Scaled scaled(Terms terms, String value) {
        Optional<NodeReader> times = terms.made(value, "Mul", 2);
        for (int index = 0; times.isPresent() && index < 2; index++) {
            Optional<Float> number = terms.number(times.get().input(index));
            if (number.isPresent()) {
                Scaled inner = scaled(terms, times.get().input(1 - index));
                return new Scaled(inner.value(), inner.by() * number.get());
            }
        }
        Optional<NodeReader> quotient = terms.made(value, "Div", 2);
        Optional<Float> divisor = quotient.flatMap(node -> terms.number(node.input(1)));
        if (divisor.isPresent()) {
            Scaled inner = scaled(terms, quotient.get().input(0));
            return new Scaled(inner.value(), inner.by() / divisor.get());
        }
        return new Scaled(value, 1);
    }

    private static Flowing turned(Flowing keys) {
        return keys.fileRank() == 4 && keys.flattened().isEmpty() ? Shapes.turned(keys, 0, 1, 3, 2) : keys;
    }

    /** Whether the values are heads of as many examples that fit each other. */
    private static boolean areHeads(List<Flowing> values) {
        Flowing queries = values.get(0);
        boolean apart = values.stream()
                .allMatch(value -> value.fileRank() == 4
                        && value.flattened().isEmpty()
                        && HeadRows.isApart(value)
                        && value.batch().equals(queries.batch()));
        if (!apart) {
            return false;
        }
        int rank = queries.rank();
        int[] own = queries.extents();
        int[] keys = values.get(1).extents();
        int[] of = values.get(2).extents();
        return Arrays.equals(own, 0, rank - 2, keys, 0, rank - 2)
                && Arrays.equals(own, 0, rank - 2, of, 0, rank - 2)
                && own[rank - 1] == keys[rank - 1]
                && keys[rank - 2] == of[rank - 2];
    }
}
