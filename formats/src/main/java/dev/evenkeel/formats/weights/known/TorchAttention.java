package dev.evenkeel.formats.weights.known;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.sequence.Attention;
import dev.evenkeel.tensor.Shape;
import java.util.Set;

/** PyTorch's {@code nn.MultiheadAttention} of a sequence to itself, {@code [positions, width]} to the same. */
final class TorchAttention implements KnownFamily {
    private static final String FIRST = "in_proj_weight";
    private static final Set<String> PARTS =
            Set.of(FIRST, "in_proj_bias", "out_proj.weight", "out_proj.bias", "bias_k", "bias_v");

    @Override
    public String title() {
        return "PyTorch's nn.MultiheadAttention";
    }

    @Override
    public boolean knows(FileShapes file) {
        return file.before(FIRST)
                .filter(start -> file.names().stream()
                        .allMatch(name -> name.startsWith(start) && PARTS.contains(name.substring(start.length()))))
                .isPresent();
    }

    @Override
    public KnownDescription describe(FileShapes file, KnownSettings settings) {
        String start = file.before(FIRST).orElseThrow();
        if (file.has(start + "bias_k")) {
            throw new EvenkeelException("tensor '" + start
                    + "bias_k' is a key that all attend to, as add_bias_kv adds it, and attention here has none: train it"
                    + " without add_bias_kv");
        }
        int width = file.extent(start + FIRST, 1);
        KnownBuilder builder = new KnownBuilder(file, settings, Shape.of(settings.neededPositions(), width));
        int heads = builder.heads(width);
        add(builder, start, heads);
        return builder.described("attention of " + heads + " heads, " + width + " wide");
    }

    /** The layers of a module whose names begin so. */
    static void add(KnownBuilder builder, String start, int heads) {
        Linear stacked = Linear.of(builder.file().extent(start + FIRST, 0));
        builder.add(start + "in_proj", builder.file().has(start + "in_proj_bias") ? stacked : stacked.withoutBias())
                .add(start + "attention", Attention.of(heads))
                .linear(start + "out_proj", 0);
    }
}
