package dev.evenkeel.cli.model;

import dev.evenkeel.data.LoadedData;
import dev.evenkeel.data.text.LabelledTexts;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.sequence.SequencePool;
import dev.evenkeel.tensor.Shape;

/**
 * Built-in networks of sequences: a start that makes {@code [positions, width]} of them, something that looks at neighbours or
 * none, and the mean over real positions.
 */
final class SequenceNetworks {
    static final int WIDTH = 64;

    private final LoadedData data;
    private final Shape input;
    private final int outputs;

    SequenceNetworks(LoadedData data, int outputs) {
        this.data = data;
        this.input = data.training().inputShape();
        this.outputs = outputs;
    }

    Network of(Transformer transformer) {
        return data.training() instanceof LabelledTexts texts
                ? transformer.tokenClassifier(texts.tokens(), input.positions(), outputs)
                : transformer.classifier(input, outputs);
    }

    /** A recurrent layer of 64 states in either direction. */
    Network gru(double dropout) {
        return pooled(recurrent(start()), dropout);
    }

    static Network.Builder recurrent(Network.Builder start) {
        return start.add("gru", Layers.gru(WIDTH).direction(Recurrent.Direction.BIDIRECTIONAL));
    }

    /** The mean of the characters' embeddings, and a hidden layer: it sees which characters occur, not in which order. */
    Network bag(Layer activation, double dropout) {
        Network.Builder builder = start().add("hidden", Layers.linear(WIDTH)).add("activation", activation);
        return pooled(builder, dropout);
    }

    private Network.Builder start() {
        Network.Builder builder = Network.builder(input);
        return data.training() instanceof LabelledTexts texts
                ? builder.add("embedding", Layers.embedding(texts.tokens(), WIDTH))
                        .add("tokens", Layers.reshape(input.positions(), WIDTH))
                : builder.add("standardize", Layers.standardize());
    }

    private Network pooled(Network.Builder builder, double dropout) {
        builder.add("pool", new SequencePool(SequencePool.Kind.MEAN));
        if (dropout > 0) {
            builder.add("dropout", Layers.dropout(dropout));
        }
        return builder.add("head", Layers.linear(outputs)).build();
    }
}
