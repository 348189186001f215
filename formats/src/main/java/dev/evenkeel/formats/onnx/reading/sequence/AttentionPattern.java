package dev.evenkeel.formats.onnx.reading.sequence;

import dev.evenkeel.formats.onnx.graph.BatchAxis;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.pattern.Terms;
import dev.evenkeel.formats.onnx.reading.translation.Shapes;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.sequence.Attention;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * {@code softmax(scale Q K' + mask) V} of values {@code [batch, heads, positions, width]}, as exporters write it without an
 * operator of its own: two products, a softmax, numbers that scale queries, keys or scores, and a sum with a mask.
 */
public final class AttentionPattern {
    /** Sums or products with numbers that are looked through: exporters write one or two. */
    private static final int MAX_STEPS = 16;

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
        Optional<Scores> scores = terms.made(checked(terms, node.input(0)), "Softmax", 1)
                .filter(softmax -> isLast(softmax, terms))
                .flatMap(softmax -> scores(terms, softmax.input(0), Optional.empty()));
        if (values.isEmpty() || scores.isEmpty()) {
            return false;
        }
        Flowing queries = scores.get().queries();
        Flowing keys = turned(scores.get().keys());
        if (!areHeads(List.of(queries, keys, values.get()))
                || !fits(terms, scores.get().mask(), queries)) {
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

    /** What is taken where it is a number: rows that are all hidden are 0 then, as a layer has them. */
    private static String checked(Terms terms, String value) {
        return terms.made(value, "Where", 3)
                .filter(choice -> terms.isNumber(choice.input(1), 0)
                        && terms.made(choice.input(0), "IsNaN", 1)
                                .filter(test -> test.input(0).equals(choice.input(2)))
                                .isPresent())
                .map(choice -> choice.input(2))
                .orElse(value);
    }

    /** Looks on both sides of a sum for the scores until a mask is found: beyond it they can be on one side only. */
    private static Optional<Scores> scores(Terms terms, String value, Optional<String> mask) {
        String at = value;
        Optional<String> found = mask;
        for (int step = 0; step < MAX_STEPS; step++) {
            Optional<NodeReader> choice = terms.made(at, "Where", 3);
            Optional<NodeReader> sum = terms.made(at, "Add", 2);
            if (choice.isPresent()) {
                Optional<HiddenScores> hidden =
                        found.isEmpty() ? HiddenScores.of(terms, choice.get()) : Optional.empty();
                if (hidden.isEmpty()) {
                    return Optional.empty();
                }
                found = hidden.map(HiddenScores::mask);
                at = hidden.get().scores();
            } else if (sum.isPresent()) {
                Optional<String> alone = withoutZero(terms, sum.get());
                if (alone.isEmpty()) {
                    return found.isEmpty()
                            ? masked(terms, sum.get(), 0).or(() -> masked(terms, sum.get(), 1))
                            : Optional.empty();
                }
                at = alone.get();
            } else {
                return product(terms, at, found);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> withoutZero(Terms terms, NodeReader sum) {
        return IntStream.range(0, 2)
                .filter(index -> terms.isZero(sum.input(1 - index)) && keeps(terms, sum, index))
                .mapToObj(sum::input)
                .findFirst();
    }

    private static Optional<Scores> masked(Terms terms, NodeReader sum, int index) {
        return keeps(terms, sum, index)
                ? scores(terms, sum.input(index), Optional.of(sum.input(1 - index)))
                : Optional.empty();
    }

    /** Whether a sum is as large as one of its inputs. */
    private static boolean keeps(Terms terms, NodeReader sum, int index) {
        Optional<Flowing> all = terms.flowing(sum.output());
        Optional<Flowing> own = terms.flowing(sum.input(index));
        return all.isPresent()
                && own.isPresent()
                && Arrays.equals(all.get().extents(), own.get().extents())
                && all.get().batch().equals(own.get().batch());
    }

    private static Optional<Scores> product(Terms terms, String value, Optional<String> mask) {
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
        Scaled outer = new Scaled(value, 1);
        for (int step = 0; step < MAX_STEPS; step++) {
            Optional<Scaled> inner = withoutNumber(terms, outer);
            if (inner.isEmpty()) {
                return outer;
            }
            outer = inner.get();
        }
        return outer;
    }

    private static Optional<Scaled> withoutNumber(Terms terms, Scaled outer) {
        Optional<NodeReader> times = terms.made(outer.value(), "Mul", 2);
        for (int index = 0; times.isPresent() && index < 2; index++) {
            String other = times.get().input(1 - index);
            Optional<Float> number = terms.number(times.get().input(index));
            if (number.isPresent()) {
                return number.map(by -> new Scaled(other, outer.by() * by));
            }
        }
        return terms.made(outer.value(), "Div", 2)
                .flatMap(quotient ->
                        terms.number(quotient.input(1)).map(by -> new Scaled(quotient.input(0), outer.by() / by)));
    }

    private static Flowing turned(Flowing keys) {
        if (keys.flattened().isPresent()) {
            return keys;
        }
        return switch (keys.fileRank()) {
            case 4 -> Shapes.turned(keys, 0, 1, 3, 2);
            case 3 -> Shapes.turned(keys, 0, 2, 1);
            default -> keys;
        };
    }

    /** Whether the values are heads of as many examples that fit each other. */
    private static boolean areHeads(List<Flowing> values) {
        Flowing queries = values.get(0);
        int axes = queries.fileRank();
        boolean apart = values.stream()
                .allMatch(value -> value.fileRank() == axes
                        && value.flattened().isEmpty()
                        && isApart(value)
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

    /** Whether examples are apart, or heads beside them on the first of 3 axes. */
    private static boolean isApart(Flowing value) {
        BatchAxis batch = value.batch();
        return value.fileRank() == 4
                ? HeadRows.isApart(value)
                : value.fileRank() == 3 && (batch.isNone() || (batch.axis() == 0 && batch.outer() == 1));
    }

    /** Whether a mask of values of 3 axes is the same for all of the first. */
    private static boolean fits(Terms terms, Optional<String> mask, Flowing queries) {
        if (queries.fileRank() == 4 || mask.isEmpty()) {
            return true;
        }
        return terms.fixed(mask.get())
                .filter(fixed -> Arrays.stream(fixed.extents(), 0, Math.max(0, fixed.extents().length - 2))
                        .allMatch(extent -> extent == 1))
                .isPresent();
    }
}
