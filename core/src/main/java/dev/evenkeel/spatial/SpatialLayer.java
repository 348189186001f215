package dev.evenkeel.spatial;

import dev.evenkeel.layer.UnaryLayer;

/** A layer over the positions of {@code [..., channels]}, whose input other frameworks keep as {@code [channels, ...]}. */
public sealed interface SpatialLayer extends UnaryLayer
        permits AdaptivePool,
                AveragePool,
                Conv,
                ConvTranspose,
                GlobalAveragePool,
                IdentityShortcut,
                MaxPool,
                SpatialDropout,
                Upsample,
                ZeroPad {}
