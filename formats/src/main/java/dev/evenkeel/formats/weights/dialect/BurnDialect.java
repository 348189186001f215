package dev.evenkeel.formats.weights.dialect;

import dev.evenkeel.formats.weights.convention.Conventions;
import dev.evenkeel.safetensors.TensorEntry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** As PyTorch, but linear weights {@code [in, out]}, {@code gamma} and {@code beta}, and no count of batches. */
public final class BurnDialect extends PyTorchDialect {
    @Override
    public Conventions conventions() {
        return Conventions.BURN;
    }

    @Override
    public List<String> words(Slot slot) {
        if (slot.kind() != Slot.Kind.GAMMA_OR_BETA) {
            return super.words(slot);
        }
        return List.of(slot.name().equals("weight") ? "gamma" : "beta");
    }

    @Override
    public List<String> prefixes() {
        return List.of();
    }

    @Override
    public Optional<String> counter() {
        return Optional.empty();
    }

    @Override
    public String format() {
        return "burn";
    }

    @Override
    Layout linear(Slot slot) {
        return Layout.transposed(slot.shape(), 1, 0);
    }

    @Override
    public Map<String, String> aliases(Set<String> names, Set<String> wanted) {
        return Map.of();
    }

    @Override
    public Dialect of(Collection<TensorEntry> entries) {
        return this;
    }
}
