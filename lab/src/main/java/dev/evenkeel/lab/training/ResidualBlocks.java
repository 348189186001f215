package dev.evenkeel.lab.training;

import static dev.evenkeel.network.Layers.add;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.matmul;
import static dev.evenkeel.network.Layers.reduceMean;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.reshape;
import static dev.evenkeel.network.Layers.softmax;
import static dev.evenkeel.network.Layers.transpose;

import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Function;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * Networks of residual blocks with LayerNorm in one of two places: pre-norm {@code x + f(norm(x))}, with a last norm behind all
 * blocks, or post-norm {@code norm(x + f(x))}. In a block of a transformer (Vaswani et al. 2017) f is first self-attention of
 * one head, {@code softmax(Q K^T / sqrt(width)) V} and a linear layer, then two linear layers with ReLU between, each part with
 * a sum and a norm of its own; other blocks have the second part only. A transformer's tokens are the rows of an image; they carry no
 * positions, which begin at 0 where they are learned. Weights are Xavier's.
 */
final class ResidualBlocks {
    private static final int WIDTH = 64;

    private final Network.Builder builder;
    private final Order order;

    /** Where the norm stands. */
    enum Order {
        PRE("pre-norm"),
        POST("post-norm");

        final String words;

        Order(String words) {
            this.words = words;
        }
    }

    /** What a block computes. */
    enum Body {
        FEED_FORWARD("residual"),
        TRANSFORMER("transformer");

        final String words;

        Body(String words) {
            this.words = words;
        }
    }

    private ResidualBlocks(Shape input, Order order) {
        builder = Network.builder(input);
        this.order = order;
    }

    static Network network(Examples examples, Body body, Order order, int blocks) {
        ResidualBlocks network = new ResidualBlocks(examples.input(), order);
        String from = network.embed(examples.input(), body);
        for (int block = 1; block <= blocks; block++) {
            if (body == Body.TRANSFORMER) {
                from = network.sublayer("attention" + block, from, Body.TRANSFORMER);
            }
            from = network.sublayer("feed" + block, from, Body.FEED_FORWARD);
        }
        return network.classify(examples.classes(), body);
    }

    /** The name of the last weights of a block. */
    static String lastWeights(int block) {
        return "feed" + block + ".out.weight";
    }

    private String embed(Shape input, Body body) {
        if (body == Body.TRANSFORMER) {
            int tokens = input.extent(0);
            builder.add("tokens", reshape(tokens, input.size() / tokens));
        } else {
            builder.add("tokens", flatten());
        }
        builder.add("embedding", dense(WIDTH));
        return "embedding";
    }

    private Network classify(int classes, Body body) {
        if (order == Order.PRE) {
            builder.add("norm", layerNorm());
        }
        if (body == Body.TRANSFORMER) {
            builder.add("mean", reduceMean(0)).add("features", flatten());
        }
        return builder.add("classes", dense(classes)).build();
    }

    private String sublayer(String name, String from, Body body) {
        String read = from;
        if (order == Order.PRE) {
            read = name + ".norm";
            builder.add(read, layerNorm(), List.of(from));
        }
        if (body == Body.TRANSFORMER) {
            attention(name, read);
        } else {
            builder.add(name + ".in", dense(WIDTH), List.of(read)).add(name + ".relu", relu());
        }
        builder.add(name + ".out", dense(WIDTH));
        builder.add(name, add(), List.of(name + ".out", from));
        if (order == Order.PRE) {
            return name;
        }
        builder.add(name + ".norm", layerNorm());
        return name + ".norm";
    }

    private void attention(String name, String read) {
        for (String part : List.of(".query", ".key", ".value")) {
            builder.add(name + part, dense(WIDTH), List.of(read));
        }
        float scale = (float) (1 / Math.sqrt(WIDTH));
        builder.add(name + ".turned", transpose(1, 0), List.of(name + ".key"))
                .add(name + ".scores", matmul(), List.of(name + ".query", name + ".turned"))
                .add(name + ".scaled", new Apply(Function.LINEAR, scale, 0))
                .add(name + ".weights", softmax())
                .add(name + ".mixed", matmul(), List.of(name + ".weights", name + ".value"));
    }

    private static Linear dense(int features) {
        return linear(features).initial(Initial.XAVIER);
    }
}
