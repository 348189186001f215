package dev.evenkeel.lab.training;

import static dev.evenkeel.network.Layers.flatten;

import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Part;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import java.util.ArrayList;
import java.util.List;

/** The networks that are compared: hidden layers of 100 units, drawn as He et al. 2015, and a layer of classes. */
final class Networks {
    static final int WIDTH = 100;

    private Networks() {}

    /** {@code depth} times the layers of {@code block}, between the flattened input and the classes. */
    static Network stack(Examples examples, int depth, List<Layer> block) {
        List<Part> parts = new ArrayList<>();
        parts.add(flatten());
        for (int hidden = 0; hidden < depth; hidden++) {
            parts.addAll(block);
        }
        parts.add(linear(examples.classes()));
        return Network.of(examples.input(), parts);
    }

    /** As {@link #stack}, of blocks linear, normalization, ReLU. */
    static Network hidden(Examples examples, int depth, Configuration configuration) {
        List<Layer> block = new ArrayList<>(List.of(linear(WIDTH)));
        block.addAll(configuration.layers());
        block.add(Layers.relu());
        return stack(examples, depth, block);
    }

    static Linear linear(int features) {
        return Layers.linear(features).initial(Initial.HE);
    }
}
