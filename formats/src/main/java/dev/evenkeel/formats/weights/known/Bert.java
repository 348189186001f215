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
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * BERT (Devlin et al. 2018) as transformers names it: words, positions and token types, of which all are the first, then blocks
 * that normalise last with an epsilon of 1e-12, and GELU. Tokens {@code [positions, 1]} to the scores of a classifier, else of a
 * masked language model {@code [positions, tokens]}, else to the last block's values {@code [positions, width]}.
 */
final class Bert implements KnownFamily {
    private static final String FIRST = "encoder.layer.0.attention.self.query.weight";
    private static final double EPSILON = 1e-12;
    private static final String TYPES = "embeddings.token_type_embeddings.weight";

    @Override
    public String title() {
        return "BERT";
    }

    @Override
    public boolean knows(FileShapes file) {
        return file.before(FIRST)
                .filter(start -> file.has(start + "embeddings.word_embeddings.weight") && file.has(start + TYPES))
                .isPresent();
    }

    @Override
    public KnownDescription describe(FileShapes file, KnownSettings settings) {
        settings.requireKind(title(), "bert");
        String start = file.before(FIRST).orElseThrow();
        refuseRoberta(file, settings, start);
        String embeddings = start + "embeddings.";
        int width = file.extent(embeddings + "word_embeddings.weight", 1);
        int positions = KnownBuilder.positions(title(), file, embeddings + "position_embeddings.weight", settings);
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

    /** Its positions begin behind that of padding; without its name, a single type of tokens shows it. */
    private static void refuseRoberta(FileShapes file, KnownSettings settings, String start) {
        boolean named = start.endsWith("roberta.");
        if (named || (settings.kind().isEmpty() && file.extent(start + TYPES, 0) == 1)) {
            throw new EvenkeelException(
                    (named
                                    ? "RoBERTa counts"
                                    : "tensor '" + start + TYPES
                                            + "' has one type of tokens, as RoBERTa has, which counts")
                            + " positions from 2 on, the one behind its padding's: networks are not read so"
                            + (named
                                    ? ""
                                    : ". If it is a BERT, say so by \"model_type\": \"bert\" in a config.json beside the file"));
        }
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
        String outer = start.endsWith("bert.") ? start.substring(0, start.length() - "bert.".length()) : start;
        String classifier = outer + "classifier";
        String transform = outer + "cls.predictions.transform.";
        boolean pooled = file.has(start + "pooler.dense.weight")
                && file.has(classifier + ".weight")
                && !builder.settings().ofTokens();
        if (file.has(classifier + ".weight")) {
            if (pooled) {
                builder.add(start + "first", Layers.slice(0, 0, 1))
                        .add(start + "pooler.flat", Layers.flatten())
                        .linear(start + "pooler.dense", 0)
                        .add(start + "pooler.activation", Layers.tanh());
            }
            builder.linear(classifier, 0);
        } else if (file.has(transform + "dense.weight")) {
            builder.linear(transform + "dense", 0)
                    .add(transform + "act", activation(builder))
                    .layerNorm(transform + "LayerNorm", EPSILON);
            scores(builder, start, outer + "cls.predictions");
        }
        leaveOutOthers(
                builder, pooled ? Optional.empty() : Optional.of(start + "pooler"), outer + "cls.seq_relationship");
    }

    /** By the embedding, unless the file has another weight; the bias goes by two names. */
    private static void scores(KnownBuilder builder, String start, String predictions) {
        FileShapes file = builder.file();
        String decoder = predictions + ".decoder";
        String table = start + "embeddings.word_embeddings";
        boolean own = file.has(decoder + ".weight") && !builder.isTied(decoder + ".weight", table + ".weight");
        String name = own ? decoder : predictions;
        String bias = file.has(decoder + ".bias") ? decoder : predictions;
        if (bias.equals(decoder)) {
            builder.leaveOut(predictions + ".bias");
        }
        if (!bias.equals(name)) {
            builder.rename(bias + ".bias", name + ".bias");
        }
        int tokens = file.extent((own ? decoder : table) + ".weight", 0);
        builder.add(name, own ? Linear.of(tokens) : TiedLinear.of(table, tokens).withBias());
    }

    private static void leaveOutOthers(KnownBuilder builder, Optional<String> pooler, String nextSentence) {
        TreeSet<String> others = new TreeSet<>();
        for (String module :
                Stream.concat(pooler.stream(), Stream.of(nextSentence)).toList()) {
            for (String name : builder.file().names()) {
                if (name.startsWith(module + ".")) {
                    builder.leaveOut(name);
                    others.add(module);
                }
            }
        }
        if (!others.isEmpty()) {
            builder.remark("Not part of the network, as its outputs do not need it: " + String.join(", ", others));
        }
    }
}
