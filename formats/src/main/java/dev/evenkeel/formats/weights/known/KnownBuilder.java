package dev.evenkeel.formats.weights.known;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.core.Embedding;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.sequence.PositionEmbedding;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adds layers as a file's tensors have them. */
final class KnownBuilder {
    private static final int USUAL_HEAD = 64;

    private final FileShapes file;
    private final KnownSettings settings;
    private final Network.Builder builder;
    private String last = Network.INPUT;
    private final Map<String, String> renamed = new LinkedHashMap<>();
    private final Set<String> leftOut = new HashSet<>();
    private final List<String> remarks = new ArrayList<>();

    KnownBuilder(FileShapes file, KnownSettings settings, Shape input) {
        this.file = file;
        this.settings = settings;
        builder = Network.builder(input);
    }

    FileShapes file() {
        return file;
    }

    KnownSettings settings() {
        return settings;
    }

    String last() {
        return last;
    }

    KnownBuilder add(String name, Layer layer) {
        return add(name, layer, List.of(last));
    }

    KnownBuilder add(String name, Layer layer, List<String> inputs) {
        builder.add(name, layer, inputs);
        last = name;
        return this;
    }

    /** A linear layer, whose features are the extent {@code axis} of its weight. */
    KnownBuilder linear(String name, int axis) {
        return linear(name, axis, last);
    }

    KnownBuilder linear(String name, int axis, String input) {
        Linear layer = Linear.of(file.extent(name + ".weight", axis));
        return add(name, file.has(name + ".bias") ? layer : layer.withoutBias(), List.of(input));
    }

    KnownBuilder layerNorm(String name, double usual) {
        return add(name, Layers.layerNorm().epsilon(settings.epsilon().orElse((float) usual)));
    }

    KnownBuilder sum(String name, String one, String other) {
        return add(name, Layers.add(), List.of(one, other));
    }

    /** A row for each of {@code positions} tokens, of the file's tensor {@code table}. */
    KnownBuilder tokens(String name, String table, int positions, String input) {
        int features = file.extent(table, 1);
        return add(name, new Embedding(file.extent(table, 0), features), List.of(input))
                .add(name + ".rows", Layers.reshape(positions, features));
    }

    /** The positions that were said, else all of a table. */
    static int positions(String title, FileShapes file, String table, KnownSettings settings) {
        int limit = file.extent(table, 0);
        int positions = settings.positions().orElse(limit);
        if (positions < 1 || positions > limit) {
            throw new EvenkeelException(
                    title + "'s table of positions has " + limit + " of them, but " + positions + " are asked for");
        }
        return positions;
    }

    KnownBuilder positions(String name) {
        int limit = file.extent(name + ".weight", 0);
        return add(name, new PositionEmbedding(PositionEmbedding.Kind.LEARNED, limit));
    }

    /** The heads that were said, or those of 64 channels that published networks of this kind have. */
    int usualHeads(int width) {
        if (settings.heads().isPresent()) {
            return heads(width);
        }
        if (width % USUAL_HEAD != 0) {
            throw heads("Weights do not tell the heads of attention");
        }
        remark("Weights do not tell the heads of attention: " + width / USUAL_HEAD
                + " of 64 channels are taken, as published networks of this kind have them. If it has others, say so: "
                + "--heads N, heads(n) in Java");
        return width / USUAL_HEAD;
    }

    /** The heads that were said. */
    int heads(int width) {
        int heads = settings.heads().orElseThrow(() -> heads("Weights do not tell the heads of attention"));
        if (heads < 1 || width % heads != 0) {
            throw heads("The width " + width + " needs a number of heads that divides it, but got " + heads);
        }
        return heads;
    }

    private static EvenkeelException heads(String problem) {
        return new EvenkeelException(problem + ": say how many there are by --heads N, heads(n) in Java, or by a"
                + " config.json beside the file");
    }

    void rename(String from, String to) {
        if (file.has(from)) {
            renamed.put(from, to);
        }
    }

    void leaveOut(String name) {
        if (file.has(name)) {
            leftOut.add(name);
        }
    }

    /**
     * Scores of tokens by a weight that is another name of the embedding's: one tensor, as in the network that was saved.
     *
     * @return whether it is
     */
    boolean isTied(String weight, String embedding) {
        boolean tied = file.areEqual(weight, embedding);
        if (tied) {
            leaveOut(weight);
            remark("'" + weight + "' holds the very numbers of '" + embedding + "': read as one tensor, tied");
        }
        return tied;
    }

    void remark(String sentence) {
        remarks.add(sentence);
    }

    KnownDescription described(String title) {
        return new KnownDescription(title, builder.build(), renamed, leftOut, remarks);
    }
}
