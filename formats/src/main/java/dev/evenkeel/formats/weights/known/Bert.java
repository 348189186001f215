package dev.evenkeel.formats.weights.known;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Function;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.layer.core.TiedLinear;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.sequence.Attention;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.TreeSet;

/**
 * BERT (Devlin et al. 2018) as transformers names it: words, positions and token types, of which all are the first, then blocks
 * that normalise last with an epsilon of 1e-12, and GELU. Tokens {@code [positions, 1]} to the scores of a classifier, else of a
 * masked language model {@code [positions, tokens]}, else to the last block's values {@code [positions, width]}.
 */
final class Bert implements KnownFamily {
    private static final String FIRST = "encoder.layer.0.attention.self.query.weight";
    private static final double EPSILON = 1e-12;
    private static final String CLASSIFIER = "classifier";
    private static final String PREDICTIONS = "cls.predictions";
    private static final String DECODER = "cls.predictions.decoder";

    @Override
    public String title() {
        return "BERT";
    }

    @Override
    public boolean knows(FileShapes file) {
        return file.before(FIRST)
                .filter(start -> file.has(start + "embeddings.word_embeddings.weight")
                        && file.has(start + "embeddings.token_type_embeddings.weight"))
                .isPresent();
    }

    @Override
    public KnownDescription describe(FileShapes file, KnownSettings settings) {
        String start = file.before(FIRST).orElseThrow();
        if (start.endsWith("roberta.")) {
            throw new EvenkeelException(
                    "RoBERTa counts positions from 2 on, which is not BERT's way: describe its network");
        }
        String embeddings = start + "embeddings.";
        int width = file.extent(embeddings + "word_embeddings.weight", 1);
        int limit = file.extent(embeddings + "position_embeddings.weight", 0);
        int positions = settings.positions().orElse(limit);
        KnownBuilder builder = new KnownBuilder(file, settings, Shape.of(positions, 1));
        older(builder);
        embedded(builder, embeddings, positions);
        int heads = builder.usualHeads(width);
        int blocks = file.count(start + "encoder.layer.");
        for (int block = 0; block < blocks; block++) {
            block(builder, start + "encoder.layer." + block + ".", heads);
        }
        head(builder, start);
        return builder.described("BERT of " + blocks + " blocks, " + width + " wide, with " + heads + " heads");
    }

    /** Older files have gamma and beta. */
    private static void older(KnownBuilder builder) {
        for (String name : builder.file().names()) {
            if (name.endsWith(".gamma")) {
                builder.rename(name, name.substring(0, name.length() - 5) + "weight");
            } else if (name.endsWith(".beta")) {
                builder.rename(name, name.substring(0, name.length() - 4) + "bias");
            }
        }
    }

    private static void embedded(KnownBuilder builder, String name, int positions) {
        builder.leaveOut(name + "position_ids");
        builder.leaveOut(name + "token_type_ids");
        builder.tokens(name + "word_embeddings", name + "word_embeddings.weight", positions, Network.INPUT)
                .positions(name + "position_embeddings");
        String placed = builder.last();
        builder.add(name + "first_type", new Apply(Function.CLIP, 0, 0), List.of(Network.INPUT));
        builder.tokens(
                name + "token_type_embeddings", name + "token_type_embeddings.weight", positions, builder.last());
        builder.sum(name + "add", placed, builder.last()).layerNorm(name + "LayerNorm", EPSILON);
        builder.remark("All tokens are of the first token type, as a single text's are");
    }

    private static void block(KnownBuilder builder, String name, int heads) {
        String input = builder.last();
        String self = name + "attention.self";
        builder.linear(self + ".query", 0, input)
                .linear(self + ".key", 0, input)
                .linear(self + ".value", 0, input);
        builder.add(self, Attention.of(heads), List.of(self + ".query", self + ".key", self + ".value"))
                .linear(name + "attention.output.dense", 0);
        builder.sum(name + "attention.output.add", builder.last(), input)
                .layerNorm(name + "attention.output.LayerNorm", EPSILON);
        String middle = builder.last();
        builder.linear(name + "intermediate.dense", 0)
                .add(name + "intermediate.act", activation(builder))
                .linear(name + "output.dense", 0);
        builder.sum(name + "output.add", builder.last(), middle).layerNorm(name + "output.LayerNorm", EPSILON);
    }

    private static Activate activation(KnownBuilder builder) {
        return builder.settings().activation().orElse(Activate.of(Activation.GELU));
    }

    private static void head(KnownBuilder builder, String start) {
        FileShapes file = builder.file();
        boolean pooled = file.has(start + "pooler.dense.weight");
        if (file.has(CLASSIFIER + ".weight")) {
            if (pooled) {
                builder.add(start + "first", Layers.slice(0, 0, 1))
                        .add(start + "pooler.flat", Layers.flatten())
                        .linear(start + "pooler.dense", 0)
                        .add(start + "pooler.activation", Layers.tanh());
            }
            builder.linear(CLASSIFIER, 0);
        } else if (file.has("cls.predictions.transform.dense.weight")) {
            builder.linear("cls.predictions.transform.dense", 0)
                    .add("cls.predictions.transform.act", activation(builder))
                    .layerNorm("cls.predictions.transform.LayerNorm", EPSILON);
            scores(builder, start);
        }
        leaveOutOthers(builder, start, pooled && file.has(CLASSIFIER + ".weight"));
    }

    /** By the embedding, unless the file has another weight; the bias goes by two names. */
    private static void scores(KnownBuilder builder, String start) {
        FileShapes file = builder.file();
        String table = start + "embeddings.word_embeddings";
        boolean own = file.has(DECODER + ".weight");
        String name = own ? DECODER : PREDICTIONS;
        String bias = file.has(DECODER + ".bias") ? DECODER : PREDICTIONS;
        if (bias.equals(DECODER)) {
            builder.leaveOut(PREDICTIONS + ".bias");
        }
        if (!bias.equals(name)) {
            builder.rename(bias + ".bias", name + ".bias");
        }
        int tokens = file.extent((own ? DECODER : table) + ".weight", 0);
        builder.add(name, own ? Linear.of(tokens) : TiedLinear.of(table, tokens).withBias());
    }

    private static void leaveOutOthers(KnownBuilder builder, String start, boolean pooled) {
        TreeSet<String> others = new TreeSet<>();
        for (String name : builder.file().names()) {
            boolean pooler = !pooled && name.startsWith(start + "pooler.");
            if (pooler || name.startsWith("cls.seq_relationship.")) {
                builder.leaveOut(name);
                others.add(pooler ? start + "pooler" : "cls.seq_relationship");
            }
        }
        if (!others.isEmpty()) {
            builder.remark("Not part of the network, as its outputs do not need it: " + String.join(", ", others));
        }
    }
}
