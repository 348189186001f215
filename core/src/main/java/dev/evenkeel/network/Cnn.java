package dev.evenkeel.network;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Part;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Small convolutional networks: standardised images, two blocks of a 3x3 convolution to 32 and 64 channels, normalization,
 * activation and a maximum over 2x2, then dropout where wanted and a linear output. A convolution has a bias where nothing is
 * normalised behind it.
 *
 * @param normalization of each block
 * @param activation of each block
 * @param dropout share of the values before the output that it sets to 0
 */
@CheckReturnValue
public record Cnn(NormalizationKind normalization, Layer activation, double dropout) {
    private static final List<Integer> CHANNELS = List.of(32, 64);

    /** With batch normalization, ReLU and no dropout. */
    public static Cnn of() {
        return new Cnn(NormalizationKind.BATCH, Layers.relu(), 0);
    }

    public Cnn normalization(NormalizationKind other) {
        return new Cnn(other, activation, dropout);
    }

    public Cnn activation(Layer other) {
        return new Cnn(normalization, other, dropout);
    }

    public Cnn dropout(double share) {
        return new Cnn(normalization, activation, share);
    }

    /**
     * The network for images {@code [height, width, channels]}.
     *
     * @param outputs how many classes, or values, there are
     */
    public Network network(Shape input, int outputs) {
        List<Part> parts = new ArrayList<>();
        parts.add(Layers.standardize(InputStandardization.Scope.WHOLE));
        for (int channels : CHANNELS) {
            Conv conv = Layers.conv(channels, 3).same();
            Optional<Layer> norm = normalization.layer(channels);
            parts.add(norm.isPresent() ? conv.withoutBias() : conv);
            norm.ifPresent(parts::add);
            parts.add(activation);
            parts.add(Layers.maxPool(2));
        }
        if (dropout > 0) {
            parts.add(Layers.dropout(dropout));
        }
        parts.add(Layers.flatten());
        parts.add(Layers.linear(outputs));
        return Network.of(input, parts);
    }
}
