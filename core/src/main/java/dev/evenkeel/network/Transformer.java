package dev.evenkeel.network;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.core.Embedding;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.layer.core.TiedLinear;
import dev.evenkeel.sequence.Attention;
import dev.evenkeel.sequence.PositionEmbedding;
import dev.evenkeel.sequence.QkNorm;
import dev.evenkeel.sequence.SequencePool;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Transformers (Vaswani et al. 2017, arXiv 1706.03762): a block is attention and a feed-forward network of four times the width,
 * each with a sum past it and a normalization:
 *
 * <pre>{@code
 * PRE:  x = x + proj(attention(qkv(norm1(x))));  x = x + fc2(f(fc1(norm2(x))))      and a last norm behind all blocks
 * POST: x = norm1(x + proj(attention(qkv(x))));  x = norm2(x + fc2(f(fc1(x))))
 * }</pre>
 *
 * <p>Attention may normalise each head's queries and keys, {@link #qkNorm}, and the head of a language model may be its
 * embedding, {@link #tied}.
 *
 * <p>{@link #encoder}, {@link #decoder(Network.Builder, String)} and {@link #decoder(Network.Builder, String, String)} add
 * stacks of blocks to a network of your own, the last one with attention to an encoder's output between a block's two parts:
 *
 * <pre>{@code
 * PRE:  x = x + proj(attention(q(normCross(x)), kv(memory)))
 * POST: x = normCross(x + proj(attention(q(x), kv(memory))))
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
    private final Style style;

    /** What the blocks are made of. */
    private record Style(
            Order order,
            Layer normalization,
            Activation activation,
            double dropout,
            Optional<QkNorm.Kind> qkNorm,
            Head head) {}

    /** Where a language model's last weight comes from. */
    private enum Head {
        OWN,
        TIED
    }

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

    private Transformer(int blocks, int heads, int width, Style style) {
        if (blocks < 1 || heads < 1 || width < 1 || width % heads != 0) {
            throw new IllegalArgumentException(
                    "A transformer needs 1 block or more and a width that its heads divide, but got " + blocks
                            + " blocks, " + heads + " heads and a width of " + width);
        }
        this.blocks = blocks;
        this.heads = heads;
        this.width = width;
        this.style = style;
    }

    /** With layer normalization in front, GELU, and no dropout. */
    public static Transformer of(int blocks, int heads, int width) {
        Style usual = new Style(Order.PRE, Layers.layerNorm(), Activation.GELU, 0, Optional.empty(), Head.OWN);
        return new Transformer(blocks, heads, width, usual);
    }

    private Transformer with(Style other) {
        return new Transformer(blocks, heads, width, other);
    }

    public Transformer order(Order other) {
        return with(new Style(other, style.normalization, style.activation, style.dropout, style.qkNorm, style.head));
    }

    /** Another normalization at every place, as {@code rmsNorm()}. */
    public Transformer normalization(Layer other) {
        return with(new Style(style.order, other, style.activation, style.dropout, style.qkNorm, style.head));
    }

    public Transformer activation(Activation other) {
        return with(new Style(style.order, style.normalization, other, style.dropout, style.qkNorm, style.head));
    }

    /** Dropout of the attention's probabilities and of what each branch adds. */
    public Transformer dropout(double probability) {
        return with(
                new Style(style.order, style.normalization, style.activation, probability, style.qkNorm, style.head));
    }

    /** Normalises each head's queries and keys, as {@link QkNorm} says: layers named {@code blocks.0.attention.norm}. */
    public Transformer qkNorm(QkNorm.Kind kind) {
        return with(new Style(
                style.order, style.normalization, style.activation, style.dropout, Optional.of(kind), style.head));
    }

    /**
     * A language model's head has the weight of its embedding: one tensor with the gradients of both, as GPT-2's. See {@link
     * dev.evenkeel.layer.core.TiedLinear}.
     */
    public Transformer tied() {
        return with(
                new Style(style.order, style.normalization, style.activation, style.dropout, style.qkNorm, Head.TIED));
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
                .add("embedding", embedding(tokens))
                .add("tokens", Layers.reshape(context, width));
        stack(builder, context, Attention.of(heads).causal());
        return builder.add(
                        "head",
                        style.head == Head.TIED
                                ? TiedLinear.of("embedding", tokens)
                                : linear(tokens, DEVIATION).withoutBias())
                .build();
    }

    /**
     * An encoder of sequences {@code [positions, channels]}, and the mean over its real positions, to one score for each class or
     * value.
     */
    public Network classifier(Shape input, int outputs) {
        Network.Builder builder = Network.builder(input)
                .add("standardize", Layers.standardize())
                .add("embedding", linear(width, DEVIATION));
        return classes(builder, input.positions(), outputs);
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
        return classes(builder, context, outputs);
    }

    /**
     * Adds an encoder's blocks, whose attention sees all positions, behind the builder's last layer, of shape {@code [positions,
     * width]}. Layers are named {@code name.blocks.0.norm1} and so on. Positions are the caller's to embed.
     */
    public void encoder(Network.Builder builder, String name) {
        blocks(builder, name + ".", Attention.of(heads), Optional.empty());
    }

    /** As {@link #encoder}, but no position sees a later one. */
    public void decoder(Network.Builder builder, String name) {
        blocks(builder, name + ".", Attention.of(heads).causal(), Optional.empty());
    }

    /**
     * As {@link #decoder(Network.Builder, String)}, and in each block all positions attend to those of another layer's output, as
     * an encoder's.
     *
     * @param memory the layer, of shape {@code [its positions, any width]}
     */
    public void decoder(Network.Builder builder, String name, String memory) {
        blocks(builder, name + ".", Attention.of(heads).causal(), Optional.of(memory));
    }

    private Network classes(Network.Builder builder, int positions, int outputs) {
        stack(builder, positions, Attention.of(heads));
        return builder.add("pool", new SequencePool(SequencePool.Kind.MEAN))
                .add("head", linear(outputs, DEVIATION))
                .build();
    }

    /** One that is tied scores tokens too, and so begins as small as a head. */
    private Embedding embedding(int tokens) {
        Embedding embedding = Layers.embedding(tokens, width);
        return style.head == Head.TIED ? embedding.initial(Initial.normal(DEVIATION)) : embedding;
    }

    private void stack(Network.Builder builder, int positions, Attention attention) {
        builder.add("positions", new PositionEmbedding(PositionEmbedding.Kind.LEARNED, positions));
        blocks(builder, "", attention, Optional.empty());
    }

    private void blocks(Network.Builder builder, String prefix, Attention attention, Optional<String> memory) {
        for (int index = 0; index < blocks; index++) {
            String name = prefix + "blocks." + index;
            selfAttention(builder, name, attention);
            memory.ifPresent(read -> crossAttention(builder, name, read));
            String middle = builder.last();
            before(builder, name + ".norm2");
            feedForward(builder, name + ".mlp");
            sum(builder, name + ".mlp", name + ".norm2", middle);
        }
        if (style.order == Order.PRE) {
            builder.add(prefix + "norm", style.normalization);
        }
    }

    private void selfAttention(Network.Builder builder, String name, Attention attention) {
        String input = builder.last();
        before(builder, name + ".norm1");
        builder.add(name + ".attention.qkv", linear(3 * width, DEVIATION));
        normalized(builder, name + ".attention.norm", QkNorm.of(heads, heads, width / heads));
        builder.add(name + ".attention", attention.dropout(style.dropout))
                .add(name + ".attention.proj", linear(width, ending()));
        sum(builder, name + ".attention", name + ".norm1", input);
    }

    private void crossAttention(Network.Builder builder, String block, String memory) {
        String name = block + ".cross";
        String input = builder.last();
        before(builder, block + ".normCross");
        builder.add(name + ".q", linear(width, DEVIATION));
        normalized(builder, name + ".qNorm", QkNorm.of(heads, 0, width / heads));
        String queries = builder.last();
        builder.add(name + ".kv", linear(2 * width, DEVIATION), List.of(memory));
        normalized(builder, name + ".kNorm", QkNorm.of(0, heads, width / heads));
        builder.add(name, Attention.of(heads).dropout(style.dropout), List.of(queries, builder.last()))
                .add(name + ".proj", linear(width, ending()));
        sum(builder, name, block + ".normCross", input);
    }

    private void normalized(Network.Builder builder, String name, QkNorm normalization) {
        style.qkNorm.ifPresent(kind -> builder.add(name, normalization.kind(kind)));
    }

    private void feedForward(Network.Builder builder, String name) {
        String input = builder.last();
        if (style.activation == Activation.SWIGLU) {
            int hidden = (8 * width + 2) / 3;
            builder.add(name + ".fc1", linear(hidden, DEVIATION).withoutBias())
                    .add(name + ".activation", Layers.silu());
            String gate = builder.last();
            builder.add(name + ".fc3", linear(hidden, DEVIATION).withoutBias(), List.of(input));
            builder.add(name + ".gated", Layers.multiply(), List.of(gate, builder.last()))
                    .add(name + ".fc2", linear(width, ending()).withoutBias());
        } else {
            builder.add(name + ".fc1", linear(4 * width, DEVIATION))
                    .add(name + ".activation", style.activation == Activation.RELU ? Layers.relu() : Layers.gelu())
                    .add(name + ".fc2", linear(width, ending()));
        }
    }

    private void before(Network.Builder builder, String name) {
        if (style.order == Order.PRE) {
            builder.add(name, style.normalization);
        }
    }

    private void sum(Network.Builder builder, String name, String normName, String input) {
        if (style.dropout > 0) {
            builder.add(name + ".dropout", Layers.dropout(style.dropout));
        }
        builder.add(name + ".add", Layers.add(), List.of(builder.last(), input));
        if (style.order == Order.POST) {
            builder.add(normName, style.normalization);
        }
    }

    private double ending() {
        return DEVIATION / Math.sqrt(2.0 * blocks);
    }

    private static Linear linear(int features, double deviation) {
        return Linear.of(features).initial(Initial.normal(deviation));
    }
}
