package dev.evenkeel.formats.weights;

import dev.evenkeel.network.Network;
import java.util.List;
import java.util.Optional;

/** How a framework names and lays out its tensors. */
interface Dialect {
    Conventions conventions();

    /** The names a tensor may have within its layer, the usual one first. */
    List<String> words(Slot slot);

    /** The full name that a written file gives a tensor. */
    String name(Slot slot);

    /** What may stand before full names, and says nothing. */
    List<String> prefixes();

    /** Within its layer the name of the number of batches behind the statistics, if the framework counts them. */
    Optional<String> counter();

    /** What a file's metadata say under {@code format}. */
    String format();

    FeatureOrder order(Network network);

    /** How a file may lay a tensor out, the usual way first. */
    List<Layout> layouts(Slot slot, FeatureOrder order);
}
