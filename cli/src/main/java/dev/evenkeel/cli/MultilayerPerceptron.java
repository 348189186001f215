package dev.evenkeel.cli;

import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.InputStandardization;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Part;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Vocabulary;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** The built-in network: standardised inputs, two hidden layers with normalization and activation, a linear output. */
record MultilayerPerceptron(Words.Norm norm, Words.Nonlinearity activation, double dropout) {
    private static final List<Integer> HIDDEN = List.of(256, 128);

    Network network(Shape input, Target target) {
        List<Part> parts = new ArrayList<>();
        parts.add(Layers.standardize(
                input.rank() == 1
                        ? InputStandardization.Scope.PER_CHANNEL
                        : InputStandardization.Scope.WHOLE));
        if (input.rank() > 1) {
            parts.add(Layers.flatten());
        }
        for (int features : HIDDEN) {
            parts.add(Layers.linear(features));
            if (norm != Words.Norm.NONE) {
                parts.add(layer(norm.layer()));
            }
            parts.add(layer(activation.layer()));
            if (dropout > 0) {
                parts.add(Layers.dropout(dropout));
            }
        }
        parts.add(Layers.linear(target instanceof Target.Classes classes ? classes.count() : target.size()));
        return Network.of(input, parts);
    }

    private static Layer layer(String word) {
        JsonValue settings = word.equals(Words.Norm.GROUP.layer()) ? JsonValue.of(16) : JsonObject.of();
        return Vocabulary.standard().read("mlp", word, settings);
    }
}
