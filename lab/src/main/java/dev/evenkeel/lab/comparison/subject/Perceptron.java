package dev.evenkeel.lab.comparison.subject;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.lab.comparison.subject.Variation.Factor;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Standardised inputs, hidden blocks of a linear layer, normalization and activation, with dropout where wanted, and a linear
 * output. A hidden layer has a bias where no batch normalization takes it off again.
 *
 * @param input the shape of one example
 * @param outputs how many the last layer has
 * @param hidden features of each hidden block
 * @param activation of each block
 * @param normalization of each block
 * @param placement of the normalization
 * @param dropout where it stands
 * @param dropoutShare of the values that it sets to 0
 * @param inputs what is done to inputs first
 */
public record Perceptron(
        Shape input,
        int outputs,
        List<Integer> hidden,
        Layer activation,
        NormalizationKind normalization,
        Placement placement,
        DropoutPlace dropout,
        double dropoutShare,
        Inputs inputs)
        implements Subject {
    /** The limit of clipped inputs, in distances between quartiles (Holzmueller et al. 2024). */
    private static final double LIMIT = 3;

    /** What is done to inputs first. */
    public enum Inputs {
        /** Mean and standard deviation of the training data. */
        STANDARDIZED,
        /** Median and quartiles, then a smooth clip at 3, so that values far out neither move the others nor drown them. */
        CLIPPED
    }

    /** Where a block's normalization stands, seen from the activation. */
    public enum Placement {
        BEFORE,
        AFTER
    }

    /** Where dropout stands. */
    public enum DropoutPlace {
        NONE,
        /** Directly before each normalization, or where one would stand. */
        BEFORE,
        /** At the end of each block. */
        AFTER,
        /** Once, before the output layer. */
        LAST
    }

    public Perceptron {
        hidden = List.copyOf(hidden);
    }

    /** With inputs standardised by mean and deviation. */
    public Perceptron(
            Shape input,
            int outputs,
            List<Integer> hidden,
            Layer activation,
            NormalizationKind normalization,
            Placement placement,
            DropoutPlace dropout,
            double dropoutShare) {
        this(input, outputs, hidden, activation, normalization, placement, dropout, dropoutShare, Inputs.STANDARDIZED);
    }

    /** Depth keeps the last block's features for all, and width the number of blocks. */
    @Override
    public Perceptron with(Factor factor, String text) {
        FactorValue value = new FactorValue(factor, text);
        List<Integer> blocks = hidden;
        NormalizationKind kind = normalization;
        Placement placed = placement;
        DropoutPlace dropped = dropout;
        Inputs prepared = inputs;
        switch (factor) {
            case NORM -> kind = requirePossible(value.choice(NormalizationKind.class));
            case PLACEMENT -> placed = value.choice(Placement.class);
            case DROPOUT -> dropped = value.choice(DropoutPlace.class);
            case DEPTH -> blocks = Collections.nCopies(value.count(), hidden.get(hidden.size() - 1));
            case WIDTH -> blocks = Collections.nCopies(hidden.size(), value.count());
            case INPUTS -> prepared = value.choice(Inputs.class);
            case BATCH, RATE -> throw new IllegalArgumentException(factor.word() + " is no part of a network");
        }
        return new Perceptron(input, outputs, blocks, activation, kind, placed, dropped, dropoutShare, prepared);
    }

    private static NormalizationKind requirePossible(NormalizationKind kind) {
        if (kind == NormalizationKind.INSTANCE) {
            throw new EvenkeelException("Variation norm=instance normalises over the positions of an image, but the mlp"
                    + " has none: leave it out, or take a network with convolutions");
        }
        return kind;
    }

    /** Layers are called by their place, as in a list; what clips is called {@code clip} and moves none of these names. */
    @Override
    public Network network() {
        List<Layer> layers = new ArrayList<>();
        InputStandardization standardization = Layers.standardize(
                input.rank() == 1 ? InputStandardization.Scope.PER_CHANNEL : InputStandardization.Scope.WHOLE);
        layers.add(inputs == Inputs.CLIPPED ? standardization.robust() : standardization);
        if (input.rank() > 1) {
            layers.add(Layers.flatten());
        }
        for (int features : hidden) {
            addBlock(layers, features);
        }
        if (dropout == DropoutPlace.LAST) {
            layers.add(Layers.dropout(dropoutShare));
        }
        layers.add(Layers.linear(outputs));
        Network.Builder builder = Network.builder(input);
        for (int place = 0; place < layers.size(); place++) {
            builder.add(String.valueOf(place), layers.get(place));
            if (place == 0 && inputs == Inputs.CLIPPED) {
                builder.add("clip", Layers.smoothClip(LIMIT));
            }
        }
        return builder.build();
    }

    /** Whether a batch normalization reads the linear layer itself, so that a bias would change nothing. */
    private boolean takesBiasOffAgain() {
        return normalization == NormalizationKind.BATCH
                && placement == Placement.BEFORE
                && dropout != DropoutPlace.BEFORE;
    }

    private void addBlock(List<Layer> parts, int features) {
        Linear linear = Layers.linear(features);
        parts.add(takesBiasOffAgain() ? linear.withoutBias() : linear);
        if (placement == Placement.AFTER) {
            parts.add(activation);
        }
        if (dropout == DropoutPlace.BEFORE) {
            parts.add(Layers.dropout(dropoutShare));
        }
        normalization.layer(features).ifPresent(parts::add);
        if (placement == Placement.BEFORE) {
            parts.add(activation);
        }
        if (dropout == DropoutPlace.AFTER) {
            parts.add(Layers.dropout(dropoutShare));
        }
    }
}
