package dev.evenkeel.formats.weights.dialect;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.layer.core.Add;
import dev.evenkeel.layer.core.Concatenate;
import dev.evenkeel.layer.core.Dropout;
import dev.evenkeel.layer.core.FixedStandardization;
import dev.evenkeel.layer.core.Flatten;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.layer.core.Softmax;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.norm.BatchRenorm;
import dev.evenkeel.norm.GroupNorm;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.norm.RmsNorm;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.spatial.SpatialDropout;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * In which order a framework has the features of each value of a network. One that keeps channels first flattens
 * {@code [height, width, channels]} as {@code [channels, height, width]}; what stands behind a flatten keeps that order up
 * to the next linear layer.
 *
 * <p>Examples of rank 3 and more are channels first there; those of rank 2 are if the network has a layer that moves over
 * positions, and otherwise sequences {@code [time, features]} there as here.
 */
public final class FeatureOrder {
    private static final Set<Class<? extends Layer>> KEEPING = Set.of(
            Activate.class,
            Dropout.class,
            SpatialDropout.class,
            FixedStandardization.class,
            Softmax.class,
            BatchNorm.class,
            BatchRenorm.class,
            LayerNorm.class,
            RmsNorm.class);

    private final String framework;
    private final int fewestMoved;
    private final Map<String, int[]> places = new LinkedHashMap<>();
    private final ChannelAxes axes;

    private FeatureOrder(String framework, int fewestMoved) {
        this.framework = framework;
        this.fewestMoved = fewestMoved;
        axes = new ChannelAxes(framework);
    }

    /** Channels last, as here. */
    static FeatureOrder channelsLast(String framework) {
        return new FeatureOrder(framework, Integer.MAX_VALUE);
    }

    /**
     * Channels first.
     *
     * @throws EvenkeelException if a layer between a flatten and a linear layer depends on the order
     */
    static FeatureOrder channelsFirst(String framework, Network network) {
        if (!ChannelAxes.occur(network)) {
            return channelsLast(framework);
        }
        FeatureOrder order =
                new FeatureOrder(framework, network.nodes().stream().anyMatch(ChannelAxes::isSpatial) ? 2 : 3);
        for (Node node : network.nodes()) {
            order.follow(node);
        }
        return order;
    }

    /** What was taken as the network's description has it, although the framework could have it otherwise. */
    public List<String> remarks() {
        return axes.remarks();
    }

    /** Whether the framework has the channels of such values first. */
    boolean movesChannels(Shape shape) {
        return shape.rank() >= fewestMoved;
    }

    /** Where the framework has each feature of what a layer reads, if not in our order. */
    Optional<int[]> read(Node node) {
        return node.inputs().stream().findFirst().flatMap(this::of);
    }

    /** Where the framework has each feature of what a layer computes, if not in our order. */
    Optional<int[]> written(Node node) {
        return of(node.name());
    }

    private Optional<int[]> of(String name) {
        return Optional.ofNullable(places.get(name));
    }

    private void follow(Node node) {
        if (flattens(node)) {
            axes.flattened(node);
            if (axes.areFirst(node)) {
                flatten(node.inputShapes().get(0)).ifPresent(order -> places.put(node.name(), order));
            }
        } else if (node.inputs().stream().anyMatch(places::containsKey) && !(node.layer() instanceof Linear)) {
            places.put(node.name(), kept(node));
        }
        if (node.outputShape().rank() > 1) {
            axes.follow(node);
        }
    }

    private static boolean flattens(Node node) {
        Layer layer = node.layer();
        return node.inputShapes().get(0).rank() > 1
                && (layer instanceof Flatten
                        || layer instanceof Reshape reshape && reshape.shape().rank() == 1);
    }

    private Optional<int[]> flatten(Shape shape) {
        int positions = shape.positions();
        int channels = shape.channels();
        if (!movesChannels(shape) || positions == 1 || channels == 1) {
            return Optional.empty();
        }
        int[] order = new int[shape.size()];
        Arrays.setAll(order, feature -> feature % channels * positions + feature / channels);
        return Optional.of(order);
    }

    private int[] kept(Node node) {
        List<int[]> orders = new ArrayList<>();
        for (int input = 0; input < node.inputs().size(); input++) {
            int features = node.inputShapes().get(input).size();
            orders.add(of(node.inputs().get(input)).orElseGet(() -> inOrder(features)));
        }
        Layer layer = node.layer();
        if (layer instanceof Concatenate) {
            return joined(orders);
        }
        boolean one = orders.stream().allMatch(order -> Arrays.equals(order, orders.get(0)));
        boolean keeps = KEEPING.contains(layer.getClass())
                || layer instanceof Flatten
                || layer instanceof Add
                || layer instanceof GroupNorm norm && norm.groups() == 1;
        if (!keeps || !one) {
            throw new EvenkeelException(framework + " flattens channels first, so " + node.title()
                    + " behind a flatten would get its features in another order there, on which it depends. Put a"
                    + " linear layer between them, or convert the weights where they come from");
        }
        return orders.get(0);
    }

    private static int[] inOrder(int features) {
        int[] order = new int[features];
        Arrays.setAll(order, feature -> feature);
        return order;
    }

    private static int[] joined(List<int[]> orders) {
        int[] joined = new int[orders.stream().mapToInt(order -> order.length).sum()];
        int at = 0;
        for (int[] order : orders) {
            for (int feature = 0; feature < order.length; feature++) {
                joined[at + feature] = at + order[feature];
            }
            at += order.length;
        }
        return joined;
    }
}
