package dev.evenkeel.lab.training;

import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.Layers;
import java.util.List;

/** A normalization by its name, or none: the layers that it puts where normalization goes. */
record Configuration(String name, List<Layer> layers) {
    static final Configuration NONE = new Configuration("none", List.of());
    static final Configuration BATCH_NORM = new Configuration("BatchNorm", List.of(Layers.batchNorm()));
    static final Configuration BATCH_RENORM = new Configuration("BatchRenorm", List.of(Layers.batchRenorm()));
    static final Configuration LAYER_NORM = new Configuration("LayerNorm", List.of(Layers.layerNorm()));
    static final Configuration GROUP_NORM = new Configuration("GroupNorm", List.of(Layers.groupNorm(10)));
}
