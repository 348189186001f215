package dev.evenkeel.formats.onnx.reading.sequence;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Function;
import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.graph.BatchAxis;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Shapes;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.formats.onnx.reading.value.Value;
import dev.evenkeel.layer.core.Add;
import dev.evenkeel.rearrange.Expand;
import dev.evenkeel.sequence.Attention;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A mask as what a layer adds to its scores. A triangle that hides what is later is no more than a causal span.
 *
 * @param span which keys a query may attend to
 * @param bias what is added to the scores, {@code [queries, keys]} or {@code [heads, queries, keys]}
 */
record AttentionMask(Attention.Span span, Optional<Flowing> bias) {
    /** The file's mask is broadcast to {@code [batch, heads, queries, keys]}. */
    private static final int AXES = 4;

    /** ONNX's version from which on a mask may tell fewer keys than there are. */
    private static final int SHORTER_SINCE = 24;

    /**
     * The scores that a mask is for.
     *
     * @param queries their rows
     * @param keys how many
     * @param span of the node itself
     */
    record Scores(HeadRows queries, int keys, Attention.Span span) {
        boolean reaches(int query, int key) {
            return span == Attention.Span.ALL || key <= query;
        }
    }

    static AttentionMask none(Attention.Span span) {
        return new AttentionMask(span, Optional.empty());
    }

    static AttentionMask of(Translation translation, NodeReader node, String name, Scores scores) {
        Value mask = translation.value(name);
        int rank = translation.rank(mask);
        if (rank > AXES) {
            throw node.wrong("needs a mask of at most " + AXES + " axes, but " + quoted(name) + " has " + rank);
        }
        return mask instanceof Fixed fixed
                ? new Constants(translation, node, scores).added(fixed)
                : new AttentionMask(scores.span(), Optional.of(computed(translation, node, scores, (Flowing) mask)));
    }

    /** A mask of 1 and 0 or of numbers that depends on the network's input. */
    private static Flowing computed(Translation translation, NodeReader node, Scores scores, Flowing given) {
        HeadRows queries = scores.queries();
        Flowing mask = translation.fileOrder(node, translation.plain(node, given));
        boolean perExample = !mask.batch().isNone();
        if (perExample && (mask.fileRank() < AXES || !mask.batch().equals(BatchAxis.FIRST))) {
            throw translation.across(node);
        }
        int[] own = mask.extents();
        int[] extents = new int[perExample ? AXES - 1 : AXES];
        Arrays.fill(extents, 1);
        System.arraycopy(own, 0, extents, extents.length - own.length, own.length);
        boolean alike = Arrays.stream(extents, 0, extents.length - 2).allMatch(extent -> extent == 1);
        int[] wanted = alike
                ? new int[] {queries.positions(), scores.keys()}
                : perExample
                        ? new int[] {queries.heads(), queries.positions(), scores.keys()}
                        : new int[] {queries.batch(), queries.heads(), queries.positions(), scores.keys()};
        int[] cut = Arrays.copyOfRange(extents, extents.length - wanted.length, extents.length);
        requireFit(node, cut, wanted);
        Flowing aligned = Shapes.reshaped(translation, node, mask, cut);
        Flowing like = Flowing.inFileOrder("", wanted);
        Flowing full = Arrays.equals(cut, wanted)
                ? aligned
                : translation.add(node, "mask", new Expand(like.shape()), List.of(aligned), like);
        return wanted.length < AXES
                ? full
                : Shapes.reshaped(translation, node, full, queries.allHeads(), queries.positions(), scores.keys());
    }

    private static void requireFit(NodeReader node, int[] extents, int[] wanted) {
        boolean fits = IntStream.range(0, extents.length)
                .allMatch(axis -> extents[axis] == 1 || extents[axis] == wanted[axis]);
        if (!fits) {
            throw node.wrong("needs a mask that is broadcast to its scores " + Arrays.toString(wanted) + ", but got "
                    + Arrays.toString(extents));
        }
    }

    /** Reads masks that are constant. */
    private record Constants(Translation translation, NodeReader node, Scores scores) {
        AttentionMask added(Fixed mask) {
            float[] values = values(mask);
            int matrix = scores.queries().positions() * scores.keys();
            if (IntStream.range(0, values.length).allMatch(at -> values[at] == 0)) {
                return none(scores.span());
            }
            if (values.length == matrix && isTriangle(values)) {
                return none(Attention.Span.CAUSAL);
            }
            int[] extents = values.length == matrix
                    ? new int[] {scores.queries().positions(), scores.keys()}
                    : new int[] {values.length / matrix, scores.queries().positions(), scores.keys()};
            return new AttentionMask(scores.span(), Optional.of(bias(mask, values, extents)));
        }

        /** All numbers, broadcast to one matrix for all heads or one for each. */
        private float[] values(Fixed mask) {
            HeadRows queries = scores.queries();
            int[] own = new int[AXES];
            Arrays.fill(own, 1);
            System.arraycopy(mask.extents(), 0, own, AXES - mask.extents().length, mask.extents().length);
            Fixed given = mask.reshaped(own);
            if (!queries.isWhole()) {
                Flowing like = Flowing.inFileOrder("", queries.heads(), queries.positions(), scores.keys())
                        .with(BatchAxis.FIRST);
                given = translation.perExample(node, given, like);
                own[0] = 1;
            }
            int[] wanted = {queries.batch(), queries.heads(), queries.positions(), scores.keys()};
            boolean shorter = node.operatorSet() >= SHORTER_SINCE && own[3] > 1 && own[3] < wanted[3];
            requireFit(node, own, shorter ? new int[] {wanted[0], wanted[1], wanted[2], own[3]} : wanted);
            int matrices = own[0] * own[1] == 1 ? 1 : queries.allHeads();
            float[] from = given.floats();
            float[] values = new float[matrices * wanted[2] * wanted[3]];
            for (int at = 0; at < values.length; at++) {
                int key = at % wanted[3];
                int query = at / wanted[3] % wanted[2];
                int head = at / (wanted[3] * wanted[2]);
                int start = Math.min(own[0] - 1, head / wanted[1]) * own[1] + Math.min(own[1] - 1, head % wanted[1]);
                int source = (start * own[2] + Math.min(own[2] - 1, query)) * own[3] + Math.min(own[3] - 1, key);
                values[at] = shorter && key >= own[3] ? Float.NEGATIVE_INFINITY : value(mask, from[source]);
            }
            return values;
        }

        private float value(Fixed mask, float given) {
            if (mask.type() == ElementType.BOOL) {
                return given == 0 ? Float.NEGATIVE_INFINITY : 0;
            }
            if (Float.isNaN(given) || given == Float.POSITIVE_INFINITY) {
                throw node.wrong(
                        "needs a mask of numbers or minus infinity, but " + quoted(mask.name()) + " has " + given);
            }
            return given;
        }

        /** Whether each query sees its own position and those before it: the least float hides as minus infinity does. */
        private boolean isTriangle(float[] values) {
            return IntStream.range(0, values.length).allMatch(at -> {
                boolean later = at % scores.keys() > at / scores.keys();
                return later ? values[at] <= -Float.MAX_VALUE : values[at] == 0;
            });
        }

        /**
         * A network's constants are finite: minus infinity is the logarithm of 0. The least float would not do, as padding may hide
         * all other keys of a row, whose result is 0 then.
         */
        private Flowing bias(Fixed mask, float[] values, int[] extents) {
            boolean hides = IntStream.range(0, values.length).anyMatch(at -> values[at] == Float.NEGATIVE_INFINITY);
            if (!hides) {
                Fixed numbers = Fixed.ofFloats(mask.name(), extents, values);
                return constant(mask.isLearned() ? numbers : numbers.stated());
            }
            float[] finite = values.clone();
            float[] seen = new float[values.length];
            for (int at = 0; at < values.length; at++) {
                seen[at] = values[at] == Float.NEGATIVE_INFINITY ? 0 : 1;
                finite[at] = seen[at] == 0 ? 0 : values[at];
            }
            Flowing truth = constant(Fixed.ofFloats(mask.name(), extents, seen).stated());
            Flowing hidden = translation.add(node, "hidden", new Apply(Function.LOG, 0, 0), List.of(truth), truth);
            boolean plain = IntStream.range(0, finite.length).allMatch(at -> finite[at] == 0);
            return plain
                    ? hidden
                    : translation.add(
                            node,
                            "mask",
                            new Add(),
                            List.of(
                                    hidden,
                                    constant(Fixed.ofFloats(mask.name(), extents, finite)
                                            .stated())),
                            hidden);
        }

        private Flowing constant(Fixed values) {
            Flowing like = Flowing.inFileOrder("", values.extents())
                    .with(scores.queries().rows().batch());
            return translation.constant(node, values, like);
        }
    }
}
