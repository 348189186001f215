package dev.evenkeel.network;

import dev.evenkeel.layer.Layer;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.tensor.Shape;

/** A network of sequences {@code [positions, channels]} for fewer positions, with the same parameters. */
final class ShorterNetwork {
    private ShorterNetwork() {}

    static Network of(Network network, int positions) {
        Network.Builder builder = Network.builder(cut(network.input(), network.input(), positions));
        for (Node node : network.nodes()) {
            builder.add(node.name(), layer(network, node.layer(), positions), node.inputs());
        }
        return builder.build()
                .changed(node ->
                        node.with(network.find(node.name()).orElseThrow().frozen()));
    }

    /** Of all layers, a reshape alone names the positions of its output. */
    private static Layer layer(Network network, Layer layer, int positions) {
        return layer instanceof Reshape reshape ? new Reshape(cut(network.input(), reshape.shape(), positions)) : layer;
    }

    private static Shape cut(Shape input, Shape shape, int positions) {
        if (shape.rank() < 2 || shape.extent(0) != input.extent(0)) {
            return shape;
        }
        int[] extents = shape.toArray();
        extents[0] = positions;
        return Shape.of(extents);
    }
}
