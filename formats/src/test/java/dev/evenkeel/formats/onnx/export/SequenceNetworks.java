package dev.evenkeel.formats.onnx.export;

import static dev.evenkeel.network.Layers.attention;
import static dev.evenkeel.network.Layers.gru;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.lstm;

import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Constant;
import dev.evenkeel.arithmetic.Function;
import dev.evenkeel.layer.Part;
import dev.evenkeel.layer.core.TiedLinear;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.sequence.Attention;
import dev.evenkeel.sequence.Gru;
import dev.evenkeel.sequence.PositionEmbedding;
import dev.evenkeel.sequence.QkNorm;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.sequence.Rotary;
import dev.evenkeel.sequence.SequencePool;
import dev.evenkeel.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Networks of the layers of sequences. */
final class SequenceNetworks {
    private static final Shape SEQUENCE = Shape.of(5, 12);

    private SequenceNetworks() {}

    static Map<String, Network> all() {
        Map<String, Network> networks = new LinkedHashMap<>();
        put(networks, "attention, packed", linear(24), attention(2));
        put(networks, "attention, causal", attention(2).causal());
        put(
                networks,
                "attention, grouped",
                linear(24),
                attention(4).keyValueHeads(2).causal().scale(0.4));
        put(
                networks,
                "attention, one head of keys",
                linear(18),
                attention(4).keyValueHeads(1).softcap(0.7));
        put(networks, "attention of several axes", new Reshape(Shape.of(5, 2, 6)), attention(1));
        networks.put("attention to others", toOthers(attention(3)));
        networks.put("attention to others, apart", apart(attention(3)));
        networks.put("attention with a bias", biased(attention(3).causal(), Shape.of(5, 5)));
        networks.put("attention with a bias of each head", biased(attention(3).softcap(2), Shape.of(3, 5, 5)));
        put(networks, "rotary", Rotary.of(2, 6));
        put(networks, "rotary, interleaved", Rotary.of(3, 4).pairing(Rotary.Pairing.INTERLEAVED));
        put(networks, "rotary of a part", new Rotary(1, 6, 4, Rotary.Pairing.INTERLEAVED, 500), linear(3));
        put(networks, "rotary of queries and keys", new Rotary(2, 4, 2, Rotary.Pairing.HALVES, 10_000), attention(1));
        put(
                networks,
                "queries and keys normalised",
                QkNorm.of(2, 1, 3),
                attention(2).keyValueHeads(1));
        put(networks, "queries and keys normalised by layer", QkNorm.of(2, 2, 3).kind(QkNorm.Kind.LAYER));
        put(networks, "queries normalised of several axes", new Reshape(Shape.of(5, 2, 6)), QkNorm.of(2, 0, 3));
        put(networks, "positions learned", new PositionEmbedding(PositionEmbedding.Kind.LEARNED, 5));
        put(
                networks,
                "positions learned for more",
                new PositionEmbedding(PositionEmbedding.Kind.LEARNED, 8),
                linear(2));
        put(networks, "positions sinusoidal", new PositionEmbedding(PositionEmbedding.Kind.SINUSOIDAL, 9));
        put(
                networks,
                "positions of several axes",
                new Reshape(Shape.of(5, 2, 6)),
                new PositionEmbedding(PositionEmbedding.Kind.SINUSOIDAL, 10));
        for (SequencePool.Kind kind : SequencePool.Kind.values()) {
            put(networks, "sequencePool " + kind, layerNorm(), new SequencePool(kind), linear(3));
        }
        put(
                networks,
                "sequencePool of several axes",
                new Reshape(Shape.of(5, 2, 6)),
                new SequencePool(SequencePool.Kind.MAX));
        for (Recurrent.Direction direction : Recurrent.Direction.values()) {
            put(networks, "lstm " + direction, lstm(4).direction(direction));
            put(networks, "gru " + direction, gru(4).direction(direction), linear(2));
        }
        put(networks, "gru, reset before", gru(3).reset(Gru.Reset.BEFORE));
        put(
                networks,
                "lstm, stacked, to classes",
                lstm(4).direction(Recurrent.Direction.BIDIRECTIONAL),
                lstm(3),
                new SequencePool(SequencePool.Kind.LAST),
                linear(3));
        networks.put("transformer", Transformer.of(2, 2, 8).classifier(Shape.of(5, 3), 4));
        networks.put(
                "tied to an embedding",
                Network.builder(SEQUENCE)
                        .add("one", linear(1))
                        .add("small", Layers.clip(0, 5))
                        .add("tokens", Apply.of(Function.FLOOR))
                        .add("embedding", Layers.embedding(6, 4))
                        .add("rows", new Reshape(Shape.of(5, 4)))
                        .add("hidden", linear(4))
                        .add("head", TiedLinear.of("embedding", 6))
                        .build());
        networks.put(
                "tied to a linear layer",
                Network.builder(SEQUENCE)
                        .add("first", linear(12))
                        .add("second", TiedLinear.of("first", 12).withBias())
                        .build());
        return networks;
    }

    private static void put(Map<String, Network> networks, String name, Part... parts) {
        networks.put(name, Network.of(SEQUENCE, parts));
    }

    private static Network toOthers(Attention layer) {
        return Network.builder(SEQUENCE)
                .add("queries", linear(6))
                .add("both", linear(12), List.of("input"))
                .add("attention", layer, List.of("queries", "both"))
                .build();
    }

    private static Network apart(Attention layer) {
        return Network.builder(SEQUENCE)
                .add("keys", linear(12))
                .add("values", linear(6), List.of("input"))
                .add("attention", layer, List.of("input", "keys", "values"))
                .add("end", linear(2))
                .build();
    }

    private static Network biased(Attention layer, Shape bias) {
        return Network.builder(SEQUENCE)
                .add("values", linear(6))
                .add("bias", new Constant(bias, Constant.Learning.LEARNED), List.of())
                .add("attention", layer, List.of("input", "input", "values", "bias"))
                .build();
    }
}
