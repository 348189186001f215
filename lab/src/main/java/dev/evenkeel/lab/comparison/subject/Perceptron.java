package dev.evenkeel.lab.comparison.subject;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.lab.comparison.subject.Variation.Factor;
import dev.evenkeel.network.Mlp;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.NormalizationKind;
import dev.evenkeel.tensor.Shape;
import java.util.Collections;

/**
 * The built-in multilayer perceptron, of which every factor of a network can be varied.
 *
 * @param input the shape of one example
 * @param outputs how many the last layer has
 * @param mlp as it is where nothing is varied, with the share of dropout for wherever dropout is put
 */
public record Perceptron(Shape input, int outputs, Mlp mlp) implements Subject {
    @Override
    public Network network() {
        return mlp.network(input, outputs);
    }

    @Override
    public Perceptron with(Factor factor, String text) {
        return new Perceptron(input, outputs, varied(factor, new FactorValue(factor, text)));
    }

    /** Depth keeps the last block's features for all, and width the number of blocks. */
    private Mlp varied(Factor factor, FactorValue value) {
        return switch (factor) {
            case NORM -> mlp.normalization(requirePossible(value.choice(NormalizationKind.class)));
            case PLACEMENT -> mlp.placement(value.choice(Mlp.Placement.class));
            case DROPOUT -> mlp.dropout(value.choice(Mlp.DropoutPlace.class), mlp.dropoutShare());
            case DEPTH ->
                mlp.hidden(Collections.nCopies(
                        value.count(), mlp.hidden().get(mlp.hidden().size() - 1)));
            case WIDTH -> mlp.hidden(Collections.nCopies(mlp.hidden().size(), value.count()));
            case INPUTS -> mlp.inputs(value.choice(Mlp.Inputs.class));
            case BATCH, RATE -> throw new IllegalArgumentException(factor.word() + " is no part of a network");
        };
    }

    private static NormalizationKind requirePossible(NormalizationKind kind) {
        if (kind == NormalizationKind.INSTANCE) {
            throw new EvenkeelException("Variation norm=instance normalises over the positions of an image, but the mlp"
                    + " has none: leave it out, or take a network with convolutions");
        }
        return kind;
    }
}
