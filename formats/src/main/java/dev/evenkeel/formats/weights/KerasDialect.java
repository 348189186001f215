package dev.evenkeel.formats.weights;

import dev.evenkeel.layer.Linear;
import dev.evenkeel.network.Network;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.spatial.ConvTranspose;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Channels last: kernels {@code [..., in / groups, out]}, transposed ones {@code [..., out, in]}, depthwise ones
 * {@code [..., in, multiples]}, dense ones {@code [in, out]}.
 */
final class KerasDialect implements Dialect {
    @Override
    public Conventions conventions() {
        return Conventions.KERAS;
    }

    @Override
    public List<String> words(Slot slot) {
        return switch (slot.name()) {
            case "weight" -> weight(slot);
            case "bias" -> List.of(slot.kind() == Slot.Kind.GAMMA_OR_BETA ? "beta" : "bias");
            case "running_mean" -> List.of("moving_mean");
            case "running_var" -> List.of("moving_variance");
            default -> List.of(slot.name());
        };
    }

    private static List<String> weight(Slot slot) {
        if (slot.kind() == Slot.Kind.GAMMA_OR_BETA) {
            return List.of("gamma");
        }
        return isKernel(slot)
                ? List.of("kernel", "depthwise_kernel")
                : List.of(isEmbedding(slot) ? "embeddings" : "weight");
    }

    @Override
    public String name(Slot slot) {
        return slot.node().name() + "/" + words(slot).get(0);
    }

    @Override
    public List<String> prefixes() {
        return List.of();
    }

    @Override
    public Optional<String> counter() {
        return Optional.empty();
    }

    @Override
    public String format() {
        return "keras";
    }

    @Override
    public FeatureOrder order(Network network) {
        return FeatureOrder.channelsLast(conventions().framework());
    }

    @Override
    public List<Layout> layouts(Slot slot, FeatureOrder order) {
        if (!isKernel(slot)) {
            return List.of(Layout.same(slot.shape()));
        }
        Layout kernel = firstAxisLast(slot.shape());
        int inputs = slot.node().inputShapes().get(0).channels();
        if (slot.node().layer() instanceof Conv conv && conv.groups() == inputs) {
            int[] extents = kernel.file().toArray();
            extents[extents.length - 2] = inputs;
            extents[extents.length - 1] = conv.channels() / inputs;
            return List.of(kernel, kernel.split(Shape.of(extents)));
        }
        return List.of(kernel);
    }

    static boolean isEmbedding(Slot slot) {
        return slot.node().layer().word().equals("embedding");
    }

    static boolean isKernel(Slot slot) {
        return slot.name().equals("weight")
                && (slot.node().layer() instanceof Linear
                        || slot.node().layer() instanceof Conv
                        || slot.node().layer() instanceof ConvTranspose);
    }

    /** Our axes {@code [a, ..., b]} stand in the file as {@code [..., b, a]}. */
    static Layout firstAxisLast(Shape shape) {
        int[] order = new int[shape.rank()];
        order[0] = order.length - 1;
        for (int axis = 1; axis < order.length; axis++) {
            order[axis] = axis - 1;
        }
        return Layout.transposed(shape, order);
    }
}
