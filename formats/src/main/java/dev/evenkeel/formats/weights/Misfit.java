package dev.evenkeel.formats.weights;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.network.Network;
import dev.evenkeel.safetensors.TensorEntry;
import java.util.Collection;
import java.util.List;

/** What to do where a file does not fit a network: whether it fits in another framework's names, or in another order. */
final class Misfit {
    private static final List<Dialect> DIALECTS =
            List.of(new PyTorchDialect(), new KerasDialect(), new FlaxDialect(), new BurnDialect());

    private Misfit() {}

    static String wayOut(Dialect dialect, Network network, Collection<TensorEntry> entries) {
        for (Dialect other : DIALECTS) {
            if (!other.format().equals(dialect.format())
                    && fits(other, network, entries, WeightsImport.Matching.BY_NAME)) {
                return "All of it fits as a file of " + other.conventions().framework() + ": read it as that (--origin "
                        + other.conventions().framework().toLowerCase(java.util.Locale.ROOT) + ")";
            }
        }
        if (!fits(dialect, network, entries, WeightsImport.Matching.BY_NAME)
                && fits(dialect, network, entries, WeightsImport.Matching.BY_ORDER)) {
            return "Only the names of its layers differ: rename them (--rename 'theirs=ours'), or match the layers by"
                    + " their order (--match order)";
        }
        return "Give the network that these weights were trained with";
    }

    private static boolean fits(
            Dialect dialect, Network network, Collection<TensorEntry> entries, WeightsImport.Matching matching) {
        try {
            FeatureOrder features = dialect.order(network);
            FileNames names = FileNames.of(dialect, network, entries, List.of());
            return LayerOrder.isComplete(
                    dialect,
                    network,
                    features,
                    matching == WeightsImport.Matching.BY_NAME
                            ? names
                            : LayerOrder.match(dialect, network, features, names));
        } catch (EvenkeelException noOrder) {
            return false;
        }
    }
}
