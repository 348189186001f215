package dev.evenkeel.formats.weights.dialect;

import dev.evenkeel.formats.weights.convention.Conventions;
import dev.evenkeel.network.Network;
import dev.evenkeel.spatial.ConvTranspose;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Channels last: kernels {@code [..., in / groups, out]}, dense ones {@code [in, out]}; transposed ones
 * {@code [..., in, out]}, mirrored along their positions, as Flax correlates where the gradient of a convolution convolves.
 */
public final class FlaxDialect implements Dialect {
    @Override
    public Conventions conventions() {
        return Conventions.FLAX;
    }

    @Override
    public List<String> words(Slot slot) {
        return switch (slot.name()) {
            case "weight" -> List.of(weight(slot));
            case "running_mean" -> List.of("mean");
            case "running_var" -> List.of("var");
            default -> List.of(slot.name());
        };
    }

    private static String weight(Slot slot) {
        if (slot.kind() == Slot.Kind.GAMMA_OR_BETA) {
            return "scale";
        }
        return KerasDialect.isKernel(slot) ? "kernel" : KerasDialect.isEmbedding(slot) ? "embedding" : "weight";
    }

    @Override
    public String name(Slot slot) {
        return (slot.kind() == Slot.Kind.STATISTIC ? "batch_stats/" : "params/")
                + slot.node().name() + "/" + words(slot).get(0);
    }

    @Override
    public List<String> prefixes() {
        return List.of("params.", "batch_stats.");
    }

    @Override
    public Optional<String> counter() {
        return Optional.empty();
    }

    @Override
    public String format() {
        return "flax";
    }

    @Override
    public FeatureOrder order(Network network) {
        return FeatureOrder.channelsLast(conventions().framework());
    }

    @Override
    public List<Layout> layouts(Slot slot, FeatureOrder order) {
        if (!KerasDialect.isKernel(slot)) {
            return List.of(Layout.same(slot.shape()));
        }
        return List.of(
                slot.node().layer() instanceof ConvTranspose
                        ? inputsBeforeOutputs(slot.shape()).mirrored()
                        : KerasDialect.firstAxisLast(slot.shape()));
    }

    /** Our axes {@code [a, ..., b]} stand in the file as {@code [..., a, b]}. */
    private static Layout inputsBeforeOutputs(Shape shape) {
        int[] order = new int[shape.rank()];
        order[0] = order.length - 2;
        for (int axis = 1; axis < order.length - 1; axis++) {
            order[axis] = axis - 1;
        }
        order[order.length - 1] = order.length - 1;
        return Layout.transposed(shape, order);
    }
}
