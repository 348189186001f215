package dev.evenkeel.examples;

import static dev.evenkeel.network.Layers.embedding;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.reshape;
import static dev.evenkeel.network.Layers.slice;
import static dev.evenkeel.train.loss.Losses.crossEntropy;
import static dev.evenkeel.train.optimizer.Optimizers.adamW;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.sequence.PositionEmbedding;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import java.util.List;

/**
 * A transformer of an encoder and a decoder, which learns to write a sequence backwards. Its input is the source and, behind it,
 * what has been written so far: position i of the output scores which token comes i-th.
 */
final class EncoderDecoder {
    /** The token in front of what is written. */
    static final int BEGIN = 0;

    private final int tokens;
    private final int length;

    EncoderDecoder(int tokens, int length) {
        this.tokens = tokens;
        this.length = length;
    }

    Network network() {
        int width = 24;
        Transformer blocks = Transformer.of(1, 2, width);
        Network.Builder builder = Network.builder(Shape.of(2 * length, 1))
                .add("embedding", embedding(tokens, width))
                .add("tokens", reshape(2 * length, width))
                .add("positions", new PositionEmbedding(PositionEmbedding.Kind.LEARNED, 2 * length))
                .add("source", slice(0, 0, length));
        blocks.encoder(builder, "encoder");
        String memory = builder.last();
        builder.add("target", slice(0, length, length), List.of("positions"));
        blocks.decoder(builder, "decoder", memory);
        return builder.add("head", linear(tokens)).build();
    }

    /** Learns from sequences of tokens 1, 2, ... */
    Predictor learn(List<int[]> sequences) {
        float[][] inputs = new float[sequences.size()][2 * length];
        float[][] targets = new float[sequences.size()][length];
        for (int index = 0; index < inputs.length; index++) {
            int[] source = sequences.get(index);
            inputs[index][length] = BEGIN;
            for (int place = 0; place < length; place++) {
                inputs[index][place] = source[place];
                targets[index][place] = source[length - 1 - place];
                if (place + 1 < length) {
                    inputs[index][length + place + 1] = targets[index][place];
                }
            }
        }
        Dataset data = Datasets.of(Shape.of(2 * length, 1), inputs, targets);
        return Trainer.of(network())
                .loss(crossEntropy())
                .optimizer(adamW(0.006))
                .batchSize(32)
                .epochs(5)
                .fit(data)
                .freeze();
    }

    /** Writes token after token, each the likeliest. */
    int[] write(Predictor predictor, int[] source) {
        float[] input = new float[2 * length];
        for (int place = 0; place < length; place++) {
            input[place] = source[place];
        }
        int[] written = new int[length];
        for (int place = 0; place < length; place++) {
            float[] scores = predictor.predict(input);
            int best = 0;
            for (int token = 1; token < tokens; token++) {
                best = scores[place * tokens + token] > scores[place * tokens + best] ? token : best;
            }
            written[place] = best;
            if (place + 1 < length) {
                input[length + place + 1] = best;
            }
        }
        return written;
    }
}
