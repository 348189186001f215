package dev.evenkeel.formats.weights.naming;

import dev.evenkeel.formats.weights.dialect.Dialect;
import dev.evenkeel.formats.weights.dialect.FeatureOrder;
import dev.evenkeel.formats.weights.dialect.Slot;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.Normalization;
import dev.evenkeel.norm.setting.Affine;
import dev.evenkeel.safetensors.TensorEntry;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds for each layer of a network one of a file by kinds and shapes, first come, first served. */
public final class LayerOrder {
    private final Dialect dialect;
    private final FeatureOrder features;
    private final RecurrentBias biases;

    private LayerOrder(Dialect dialect, FeatureOrder features, FileNames names) {
        this.dialect = dialect;
        this.features = features;
        this.biases = new RecurrentBias(
                names.unused().values().stream().map(TensorEntry::name).toList());
    }

    /** The file's layers under the names of the network's that they fit; the others under their own. */
    public static FileNames match(Dialect dialect, Network network, FeatureOrder features, FileNames names) {
        LayerOrder order = new LayerOrder(dialect, features, names);
        Map<String, Map<String, TensorEntry>> free = names.byLayer();
        Map<String, String> called = new LinkedHashMap<>();
        for (Node node : network.nodes()) {
            if (!Slot.of(node).isEmpty()) {
                Optional<String> found = free.entrySet().stream()
                        .filter(layer -> order.fits(node, layer.getValue()))
                        .map(Map.Entry::getKey)
                        .findFirst();
                found.ifPresent(layer -> {
                    called.put(layer, FileNames.separated(node.name()));
                    free.remove(layer);
                });
            }
        }
        return names.withLayers(called);
    }

    /**
     * The file's layers that are none of the network's; empty if a layer of the network does not fit the file's of its
     * name, or two tensors have one name.
     */
    public static Optional<List<String>> leftOver(
            Dialect dialect, Network network, FeatureOrder features, FileNames names) {
        LayerOrder order = new LayerOrder(dialect, features, names);
        Map<String, Map<String, TensorEntry>> free = names.byLayer();
        for (Node node : network.nodes()) {
            Map<String, TensorEntry> layer = free.remove(FileNames.separated(node.name()));
            if (!Slot.of(node).isEmpty() && (layer == null || !order.fits(node, layer))) {
                return Optional.empty();
            }
        }
        return names.clashes().isEmpty() ? Optional.of(List.copyOf(free.keySet())) : Optional.empty();
    }

    /** Whether the file's layer has what the network's needs, and nothing else; of gamma and beta any it likes. */
    private boolean fits(Node node, Map<String, TensorEntry> layer) {
        Set<String> left = new LinkedHashSet<>(layer.keySet());
        dialect.counter().ifPresent(left::remove);
        for (Slot slot : slots(node)) {
            boolean fits = isOptional(node, slot, layer);
            for (String word : dialect.words(slot)) {
                TensorEntry entry = layer.get(word);
                if (entry != null && left.remove(word)) {
                    fits = fits(slot, entry);
                    break;
                }
            }
            if (!fits) {
                return false;
            }
        }
        return left.isEmpty() && !layer.isEmpty();
    }

    private List<Slot> slots(Node node) {
        if (!(node.layer() instanceof Normalization norm)) {
            return Slot.of(node);
        }
        Node whole = new Node(
                node.name(),
                norm.with(Affine.LEARNED),
                node.inputs(),
                node.inputShapes(),
                node.outputShape(),
                node.frozen());
        return Slot.of(whole);
    }

    private boolean isOptional(Node node, Slot slot, Map<String, TensorEntry> layer) {
        return layer.values().stream().anyMatch(entry -> biases.isLeftOut(slot, entry.name()))
                || (node.layer() instanceof Normalization && slot.kind() == Slot.Kind.GAMMA_OR_BETA);
    }

    private boolean fits(Slot slot, TensorEntry entry) {
        return dialect.layouts(slot, features).stream()
                .anyMatch(layout -> entry.hasShape(layout.file().toArray()));
    }
}
