package dev.evenkeel.formats.weights.known;

import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * PyTorch's {@code nn.TransformerEncoder} and {@code nn.TransformerEncoderLayer}, {@code [positions, width]} to the same: with
 * their defaults blocks normalise last, with an epsilon of 1e-5, and ReLU.
 */
final class TorchEncoder implements KnownFamily {
    private static final String FIRST = "self_attn.in_proj_weight";
    private static final double EPSILON = 1e-5;
    private static final List<String> PARTS = List.of(
            "self_attn.in_proj_weight",
            "self_attn.in_proj_bias",
            "self_attn.out_proj.weight",
            "self_attn.out_proj.bias",
            "linear1.weight",
            "linear1.bias",
            "linear2.weight",
            "linear2.bias",
            "norm1.weight",
            "norm1.bias",
            "norm2.weight",
            "norm2.bias");

    @Override
    public String title() {
        return "PyTorch's nn.TransformerEncoder and nn.TransformerEncoderLayer";
    }

    private static List<String> layers(FileShapes file) {
        List<String> layers = new ArrayList<>();
        for (String name : file.names()) {
            if (name.equals(FIRST) || name.endsWith("." + FIRST)) {
                layers.add(name.substring(0, name.length() - FIRST.length()));
            }
        }
        layers.sort(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
        return layers;
    }

    /** What stands before {@code layers.0.}, or nothing. */
    private static String outer(List<String> layers) {
        String first = layers.get(0);
        return first.endsWith("layers.0.") ? first.substring(0, first.length() - "layers.0.".length()) : "";
    }

    /** Whether the file has layers of encoders and nothing else. */
    @Override
    public boolean knows(FileShapes file) {
        List<String> layers = layers(file);
        if (layers.isEmpty() || (layers.size() > 1 && file.count(outer(layers) + "layers.") != layers.size())) {
            return false;
        }
        String norm = outer(layers) + "norm.";
        return file.names().stream()
                .allMatch(name -> layers.stream()
                                .anyMatch(layer ->
                                        name.startsWith(layer) && PARTS.contains(name.substring(layer.length())))
                        || (layers.get(0).endsWith("layers.0.") && name.startsWith(norm)));
    }

    @Override
    public KnownDescription describe(FileShapes file, KnownSettings settings) {
        List<String> layers = layers(file);
        int width = file.extent(layers.get(0) + FIRST, 1);
        KnownBuilder builder = new KnownBuilder(file, settings, Shape.of(settings.neededPositions(), width));
        int heads = builder.heads(width);
        boolean first = settings.order().filter(Transformer.Order.PRE::equals).isPresent();
        for (String layer : layers) {
            if (first) {
                normalizedFirst(builder, layer, heads);
            } else {
                normalizedLast(builder, layer, heads);
            }
        }
        if (file.has(outer(layers) + "norm.weight")) {
            builder.layerNorm(outer(layers) + "norm", EPSILON);
        }
        if (settings.order().isEmpty()) {
            builder.remark("Weights do not tell where blocks normalise: behind their sums is taken, PyTorch's default."
                    + " If norm_first was True, say order(PRE) in Java, or \"norm_first\": true in a config.json beside the"
                    + " file");
        }
        return builder.described("an encoder of " + layers.size() + (layers.size() == 1 ? " block, " : " blocks, ")
                + width + " wide, with " + heads + " heads");
    }

    private static void normalizedFirst(KnownBuilder builder, String name, int heads) {
        String input = builder.last();
        builder.layerNorm(name + "norm1", EPSILON);
        attention(builder, name, heads);
        builder.sum(name + "self_attn.add", builder.last(), input);
        String middle = builder.last();
        builder.layerNorm(name + "norm2", EPSILON);
        feedForward(builder, name);
        builder.sum(name + "add", builder.last(), middle);
    }

    private static void normalizedLast(KnownBuilder builder, String name, int heads) {
        String input = builder.last();
        attention(builder, name, heads);
        builder.sum(name + "self_attn.add", builder.last(), input).layerNorm(name + "norm1", EPSILON);
        String middle = builder.last();
        feedForward(builder, name);
        builder.sum(name + "add", builder.last(), middle).layerNorm(name + "norm2", EPSILON);
    }

    private static void attention(KnownBuilder builder, String name, int heads) {
        TorchAttention.add(builder, name + "self_attn.", heads);
    }

    private static void feedForward(KnownBuilder builder, String name) {
        Activate activation = builder.settings().activation().orElse(Activate.of(Activation.RELU));
        builder.linear(name + "linear1", 0).add(name + "activation", activation).linear(name + "linear2", 0);
    }
}
