package dev.evenkeel.cli;

import dev.evenkeel.dataset.Target;
import dev.evenkeel.layer.InputStandardization;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Part;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** The built-in network: standardised inputs, two hidden layers with normalization and activation, a linear output. */
record MultilayerPerceptron(Words.Norm norm, Words.Nonlinearity activation, double dropout) {
    private static final List<Integer> HIDDEN = List.of(256, 128);
    private static final int GROUPS = 16;

    Network network(Shape input, Target target) {
        List<Part> parts = new ArrayList<>();
        parts.add(Layers.standardize(
                input.rank() == 1 ? InputStandardization.Scope.PER_CHANNEL : InputStandardization.Scope.WHOLE));
        if (input.rank() > 1) {
            parts.add(Layers.flatten());
        }
        for (int features : HIDDEN) {
            parts.add(Layers.linear(features));
            if (norm != Words.Norm.NONE) {
                parts.add(normalization());
            }
            parts.add(nonlinearity());
            if (dropout > 0) {
                parts.add(Layers.dropout(dropout));
            }
        }
        parts.add(Layers.linear(target instanceof Target.Classes classes ? classes.count() : target.size()));
        return Network.of(input, parts);
    }

    private Layer normalization() {
        return switch (norm) {
            case BATCH -> Layers.batchNorm();
            case LAYER -> Layers.layerNorm();
            case GROUP -> Layers.groupNorm(GROUPS);
            case RMS -> Layers.rmsNorm();
            case NONE -> throw new IllegalStateException("there is none");
        };
    }

    private Layer nonlinearity() {
        return switch (activation) {
            case RELU -> Layers.relu();
            case LEAKY_RELU -> Layers.leakyRelu();
            case GELU -> Layers.gelu();
            case SILU -> Layers.silu();
            case TANH -> Layers.tanh();
            case SIGMOID -> Layers.sigmoid();
        };
    }
}
