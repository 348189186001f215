package dev.evenkeel.network;

import dev.evenkeel.layer.Layer;
import java.util.Optional;

/** Which normalization, each with its usual settings and gamma and beta learned. */
public enum NormalizationKind {
    NONE,
    BATCH,
    LAYER,
    GROUP,
    INSTANCE,
    RMS;

    private static final int MAX_GROUPS = 16;
    private static final int MIN_IN_A_GROUP = 4;

    /** The layer for so many channels; groups are 16, or as many as divide the channels and have 4 of them or more. */
    public Optional<Layer> layer(int channels) {
        return switch (this) {
            case NONE -> Optional.empty();
            case BATCH -> Optional.of(Layers.batchNorm());
            case LAYER -> Optional.of(Layers.layerNorm());
            case GROUP -> Optional.of(Layers.groupNorm(groups(channels)));
            case INSTANCE -> Optional.of(Layers.instanceNorm().withAffine());
            case RMS -> Optional.of(Layers.rmsNorm());
        };
    }

    private static int groups(int channels) {
        int groups = Math.max(1, Math.min(MAX_GROUPS, channels / MIN_IN_A_GROUP));
        while (channels % groups != 0) {
            groups--;
        }
        return groups;
    }
}
