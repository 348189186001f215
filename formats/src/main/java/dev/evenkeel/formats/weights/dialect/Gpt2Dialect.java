package dev.evenkeel.formats.weights.dialect;

import dev.evenkeel.safetensors.TensorEntry;
import java.util.Collection;
import java.util.Set;

/** PyTorch's with the linear layers of transformers' GPT-2, {@code Conv1D}: {@code [in, out]}. */
final class Gpt2Dialect extends PyTorchDialect {
    private static final Set<String> TRANSPOSED = Set.of("c_attn", "c_proj", "c_fc", "q_attn");
    private static final String FIRST = "c_attn.weight";

    /** Whether queries, keys and values have three times as many columns as rows: with linear layers of PyTorch's own, as nanoGPT has them, it is the other way round. */
    static boolean isMeant(Collection<TensorEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.name().endsWith(FIRST))
                .map(TensorEntry::shape)
                .anyMatch(shape -> shape.length == 2 && shape[1] == 3 * shape[0]);
    }

    @Override
    public Dialect of(Collection<TensorEntry> entries) {
        return this;
    }

    @Override
    Layout linear(Slot slot) {
        String name = slot.node().name();
        return TRANSPOSED.contains(name.substring(name.lastIndexOf('.') + 1))
                ? Layout.transposed(slot.shape(), 1, 0)
                : super.linear(slot);
    }
}
