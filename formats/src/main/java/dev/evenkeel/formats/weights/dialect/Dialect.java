package dev.evenkeel.formats.weights.dialect;

import dev.evenkeel.formats.weights.convention.Conventions;
import dev.evenkeel.network.Network;
import dev.evenkeel.safetensors.TensorEntry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How a framework names and lays out its tensors. */
public interface Dialect {
    Conventions conventions();

    /** The names a tensor may have within its layer, the usual one first. */
    List<String> words(Slot slot);

    /** The full name that a written file gives a tensor. */
    String name(Slot slot);

    /** What may stand before full names, and says nothing. */
    List<String> prefixes();

    /**
     * Other names for tensors of a file, where the framework has as one layer what is several here.
     *
     * @param names of the file's tensors
     * @param wanted the names that the network's layers would give theirs
     */
    default Map<String, String> aliases(Set<String> names, Set<String> wanted) {
        return Map.of();
    }

    /** The dialect of a file with these tensors, among those of the framework. */
    default Dialect of(Collection<TensorEntry> entries) {
        return this;
    }

    /** What to do about a tensor that no layer took, as a sentence's end; empty if nothing is known. */
    default String advice(String name) {
        return "";
    }

    /** Within its layer the name of the number of batches behind the statistics, if the framework counts them. */
    Optional<String> counter();

    /** What a file's metadata say under {@code format}. */
    String format();

    FeatureOrder order(Network network);

    /** How a file may lay a tensor out, the usual way first. */
    List<Layout> layouts(Slot slot, FeatureOrder order);
}
