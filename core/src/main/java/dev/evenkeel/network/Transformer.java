package dev.evenkeel.network;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.sequence.Attention;
import dev.evenkeel.sequence.PositionEmbedding;
import dev.evenkeel.sequence.SequencePool;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * Transformers of one stack (Vaswani et al. 2017, arXiv 1706.03762): a block is attention and a feed-forward network of four
 * times the width, each with a sum past it and a normalization:
 *
 * <pre>{@code
 * PRE:  x = x + proj(attention(qkv(norm1(x))));  x = x + fc2(f(fc1(norm2(x))))      and a last norm behind all blocks
 * POST: x = norm1(x + proj(attention(qkv(x))));  x = norm2(x + fc2(f(fc1(x))))
 * }</pre>
 *
 * <p>Layers are named {@code embedding}, {@code positions}, {@code blocks.0.norm1}, {@code blocks.0.attention.qkv}, {@code
 * blocks.0.attention.proj}, {@code blocks.0.mlp.fc1}, ..., {@code norm}, {@code head}. Weights begin Gaussian with deviation 0.02,
 * those that end a block with {@code 0.02 / sqrt(2 blocks)}, as GPT-2's.
 */
@CheckReturnValue
public final class Transformer {
    private static final double DEVIATION = 0.02;

    private final int blocks;
    private final int heads;
    private final int width;
    private final Order order;
    private final Layer normalization;
    private final Activation activation;
    private final double dropout;

    /** Where a block normalises. */
    public enum Order {
        /** In front of attention and feed-forward network: trains without warm-up (Xiong et al. 2020). */
        PRE,
        /** Behind the sums, as the paper has it and PyTorch's {@code norm_first=False}: needs a warm-up. */
        POST
    }

    /** What the feed-forward network does between its two products. */
    public enum Activation {
        RELU,
        GELU,
        /** {@code silu(x W1) * (x W3)}, at two thirds of the width (Shazeer 2020). */
        SWIGLU
    }

    private Transformer(
            int blocks, int heads, int width, Order order, Layer normalization, Activation activation, double dropout) {
        if (blocks < 1 || heads < 1 || width < 1 || width % heads != 0) {
            throw new IllegalArgumentException(
                    "A transformer needs 1 block or more and a width that its heads divide, but got " + blocks
                            + " blocks, " + heads + " heads and a width of " + width);
        }
        this.blocks = blocks;
        this.heads = heads;
        this.width = width;
        this.order = order;
        this.normalization = normalization;
        this.activation = activation;
        this.dropout = dropout;
    }

    /** With layer normalization in front, GELU, and no dropout. */
    public static Transformer of(int blocks, int heads, int width) {
        return new Transformer(blocks, heads, width, Order.PRE, Layers.layerNorm(), Activation.GELU, 0);
    }

    public Transformer order(Order other) {
        return new Transformer(blocks, heads, width, other, normalization, activation, dropout);
    }

    /** Another normalization at every place, as {@code rmsNorm()}. */
    public Transformer normalization(Layer other) {
        return new Transformer(blocks, heads, width, order, other, activation, dropout);
    }

    public Transformer activation(Activation other) {
        return new Transformer(blocks, heads, width, order, normalization, other, dropout);
    }

    /** Dropout of the attention's probabilities and of what each branch adds. */
    public Transformer dropout(double probability) {
        return new Transformer(blocks, heads, width, order, normalization, activation, probability);
    }

    /**
     * A decoder that predicts at each position which token comes next: tokens {@code [context, 1]} as numbers to scores {@code
     * [context, tokens]}.
     *
     * @param tokens how many different ones there are
     * @param context the most tokens of a sequence
     */
    public Network languageModel(int tokens, int context) {
        Network.Builder builder = Network.builder(Shape.of(context, 1))
                .add("embedding", Layers.embedding(tokens, width))
                .add("tokens", Layers.reshape(context, width));
        stack(builder, context, Attention.of(heads).causal());
        return builder.add("head", linear(tokens, DEVIATION).withoutBias()).build();
    }

    /**
     * An encoder of sequences {@code [positions, channels]}, and the mean over its real positions, to one score for each class or
     * value.
     */
    public Network classifier(Shape input, int outputs) {
        Network.Builder builder = Network.builder(input)
                .add("standardize", Layers.standardize())
                .add("embedding", linear(width, DEVIATION));
        stack(builder, input.positions(), Attention.of(heads));
        return builder.add("pool", new SequencePool(SequencePool.Kind.MEAN))
                .add("head", linear(outputs, DEVIATION))
                .build();
    }

    /**
     * An encoder of tokens {@code [context, 1]} as numbers, and the mean over real positions, to one score for each class.
     *
     * @param tokens how many different ones there are
     */
    public Network tokenClassifier(int tokens, int context, int outputs) {
        Network.Builder builder = Network.builder(Shape.of(context, 1))
                .add("embedding", Layers.embedding(tokens, width))
                .add("tokens", Layers.reshape(context, width));
        stack(builder, context, Attention.of(heads));
        return builder.add("pool", new SequencePool(SequencePool.Kind.MEAN))
                .add("head", linear(outputs, DEVIATION))
                .build();
    }

    private void stack(Network.Builder builder, int positions, Attention attention) {
        builder.add("positions", new PositionEmbedding(PositionEmbedding.Kind.LEARNED, positions));
        for (int block = 0; block < blocks; block++) {
            block(builder, "blocks." + block, attention);
        }
        if (order == Order.PRE) {
            builder.add("norm", normalization);
        }
    }

    private void block(Network.Builder builder, String name, Attention attention) {
        String input = builder.last();
        before(builder, name + ".norm1");
        builder.add(name + ".attention.qkv", linear(3 * width, DEVIATION))
                .add(name + ".attention", attention.dropout(dropout))
                .add(name + ".attention.proj", linear(width, ending()));
        sum(builder, name + ".attention", name + ".norm1", input);
        String middle = builder.last();
        before(builder, name + ".norm2");
        feedForward(builder, name + ".mlp");
        sum(builder, name + ".mlp", name + ".norm2", middle);
    }

    private void feedForward(Network.Builder builder, String name) {
        String input = builder.last();
        if (activation == Activation.SWIGLU) {
            int hidden = (8 * width + 2) / 3;
            builder.add(name + ".fc1", linear(hidden, DEVIATION).withoutBias())
                    .add(name + ".activation", Layers.silu());
            String gate = builder.last();
            builder.add(name + ".fc3", linear(hidden, DEVIATION).withoutBias(), List.of(input));
            builder.add(name + ".gated", Layers.multiply(), List.of(gate, builder.last()))
                    .add(name + ".fc2", linear(width, ending()).withoutBias());
        } else {
            builder.add(name + ".fc1", linear(4 * width, DEVIATION))
                    .add(name + ".activation", activation == Activation.RELU ? Layers.relu() : Layers.gelu())
                    .add(name + ".fc2", linear(width, ending()));
        }
    }

    private void before(Network.Builder builder, String name) {
        if (order == Order.PRE) {
            builder.add(name, normalization);
        }
    }

    private void sum(Network.Builder builder, String name, String normName, String input) {
        if (dropout > 0) {
            builder.add(name + ".dropout", Layers.dropout(dropout));
        }
        builder.add(name + ".add", Layers.add(), List.of(builder.last(), input));
        if (order == Order.POST) {
            builder.add(normName, normalization);
        }
    }

    private double ending() {
        return DEVIATION / Math.sqrt(2.0 * blocks);
    }

    private static Linear linear(int features, double deviation) {
        return Linear.of(features).initial(Initial.normal(deviation));
    }
}
