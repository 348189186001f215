package dev.evenkeel.network;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Multilayer perceptrons: standardised inputs, hidden blocks of a linear layer, normalization and activation, with dropout
 * where wanted, and a linear output. A hidden layer has a bias where no batch normalization takes it off again. Layers are
 * called by their place, as in a list; what clips is called {@code clip} and moves none of these names.
 *
 * @param hidden features of each hidden block
 * @param activation of each block
 * @param normalization of each block
 * @param placement of the normalization
 * @param dropout where it stands
 * @param dropoutShare of the values that it sets to 0
 * @param inputs what is done to inputs first
 */
@CheckReturnValue
public record Mlp(
        List<Integer> hidden,
        Layer activation,
        NormalizationKind normalization,
        Placement placement,
        DropoutPlace dropout,
        double dropoutShare,
        Inputs inputs) {
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

    public Mlp {
        hidden = List.copyOf(hidden);
    }

    /** With batch normalization before a ReLU, no dropout, and inputs standardised by mean and deviation. */
    public static Mlp of(List<Integer> hidden) {
        return new Mlp(
                hidden,
                Layers.relu(),
                NormalizationKind.BATCH,
                Placement.BEFORE,
                DropoutPlace.NONE,
                0,
                Inputs.STANDARDIZED);
    }

    public Mlp hidden(List<Integer> features) {
        return new Mlp(features, activation, normalization, placement, dropout, dropoutShare, inputs);
    }

    public Mlp activation(Layer other) {
        return new Mlp(hidden, other, normalization, placement, dropout, dropoutShare, inputs);
    }

    public Mlp normalization(NormalizationKind other) {
        return new Mlp(hidden, activation, other, placement, dropout, dropoutShare, inputs);
    }

    public Mlp placement(Placement other) {
        return new Mlp(hidden, activation, normalization, other, dropout, dropoutShare, inputs);
    }

    public Mlp dropout(DropoutPlace place, double share) {
        return new Mlp(hidden, activation, normalization, placement, place, share, inputs);
    }

    public Mlp inputs(Inputs other) {
        return new Mlp(hidden, activation, normalization, placement, dropout, dropoutShare, other);
    }

    /**
     * The network for such inputs.
     *
     * @param input the shape of one example; where it is no vector, it is flattened
     * @param outputs how many classes, or values, there are
     */
    public Network network(Shape input, int outputs) {
        List<Layer> layers = new ArrayList<>();
        layers.add(standardization(
                input.rank() == 1 ? InputStandardization.Scope.PER_CHANNEL : InputStandardization.Scope.WHOLE));
        if (input.rank() > 1) {
            layers.add(Layers.flatten());
        }
        hidden.forEach(features -> addBlock(layers, features));
        return network(input, layers, outputs);
    }

    /**
     * The network for sequences {@code [positions, channels]}: the hidden blocks at every position alike, and the mean over real
     * positions before the output. It knows which values occur, not in which order.
     *
     * @param outputs how many classes, or values, there are
     */
    public Network ofPositions(Shape input, int outputs) {
        List<Layer> layers = new ArrayList<>();
        layers.add(standardization(InputStandardization.Scope.PER_CHANNEL));
        hidden.forEach(features -> addBlock(layers, features));
        layers.add(Layers.globalAveragePool());
        return network(input, layers, outputs);
    }

    private InputStandardization standardization(InputStandardization.Scope scope) {
        InputStandardization standardization = Layers.standardize(scope);
        return inputs == Inputs.CLIPPED ? standardization.robust() : standardization;
    }

    private Network network(Shape input, List<Layer> layers, int outputs) {
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

    private void addBlock(List<Layer> layers, int features) {
        Linear linear = Layers.linear(features);
        layers.add(takesBiasOffAgain() ? linear.withoutBias() : linear);
        if (placement == Placement.AFTER) {
            layers.add(activation);
        }
        if (dropout == DropoutPlace.BEFORE) {
            layers.add(Layers.dropout(dropoutShare));
        }
        normalization.layer(features).ifPresent(layers::add);
        if (placement == Placement.BEFORE) {
            layers.add(activation);
        }
        if (dropout == DropoutPlace.AFTER) {
            layers.add(Layers.dropout(dropoutShare));
        }
    }
}
