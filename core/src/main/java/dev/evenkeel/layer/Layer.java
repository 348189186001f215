package dev.evenkeel.layer;

import dev.evenkeel.json.JsonValue;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * The description of one step of a network: settings only, no arrays; an immutable record. It says which parameters and
 * running statistics it needs, and compiles itself twice: for training and for inference, which are two different
 * computations. To add a layer implement {@link UnaryLayer}, register its word in a
 * {@link dev.evenkeel.network.Vocabulary}, and run the contract suite of the test kit on it.
 */
public non-sealed interface Layer extends Part {
    /** The word that names this layer in Java, YAML and files, as {@code batchNorm}. */
    String word();

    /** The settings, as the word's value in YAML and files; what the vocabulary's reader accepts. */
    JsonValue settings();

    /**
     * The shape of one example's output.
     *
     * @throws dev.evenkeel.EvenkeelException if this layer cannot take such inputs; the message completes
     *     "linear '3' " as "needs ..., but its input [..] ..."
     */
    Shape outputShape(List<Shape> inputs);

    /** The parameters that training learns, in the order PyTorch lists them. */
    default List<Parameter> parameters(List<Shape> inputs) {
        return List.of();
    }

    /** The running statistics, in the order PyTorch lists them; the counts behind them are kept with them. */
    default List<Statistic> statistics(List<Shape> inputs) {
        return List.of();
    }

    /** Compiles the training computation at a site, with every buffer it needs. */
    TrainingPass training(Site site);

    /** Compiles the inference computation with the weights of a model. */
    Operation inference(FrozenSite site);

    /**
     * Whether each position of the output is made of the same position of the inputs, where they have as many, so that padded
     * positions stay padded; where not, no position of the output is padding.
     */
    default boolean keepsPositions(List<Shape> inputs) {
        return true;
    }

    /**
     * Whether this layer's training pass computes {@code next} as well when nothing else uses the value between them;
     * {@link Site#fused()} then holds {@code next} and the site's output is that of {@code next}.
     */
    default boolean fuses(Layer next) {
        return false;
    }

    /** Whether this layer's training pass fills {@link Site#outputMoments} where they are asked for. */
    default boolean givesMoments() {
        return false;
    }

    /** Whether this layer's training pass makes use of {@link Site#inputMoments}. */
    default boolean takesMoments() {
        return false;
    }

    /**
     * Whether this layer's training pass is a {@link GradientRows}: the gradient of its first input need not be stored,
     * since whoever reads it gets it row by row.
     */
    default boolean givesGradientRows() {
        return false;
    }

    /** Whether this layer's training pass makes use of {@link Site#outputGradientRows}. */
    default boolean takesGradientRows() {
        return false;
    }

    /** Whether this layer's training pass is a {@link StreamingPass}: its output need not be stored. */
    default boolean givesStream() {
        return false;
    }

    /** Whether this layer's training pass makes use of {@link Site#inputStream}. */
    default boolean takesStream() {
        return false;
    }
}
