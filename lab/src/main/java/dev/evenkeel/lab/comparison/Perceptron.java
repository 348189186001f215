package dev.evenkeel.lab.comparison;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.lab.comparison.Variation.Factor;
import dev.evenkeel.layer.InputStandardization;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Linear;
import dev.evenkeel.layer.Part;
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
 */
public record Perceptron(
        Shape input,
        int outputs,
        List<Integer> hidden,
        Layer activation,
        NormalizationKind normalization,
        Placement placement,
        DropoutPlace dropout,
        double dropoutShare)
        implements Subject {
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

    /** Depth keeps the last block's features for all, and width the number of blocks. */
    @Override
    public Perceptron with(Factor factor, String text) {
        FactorValue value = new FactorValue(factor, text);
        List<Integer> blocks = hidden;
        NormalizationKind kind = normalization;
        Placement placed = placement;
        DropoutPlace dropped = dropout;
        switch (factor) {
            case NORM -> kind = requirePossible(value.word(NormalizationKind.class));
            case PLACEMENT -> placed = value.word(Placement.class);
            case DROPOUT -> dropped = value.word(DropoutPlace.class);
            case DEPTH -> blocks = Collections.nCopies(value.count(), hidden.get(hidden.size() - 1));
            case WIDTH -> blocks = Collections.nCopies(hidden.size(), value.count());
            case BATCH, RATE -> throw new IllegalArgumentException(factor.word() + " is no part of a network");
        }
        return new Perceptron(input, outputs, blocks, activation, kind, placed, dropped, dropoutShare);
    }

    private static NormalizationKind requirePossible(NormalizationKind kind) {
        if (kind == NormalizationKind.INSTANCE) {
            throw new EvenkeelException("Variation norm=instance normalises over the positions of an image, but the mlp"
                    + " has none: leave it out, or take a network with convolutions");
        }
        return kind;
    }

    @Override
    public Network network() {
        List<Part> parts = new ArrayList<>();
        parts.add(Layers.standardize(
                input.rank() == 1 ? InputStandardization.Scope.PER_CHANNEL : InputStandardization.Scope.WHOLE));
        if (input.rank() > 1) {
            parts.add(Layers.flatten());
        }
        for (int features : hidden) {
            addBlock(parts, features);
        }
        if (dropout == DropoutPlace.LAST) {
            parts.add(Layers.dropout(dropoutShare));
        }
        parts.add(Layers.linear(outputs));
        return Network.of(input, parts);
    }

    /** Whether a batch normalization reads the linear layer itself, so that a bias would change nothing. */
    private boolean takesBiasOffAgain() {
        return normalization == NormalizationKind.BATCH
                && placement == Placement.BEFORE
                && dropout != DropoutPlace.BEFORE;
    }

    private void addBlock(List<Part> parts, int features) {
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
