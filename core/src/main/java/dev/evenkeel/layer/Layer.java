package dev.evenkeel.layer;

import dev.evenkeel.json.JsonValue;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * The description of one step of a network: settings only, no arrays; an immutable record. It says which parameters and
 * running statistics it needs, and compiles itself twice: for training and for inference, which are two different
 * computations. To add a layer implement {@link UnaryLayer}, register its type name in a
 * {@link dev.evenkeel.network.LayerRegistry}, and run the contract suite of the test kit on it.
 */
public non-sealed interface Layer extends Part {
    /** The name of this type of layer in Java, YAML and files: by default that of the class, as {@code batchNorm}. */
    default String typeName() {
        String name = getClass().getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /** The settings, as the type name's value in YAML and files; what the registry's reader accepts. */
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

    /** The parameters of layers before it that this one reads too; the names are apart from those of {@link #parameters}. */
    default List<SharedParameter> shared(List<Shape> inputs) {
        return List.of();
    }

    /** The running statistics, in the order PyTorch lists them; the counts behind them are kept with them. */
    default List<Statistic> statistics(List<Shape> inputs) {
        return List.of();
    }

    /** Compiles the training computation at a context, with every buffer it needs. */
    TrainingPass training(TrainingContext context);

    /** Compiles the inference computation with the weights of a model. */
    Operation inference(InferenceContext context);
}
