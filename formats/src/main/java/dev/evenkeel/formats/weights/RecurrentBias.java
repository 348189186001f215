package dev.evenkeel.formats.weights;

import dev.evenkeel.formats.weights.dialect.Slot;
import dev.evenkeel.safetensors.TensorEntry;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** PyTorch's {@code nn.LSTM} and {@code nn.GRU} with {@code bias=False} have no biases: they are 0 here. */
final class RecurrentBias {
    private static final String WEIGHT = "weight_";

    private final Set<String> file;
    private final Set<Slot> leftOut = new LinkedHashSet<>();
    private final LayerRemarks remarks = new LayerRemarks();

    /** @param file what its tensors are called */
    RecurrentBias(Set<String> file) {
        this.file = file;
    }

    /**
     * Whether a bias is missing because its module has none. One that lacks a few of them is damaged.
     *
     * @param found tensors, weights among them
     */
    boolean leavesOut(Slot slot, Map<Slot, TensorEntry> found) {
        boolean without = slot.isRecurrentBias()
                && found.entrySet().stream()
                        .filter(entry -> entry.getKey().node().equals(slot.node()))
                        .map(entry -> entry.getValue().name())
                        .findFirst()
                        .filter(this::isOfModuleWithout)
                        .isPresent();
        if (without && leftOut.stream().noneMatch(other -> other.node().equals(slot.node()))) {
            remarks.add("The file has no biases for ", slot.node(), ": they are 0, as bias=False means");
        }
        if (without) {
            leftOut.add(slot);
        }
        return without;
    }

    private boolean isOfModuleWithout(String weight) {
        int end = weight.lastIndexOf(WEIGHT);
        return end >= 0 && file.stream().noneMatch(name -> name.startsWith(weight.substring(0, end) + "bias_"));
    }

    boolean isLeftOut(Slot slot) {
        return leftOut.contains(slot);
    }

    List<String> remarks() {
        return remarks.sentences();
    }
}
