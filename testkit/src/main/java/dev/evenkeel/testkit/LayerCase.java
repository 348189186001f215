package dev.evenkeel.testkit;

import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.network.LayerRegistry;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A layer with input shapes, on which {@link LayerContract} tests it.
 *
 * @param layer the layer with its settings
 * @param inputs the shape of one example of each input; none for a constant
 * @param registry where the layer's word stands
 * @param oracle its formulas, if they were written down
 * @param fewest the fewest examples that it can be trained on
 * @param padding whether some positions are padding
 * @param values what the inputs hold
 * @param trainingMode how training treats it
 * @param updates how many updates stand behind its running statistics
 * @param refusals inputs that it cannot take
 */
public record LayerCase(
        Layer layer,
        List<Shape> inputs,
        LayerRegistry registry,
        Optional<Oracle> oracle,
        int fewest,
        Padding padding,
        Values values,
        TrainingMode trainingMode,
        long updates,
        List<Refusal> refusals) {

    /** Whether some positions are padding. */
    public enum Padding {
        NONE,
        SOME
    }

    /** What the inputs hold. */
    public enum Values {
        /** Gaussian values, none near 0. */
        GAUSSIAN,
        /** Whole numbers, of which some are equal. */
        TIED,
        /** Values above 0. */
        POSITIVE
    }

    /**
     * An input that the layer refuses.
     *
     * @param input the shape of one example
     * @param words what the message says beside the layer's word and name
     */
    public record Refusal(Shape input, List<String> words) {}

    /** A layer of this library, or of another's without an oracle, on one input or several. */
    public static LayerCase of(Layer layer, Shape... inputs) {
        return new LayerCase(
                layer,
                List.of(inputs),
                LayerRegistry.standard(),
                Oracles.of(layer),
                1,
                Padding.NONE,
                Values.GAUSSIAN,
                TrainingMode.TRAIN,
                5,
                List.of());
    }

    /** Where the word of a layer of one's own is known. */
    public LayerCase in(LayerRegistry words) {
        return new LayerCase(layer, inputs, words, oracle, fewest, padding, values, trainingMode, updates, refusals);
    }

    /** The formulas of a layer of one's own. */
    public LayerCase oracle(Oracle formulas) {
        return new LayerCase(
                layer,
                inputs,
                registry,
                Optional.of(formulas),
                fewest,
                padding,
                values,
                trainingMode,
                updates,
                refusals);
    }

    /** With fewer examples it cannot be trained. */
    public LayerCase fewest(int examples) {
        return new LayerCase(
                layer, inputs, registry, oracle, examples, padding, values, trainingMode, updates, refusals);
    }

    /** With padded positions at the end of some examples. */
    public LayerCase padded() {
        return new LayerCase(
                layer, inputs, registry, oracle, fewest, Padding.SOME, values, trainingMode, updates, refusals);
    }

    /** With inputs of few different values. */
    public LayerCase tied() {
        return new LayerCase(
                layer, inputs, registry, oracle, fewest, padding, Values.TIED, trainingMode, updates, refusals);
    }

    /** With inputs above 0, where the layer is defined. */
    public LayerCase positive() {
        return new LayerCase(
                layer, inputs, registry, oracle, fewest, padding, Values.POSITIVE, trainingMode, updates, refusals);
    }

    /** Treated otherwise. */
    public LayerCase treated(TrainingMode other) {
        return new LayerCase(layer, inputs, registry, oracle, fewest, padding, values, other, updates, refusals);
    }

    /** With so many updates behind its running statistics. */
    public LayerCase updates(long behind) {
        return new LayerCase(layer, inputs, registry, oracle, fewest, padding, values, trainingMode, behind, refusals);
    }

    /** And it cannot take {@code input}, and says so in these words among others. */
    public LayerCase refuses(Shape input, String... words) {
        List<Refusal> more = new ArrayList<>(refusals);
        more.add(new Refusal(input, List.of(words)));
        return new LayerCase(
                layer, inputs, registry, oracle, fewest, padding, values, trainingMode, updates, List.copyOf(more));
    }

    /** As {@code batchNorm {"epsilon":0.1} on [3, 4]}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(layer.typeName() + " " + layer.settings());
        for (Shape input : inputs) {
            text.append(text.indexOf(" on ") < 0 ? " on " : " and ").append(input);
        }
        if (padding == Padding.SOME) {
            text.append(", padded");
        }
        if (values == Values.TIED) {
            text.append(", with ties");
        }
        if (values == Values.POSITIVE) {
            text.append(", above 0");
        }
        if (!trainingMode.equals(TrainingMode.TRAIN)) {
            text.append(", ").append(trainingMode);
        }
        return text.append(updates == 5 ? "" : ", after " + updates + " updates")
                .toString();
    }
}
