package dev.evenkeel.cli.model;

import dev.evenkeel.cli.option.Words;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Part;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Standardised images, two blocks of a 3x3 convolution, normalization, activation and a maximum over 2x2, a linear output. A
 * convolution has a bias where nothing is normalised behind it.
 */
public record ConvolutionalNetwork(Words.Norm norm, Words.Nonlinearity activation, double dropout) {
    private static final List<Integer> CHANNELS = List.of(32, 64);

    /** As it is unless options shape it. */
    static Network usual(Shape input, int outputs) {
        return new ConvolutionalNetwork(Words.Norm.BATCH, Words.Nonlinearity.RELU, 0).network(input, outputs);
    }

    public Network network(Shape input, int outputs) {
        List<Part> parts = new ArrayList<>();
        parts.add(Layers.standardize(InputStandardization.Scope.WHOLE));
        for (int channels : CHANNELS) {
            Conv conv = Layers.conv(channels, 3).same();
            Optional<Layer> normalization = norm.layer(channels);
            parts.add(normalization.isPresent() ? conv.withoutBias() : conv);
            normalization.ifPresent(parts::add);
            parts.add(activation.layer());
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
