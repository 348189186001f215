package dev.evenkeel.formats.weights.naming;

import dev.evenkeel.formats.weights.dialect.Slot;
import java.util.Collection;
import java.util.Set;

/** PyTorch's {@code nn.LSTM} and {@code nn.GRU} with {@code bias=False} have no biases: they are 0 here. */
public final class RecurrentBias {
    private static final String WEIGHT = "weight_";

    private final Set<String> file;

    /** @param file what its tensors are called */
    public RecurrentBias(Collection<String> file) {
        this.file = Set.copyOf(file);
    }

    /**
     * Whether a bias is missing because its module has none. One that lacks a few of them is damaged.
     *
     * @param weight a tensor of the same layer, as the file calls it
     */
    public boolean isLeftOut(Slot slot, String weight) {
        int end = weight.lastIndexOf(WEIGHT);
        return slot.isRecurrentBias()
                && end >= 0
                && file.stream().noneMatch(name -> name.startsWith(weight.substring(0, end) + "bias_"));
    }
}
