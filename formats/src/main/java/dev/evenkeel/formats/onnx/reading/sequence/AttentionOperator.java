package dev.evenkeel.formats.onnx.reading.sequence;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.sequence.Attention;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code Attention}: queries, keys, values and a mask as one layer. */
public final class AttentionOperator {
    private static final int MASK = 3;
    private static final int PAST_KEY = 4;
    private static final int PAST_VALUE = 5;
    private static final int LENGTHS = 6;
    private static final int LENGTHS_SINCE = 24;

    private AttentionOperator() {}

    /** Adds {@code Attention}, {@code RotaryEmbedding}, {@code LSTM} and {@code GRU}. */
    public static void addTo(Map<String, Operator> operators) {
        operators.put(
                "Attention",
                Operator.of(
                                AttentionOperator::translate,
                                "is_causal",
                                "kv_num_heads",
                                "q_num_heads",
                                "qk_matmul_output_mode",
                                "scale",
                                "softcap",
                                "softmax_precision")
                        .since(23)
                        .wholes(LENGTHS)
                        .onlyFirst("it gives what is attended to, neither keys and values to keep nor scores")
                        .checked(AttentionOperator::require));
        operators.put("RotaryEmbedding", RotaryOperator.operator());
        RecurrentOperator.addTo(operators);
    }

    /** Refuses by connections and settings alone. */
    private static void require(NodeReader node) {
        node.requireInputs(node.operatorSet() < LENGTHS_SINCE ? LENGTHS : LENGTHS + 1);
        for (int past : new int[] {PAST_KEY, PAST_VALUE}) {
            if (node.hasInput(past)) {
                throw node.unsupported("it attends to its own keys and values, but its input "
                        + quoted(node.input(past))
                        + " has earlier ones. Export the network without a cache; a session keeps them here");
            }
        }
        if (node.hasInput(LENGTHS)) {
            throw node.unsupported("padded keys are told by a mask, but its input " + quoted(node.input(LENGTHS))
                    + " gives lengths. Export the network with an 'attn_mask'");
        }
        if (node.has("scale") && !(node.real("scale", 1) > 0)) {
            throw node.unsupported("it needs a 'scale' above 0, but got " + node.real("scale", 1));
        }
        if (!(node.real("softcap", 0) >= 0)) {
            throw node.unsupported("it needs a 'softcap' of 0 or more, but got " + node.real("softcap", 0));
        }
    }

    private static void translate(Translation translation, NodeReader node) {
        HeadRows queries = HeadRows.of(translation, node, 0, "q_num_heads");
        HeadRows keys = HeadRows.of(translation, node, 1, "kv_num_heads");
        HeadRows values = HeadRows.of(translation, node, 2, "kv_num_heads");
        requireFit(node, queries, keys, values);
        Attention layer = Attention.of(1).scale(node.real("scale", 0)).softcap(node.real("softcap", 0));
        attend(
                translation,
                node,
                List.of(queries, keys, values),
                node.hasInput(MASK) ? Optional.of(node.input(MASK)) : Optional.empty(),
                node.flag("is_causal") ? layer.causal() : layer);
    }

    /**
     * Defines a node's output as attention.
     *
     * @param rows queries, keys and values, which fit each other
     * @param mask the name of its value
     * @param settings all but the heads
     */
    static void attend(
            Translation translation, NodeReader node, List<HeadRows> rows, Optional<String> mask, Attention settings) {
        HeadRows queries = rows.get(0);
        HeadRows keys = rows.get(1);
        HeadRows values = rows.get(2);
        AttentionMask.Scores scores = new AttentionMask.Scores(queries, keys.positions(), settings.span());
        AttentionMask read = mask.map(name -> AttentionMask.of(translation, node, name, scores))
                .orElseGet(() -> AttentionMask.none(settings.span()));
        Attention layer = new Attention(
                queries.allHeads(), keys.allHeads(), read.span(), settings.scale(), 0, settings.softcap());
        List<Flowing> inputs = new ArrayList<>(List.of(queries.rows(), keys.rows(), values.rows()));
        read.bias().ifPresent(inputs::add);
        Flowing like = Flowing.inFileOrder("", queries.positions(), queries.allHeads() * values.width());
        Flowing attended = translation.add(node, layer, inputs, like);
        translation.define(node.output(), queries.opened(translation, node, attended, values.width()));
    }

    private static void requireFit(NodeReader node, HeadRows queries, HeadRows keys, HeadRows values) {
        if (keys.batch() != queries.batch() || values.batch() != queries.batch()) {
            throw node.wrong("needs queries, keys and values of as many examples, but got " + queries.batch() + ", "
                    + keys.batch() + " and " + values.batch());
        }
        if (keys.heads() != values.heads() || queries.heads() % keys.heads() != 0) {
            throw node.wrong("needs as many heads of keys as of values, and a multiple of them of queries, but got "
                    + queries.heads() + " heads of queries, " + keys.heads() + " of keys and " + values.heads()
                    + " of values");
        }
        if (keys.width() != queries.width() || keys.positions() != values.positions()) {
            throw node.wrong("needs keys as wide as queries, at as many positions as values, but got queries of width "
                    + queries.width() + ", keys of width " + keys.width() + " at " + keys.positions()
                    + " positions and values at " + values.positions());
        }
    }
}
