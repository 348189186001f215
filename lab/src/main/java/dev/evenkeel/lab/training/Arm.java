package dev.evenkeel.lab.training;

import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.Layers;
import java.util.List;

/** A normalization by its name, or none: the layers that it puts where normalization goes. */
record Arm(String name, List<Layer> layers) {
    static final Arm NONE = new Arm("none", List.of());
    static final Arm BATCH_NORM = new Arm("BatchNorm", List.of(Layers.batchNorm()));
    static final Arm BATCH_RENORM = new Arm("BatchRenorm", List.of(Layers.batchRenorm()));
    static final Arm LAYER_NORM = new Arm("LayerNorm", List.of(Layers.layerNorm()));
    static final Arm GROUP_NORM = new Arm("GroupNorm", List.of(Layers.groupNorm(10)));
}
