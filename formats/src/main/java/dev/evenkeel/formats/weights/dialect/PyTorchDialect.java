package dev.evenkeel.formats.weights.dialect;

import dev.evenkeel.formats.weights.convention.Conventions;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.network.Network;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.norm.setting.RowAxes;
import dev.evenkeel.safetensors.TensorEntry;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.spatial.ConvTranspose;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Channels first: kernels {@code [out, in / groups, ...]}, transposed ones {@code [in, out / groups, ...]}. */
public class PyTorchDialect implements Dialect {
    @Override
    public Conventions conventions() {
        return Conventions.PYTORCH;
    }

    @Override
    public List<String> words(Slot slot) {
        return List.of(slot.name());
    }

    /** That of a {@code MultiheadAttention} has no point behind {@code in_proj}. */
    @Override
    public String name(Slot slot) {
        String layer = slot.node().name();
        boolean stacked = layer.equals("in_proj") || layer.endsWith(".in_proj");
        return layer + (stacked ? "_" : ".") + words(slot).get(0);
    }

    /** Those of models wrapped to run on several devices, or compiled. */
    @Override
    public List<String> prefixes() {
        return List.of("module.", "_orig_mod.");
    }

    /**
     * A {@code MultiheadAttention} called {@code x} has the linear layers {@code x.in_proj} or {@code x.qkv}, of queries, keys and
     * values in one, and {@code x.out_proj} or {@code x.proj} here. Layer k of an {@code LSTM} or a {@code GRU} of several is
     * {@code x.k}.
     */
    @Override
    public Map<String, String> aliases(Set<String> names, Set<String> wanted) {
        Map<String, String> aliases = new LinkedHashMap<>();
        for (String name : names) {
            if (!wanted.contains(name)) {
                AttentionNames.others(name)
                        .filter(wanted::contains)
                        .findFirst()
                        .ifPresent(alias -> aliases.put(name, alias));
            }
        }
        return aliases;
    }

    @Override
    public Dialect of(Collection<TensorEntry> entries) {
        return Gpt2Dialect.isMeant(entries) ? new Gpt2Dialect() : this;
    }

    @Override
    public String advice(String name) {
        if (name.endsWith(".weight_g")) {
            return ": it is of a weight normalization, which makes a weight of two tensors. Let it be one before saving:"
                    + " torch.nn.utils.remove_weight_norm(module)";
        }
        if (name.contains(".parametrizations.")) {
            return ": it is of a parametrization, which computes a tensor from others. Let it be one before saving:"
                    + " torch.nn.utils.parametrize.remove_parametrizations(module, 'weight')";
        }
        if (name.endsWith(".weight_u")) {
            return ": it is of a spectral normalization, which divides a weight. Let it be divided before saving:"
                    + " torch.nn.utils.remove_spectral_norm(module)";
        }
        if (name.endsWith(".weight_mask")) {
            return ": it is of a pruning, which masks a weight. Let it be masked before saving:"
                    + " torch.nn.utils.prune.remove(module, 'weight')";
        }
        if (name.contains(".lora_")) {
            return ": it is of an adapter (LoRA), which adds to a weight. Let it be added before saving:"
                    + " model.merge_and_unload() of PEFT";
        }
        return "";
    }

    @Override
    public Optional<String> counter() {
        return Optional.of("num_batches_tracked");
    }

    @Override
    public String format() {
        return "pt";
    }

    @Override
    public FeatureOrder order(Network network) {
        return FeatureOrder.channelsFirst(conventions().framework(), network);
    }

    @Override
    public List<Layout> layouts(Slot slot, FeatureOrder order) {
        return List.of(layout(slot, order));
    }

    private Layout layout(Slot slot, FeatureOrder order) {
        boolean weight = slot.name().equals("weight");
        if (weight && (slot.node().layer() instanceof Conv || slot.node().layer() instanceof ConvTranspose)) {
            return lastAxisBehind(1, slot);
        }
        if (weight && slot.node().layer() instanceof Linear) {
            Layout layout = linear(slot);
            return order.read(slot.node())
                    .map(places -> layout.reordered(1, places))
                    .orElse(layout);
        }
        if (slot.node().layer() instanceof LayerNorm norm
                && norm.axes() == RowAxes.ALL
                && order.movesChannels(slot.shape())) {
            return lastAxisBehind(0, slot);
        }
        Layout layout = Layout.same(slot.shape());
        return order.written(slot.node())
                .filter(places -> slot.shape().rank() == 1
                        && places.length == slot.shape().size())
                .map(places -> layout.reordered(0, places))
                .orElse(layout);
    }

    /** {@code [out, in]}. */
    Layout linear(Slot slot) {
        return Layout.same(slot.shape());
    }

    /** Our last axis is the file's axis {@code place}; the others follow in their order. */
    private static Layout lastAxisBehind(int place, Slot slot) {
        int[] order = new int[slot.shape().rank()];
        for (int axis = 0; axis < order.length - 1; axis++) {
            order[axis] = axis < place ? axis : axis + 1;
        }
        order[order.length - 1] = place;
        return Layout.transposed(slot.shape(), order);
    }
}
