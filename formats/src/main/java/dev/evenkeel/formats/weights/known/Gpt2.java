package dev.evenkeel.formats.weights.known;

import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.layer.core.TiedLinear;
import dev.evenkeel.sequence.Attention;
import dev.evenkeel.tensor.Shape;

/**
 * GPT-2 (Radford et al. 2019) as transformers and nanoGPT name it: learned positions, blocks that normalise first with an epsilon
 * of 1e-5, GELU by the hyperbolic tangent, and a head that is the embedding: tokens {@code [positions, 1]} to scores {@code
 * [positions, tokens]}. OpenAI's linear layers are stored {@code [in, out]}, nanoGPT's {@code [out, in]}.
 */
final class Gpt2 implements KnownFamily {
    private static final String WORDS = "wte.weight";
    private static final String FIRST = "h.0.attn.c_attn.weight";

    @Override
    public String title() {
        return "GPT-2";
    }

    @Override
    public boolean knows(FileShapes file) {
        return file.before(FIRST).isPresent();
    }

    @Override
    public KnownDescription describe(FileShapes file, KnownSettings settings) {
        settings.requireKind(title(), "gpt2");
        String start = file.before(FIRST).orElseThrow();
        String head =
                file.before("lm_head.weight").map(before -> before + "lm_head").orElse("lm_head");
        boolean onlyHead = !file.has(start + WORDS);
        String table = onlyHead ? head + ".weight" : start + WORDS;
        int width = file.extent(table, 1);
        int tokens = file.extent(table, 0);
        int positions = KnownBuilder.positions(title(), file, start + "wpe.weight", settings);
        KnownBuilder builder = new KnownBuilder(file, settings, Shape.of(positions, 1));
        if (onlyHead) {
            builder.rename(table, start + WORDS);
        }
        builder.tokens(start + "wte", table, positions, builder.last()).positions(start + "wpe");
        int heads = builder.usualHeads(width);
        int blocks = file.count(start + "h.");
        int outputs = file.extent(start + FIRST, 0) == width ? 1 : 0;
        for (int block = 0; block < blocks; block++) {
            block(builder, start + "h." + block + ".", heads, outputs);
        }
        builder.layerNorm(start + "ln_f", 1e-5);
        boolean own = !onlyHead && file.has(head + ".weight") && !builder.isTied(head + ".weight", table);
        if (own) {
            builder.add(head, Linear.of(file.extent(head + ".weight", 0)).withoutBias());
        } else {
            builder.add(head, TiedLinear.of(start + "wte", tokens));
        }
        return builder.described("GPT-2 of " + blocks + " blocks, " + width + " wide, with " + heads + " heads and "
                + tokens + " tokens");
    }

    private static void block(KnownBuilder builder, String name, int heads, int outputs) {
        String input = builder.last();
        builder.layerNorm(name + "ln_1", 1e-5)
                .linear(name + "attn.c_attn", outputs)
                .add(name + "attn", Attention.of(heads).causal())
                .linear(name + "attn.c_proj", outputs);
        builder.sum(name + "attn.add", builder.last(), input);
        builder.leaveOut(name + "attn.bias");
        builder.leaveOut(name + "attn.masked_bias");
        String middle = builder.last();
        builder.layerNorm(name + "ln_2", 1e-5)
                .linear(name + "mlp.c_fc", outputs)
                .add(name + "mlp.act", builder.settings().activation().orElse(Activate.of(Activation.GELU_TANH)))
                .linear(name + "mlp.c_proj", outputs);
        builder.sum(name + "mlp.add", builder.last(), middle);
    }
}
