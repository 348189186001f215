package dev.evenkeel.formats.weights.dialect;

import dev.evenkeel.formats.weights.convention.Conventions;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.network.Network;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.spatial.ConvTranspose;
import dev.evenkeel.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Channels last: kernels {@code [..., in / groups, out]}, transposed ones {@code [..., out, in]}, depthwise ones
 * {@code [..., in, multiples]}, dense ones {@code [in, out]}.
 */
public final class KerasDialect implements Dialect {
    private static final String POINTWISE = ".pointwise_kernel";

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

    /** A {@code SeparableConv} called {@code x} is two layers here, {@code x.depthwise} and {@code x.pointwise}. */
    @Override
    public Map<String, String> aliases(Set<String> names, Set<String> wanted) {
        Map<String, String> aliases = new LinkedHashMap<>();
        for (String name : names) {
            if (name.endsWith(POINTWISE)) {
                String layer = name.substring(0, name.length() - POINTWISE.length());
                if (wanted.contains(layer + ".pointwise.kernel")) {
                    aliases.put(name, layer + ".pointwise.kernel");
                    aliases.put(layer + ".depthwise_kernel", layer + ".depthwise.kernel");
                    aliases.put(layer + ".bias", layer + ".pointwise.bias");
                }
            }
        }
        return aliases;
    }

    @Override
    public String advice(String name) {
        if (name.matches(".*[.]vars[.]\\d+")) {
            return ": Keras numbers variables so within its own files. Save them by their names:"
                    + " safetensors.numpy.save_file({v.path: v.numpy() for v in model.variables}, 'weights.safetensors')";
        }
        if (name.endsWith(".mean") || name.endsWith(".variance")) {
            return ": it is of a Normalization layer, which standardises the inputs. Predictions need it: put standardize"
                    + " with its mean, and the root of its variance as the deviation, into the network, and leave it out"
                    + " of the file's tensors (--without)";
        }
        if (!name.endsWith(POINTWISE)) {
            return "";
        }
        String layer = name.substring(0, name.length() - POINTWISE.length());
        return ": it is of a SeparableConv. Describe that as two layers, '" + layer
                + ".depthwise', a conv with groups: its inputs' channels and bias: false, and '" + layer
                + ".pointwise', a conv with kernel: 1";
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
        return slot.node().layer().typeName().equals("embedding");
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
