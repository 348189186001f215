package dev.evenkeel.formats.weights;

import dev.evenkeel.layer.Linear;
import dev.evenkeel.network.Network;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.norm.RowAxes;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.spatial.ConvTranspose;
import java.util.List;
import java.util.Optional;

/** Channels first: kernels {@code [out, in / groups, ...]}, transposed ones {@code [in, out / groups, ...]}. */
class PyTorchDialect implements Dialect {
    @Override
    public Conventions conventions() {
        return Conventions.PYTORCH;
    }

    @Override
    public List<String> words(Slot slot) {
        return List.of(slot.name());
    }

    @Override
    public String name(Slot slot) {
        return slot.node().name() + "." + words(slot).get(0);
    }

    /** Those of models wrapped to run on several devices, or compiled. */
    @Override
    public List<String> prefixes() {
        return List.of("module.", "_orig_mod.");
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
