package dev.evenkeel.cli;

import dev.evenkeel.layer.InputStandardization;
import dev.evenkeel.layer.Linear;
import dev.evenkeel.layer.Part;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Standardised inputs, two hidden layers with normalization and activation, a linear output. A hidden layer has a bias where
 * no batch normalization takes it off again.
 */
record MultilayerPerceptron(Words.Norm norm, Words.Nonlinearity activation, double dropout) {
    private static final List<Integer> HIDDEN = List.of(256, 128);

    Network network(Shape input, int outputs) {
        List<Part> parts = new ArrayList<>();
        parts.add(Layers.standardize(
                input.rank() == 1 ? InputStandardization.Scope.PER_CHANNEL : InputStandardization.Scope.WHOLE));
        if (input.rank() > 1) {
            parts.add(Layers.flatten());
        }
        for (int features : HIDDEN) {
            Linear linear = Layers.linear(features);
            parts.add(norm == Words.Norm.BATCH ? linear.withoutBias() : linear);
            norm.layer(features).ifPresent(parts::add);
            parts.add(activation.layer());
            if (dropout > 0) {
                parts.add(Layers.dropout(dropout));
            }
        }
        parts.add(Layers.linear(outputs));
        return Network.of(input, parts);
    }
}
