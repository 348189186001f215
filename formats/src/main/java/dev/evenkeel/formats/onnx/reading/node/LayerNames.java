package dev.evenkeel.formats.onnx.reading.node;

import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.Network;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Names for layers, as PyTorch's modules are called where the file tells. */
public final class LayerNames {
    private final Set<String> taken = new HashSet<>(Set.of(Network.INPUT));
    private final Map<String, Integer> more = new HashMap<>();

    /**
     * Takes a free name: of the module whose weight the node reads, else the node's own, else the layer's word.
     *
     * @param part of the node; empty for its main layer
     */
    public String take(NodeReader node, String part, Layer layer) {
        String base = base(node, layer);
        return take(part.isEmpty() ? base : base + "." + part);
    }

    /** Takes a name, with a number behind it if it is taken. */
    public String take(String wanted) {
        String name = wanted;
        while (!taken.add(name)) {
            name = wanted + "_" + more.merge(wanted, 2, (former, first) -> former + 1);
        }
        return name;
    }

    private static String base(NodeReader node, Layer layer) {
        for (int index = 1; index < node.inputs(); index++) {
            if (node.hasInput(index) && node.input(index).endsWith(".weight")) {
                String weight = node.input(index);
                return weight.substring(0, weight.length() - ".weight".length());
            }
        }
        String own = node.node().name();
        String plain = own.startsWith("/") ? own.substring(1) : own;
        if (!plain.isBlank()) {
            return plain.replace('/', '.');
        }
        String output = node.output(0).orElse("");
        return output.isBlank() ? layer.typeName() : layer.typeName() + "_" + output.replace('/', '.');
    }
}
