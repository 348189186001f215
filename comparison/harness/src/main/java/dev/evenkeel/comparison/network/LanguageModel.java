package dev.evenkeel.comparison.network;

import dev.evenkeel.comparison.value.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small GPT over characters: token and position embeddings, pre-norm blocks of causal attention and a GELU network of four
 * times the width, a last normalization, and scores of the next token. Weights lie as PyTorch has them, {@code [outputs, inputs]}.
 *
 * @param values the weights by name: {@code blocks.0.attention.qkv.weight}, ...
 */
public record LanguageModel(Map<String, float[]> values) {
    public static final String NAME = "transformer";
    public static final int BLOCKS = 4;
    public static final int HEADS = 4;
    public static final int WIDTH = 128;
    public static final int HEAD_WIDTH = WIDTH / HEADS;
    public static final int CONTEXT = 64;
    public static final int TOKENS = 65;

    /** Sequences of a training step. */
    public static final int BATCH = 12;

    /** Drawn at random, the same for everybody. */
    public static LanguageModel draw() {
        LanguageModel model = new LanguageModel(new LinkedHashMap<>());
        model.matrix("embedding.weight", TOKENS, WIDTH);
        model.matrix("positions.weight", CONTEXT, WIDTH);
        for (int block = 0; block < BLOCKS; block++) {
            String name = "blocks." + block;
            model.normalization(name + ".norm1");
            model.linear(name + ".attention.qkv", WIDTH, 3 * WIDTH);
            model.linear(name + ".attention.proj", WIDTH, WIDTH);
            model.normalization(name + ".norm2");
            model.linear(name + ".mlp.fc1", WIDTH, 4 * WIDTH);
            model.linear(name + ".mlp.fc2", 4 * WIDTH, WIDTH);
        }
        model.normalization("norm");
        model.matrix("head.weight", TOKENS, WIDTH);
        return model;
    }

    /** The tokens of a training step's sequences. */
    public static float[] tokens() {
        return Values.tokens(BATCH * CONTEXT, 7, TOKENS);
    }

    /** The tokens that should come next. */
    public static float[] targets() {
        return Values.tokens(BATCH * CONTEXT, 8, TOKENS);
    }

    private void normalization(String name) {
        values.put(name + ".weight", Values.uniform(WIDTH, 100 + values.size(), 0.8f, 1.2f));
        values.put(name + ".bias", Values.uniform(WIDTH, 100 + values.size(), -0.1f, 0.1f));
    }

    private void linear(String name, int inputs, int outputs) {
        matrix(name + ".weight", outputs, inputs);
        values.put(name + ".bias", Values.uniform(outputs, 100 + values.size(), -0.1f, 0.1f));
    }

    private void matrix(String name, int rows, int columns) {
        float bound = (float) (1 / Math.sqrt(columns));
        values.put(name, Values.uniform(rows * columns, 100 + values.size(), -bound, bound));
    }

    public List<String> parameters() {
        return List.copyOf(values.keySet());
    }

    /** @throws IllegalArgumentException if there is none of this name */
    public float[] get(String name) {
        float[] found = values.get(name);
        if (found == null) {
            throw new IllegalArgumentException("There are no weights '" + name + "', only " + values.keySet());
        }
        return found;
    }
}
