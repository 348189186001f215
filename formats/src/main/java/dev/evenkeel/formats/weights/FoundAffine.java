package dev.evenkeel.formats.weights;

import dev.evenkeel.formats.weights.dialect.Dialect;
import dev.evenkeel.formats.weights.dialect.Slot;
import dev.evenkeel.formats.weights.naming.FileNames;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.Normalization;
import dev.evenkeel.norm.RmsNorm;
import dev.evenkeel.norm.setting.Affine;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The network as a file has its normalizations: the tensors that are there say whether a layer has a gamma and a beta, as
 * frameworks leave either out ({@code scale=False}, {@code center=False}, {@code bias=False}).
 */
final class FoundAffine {
    private final Dialect dialect;
    private final FileNames names;
    private final Map<String, Layer> changed = new LinkedHashMap<>();
    private final LayerRemarks remarks = new LayerRemarks();

    private FoundAffine(Dialect dialect, FileNames names) {
        this.dialect = dialect;
        this.names = names;
    }

    static Network of(Dialect dialect, Network network, FileNames names, List<String> remarks) {
        FoundAffine found = new FoundAffine(dialect, names);
        network.nodes().forEach(found::look);
        remarks.addAll(found.remarks.sentences());
        return found.changed.isEmpty() ? network : network.withLayers(found.changed);
    }

    private void look(Node node) {
        if (!(node.layer() instanceof Normalization norm)) {
            return;
        }
        boolean canShift = !(norm instanceof RmsNorm);
        boolean scales = names.has(node, words(node, "weight"));
        boolean shifts = canShift && names.has(node, words(node, "bias"));
        boolean shifted = canShift && norm.affine().shifts();
        if (scales == norm.affine().scales() && shifts == shifted || !isThere(node, scales || shifts)) {
            return;
        }
        Affine affine =
                !scales ? shifts ? Affine.SHIFT_ONLY : Affine.NONE : shifts ? Affine.LEARNED : Affine.SCALE_ONLY;
        changed.put(node.name(), norm.with(affine));
        remark(norm.affine().scales(), scales, "gamma", "scale: false", node);
        remark(shifted, shifts, "beta", "bias: false", node);
    }

    /** Whether the file has this layer, and nothing of it that would stay unread. */
    private boolean isThere(Node node, boolean hasAffine) {
        List<String> known = new ArrayList<>(words(node, "weight"));
        known.addAll(words(node, "bias"));
        boolean statistics = false;
        for (Slot slot : Slot.of(node)) {
            if (slot.kind() == Slot.Kind.STATISTIC) {
                known.addAll(dialect.words(slot));
                statistics |= names.has(node, dialect.words(slot));
            }
        }
        dialect.counter().ifPresent(known::add);
        return (hasAffine || statistics) && known.containsAll(names.wordsOf(node));
    }

    private List<String> words(Node node, String name) {
        return dialect.words(new Slot(node, name, Shape.of(1), Slot.Kind.GAMMA_OR_BETA));
    }

    private void remark(boolean described, boolean there, String what, String setting, Node node) {
        if (described == there) {
            return;
        }
        if (there) {
            remarks.add(
                    "The file has a " + what + " for ",
                    node,
                    ", which the network describes without one: taken as the file has it");
        } else {
            remarks.add(
                    "The file has no " + what + " for ",
                    node,
                    ": taken without one, as '" + setting + "' describes it");
        }
    }
}
