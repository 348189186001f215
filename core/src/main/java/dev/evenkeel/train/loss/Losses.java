package dev.evenkeel.train.loss;

import dev.evenkeel.operation.OutputActivation;
import java.util.List;

/** The losses, for static import. */
public final class Losses {
    private Losses() {}

    /** Softmax cross-entropy over raw outputs, one per class. */
    public static CrossEntropy crossEntropy() {
        return new CrossEntropy(0f, List.of());
    }

    /** {@code (x - t)^2}, mean over the outputs. */
    public static Loss meanSquaredError() {
        return new MeanSquaredError();
    }

    /** Squared error within {@code delta} of the target, absolute error beyond. */
    public static Loss huber(double delta) {
        return new Huber((float) delta);
    }

    /** Binary cross-entropy over raw outputs: two classes on one output, or independent labels. */
    public static BinaryCrossEntropy binaryCrossEntropy() {
        return new BinaryCrossEntropy();
    }

    /**
     * A loss from a function of one row, for values.
     *
     * @param name names it in provenance; a run is resumed with the same name only
     * @param outputActivation what the outputs mean
     */
    public static Loss custom(String name, OutputActivation outputActivation, RowLoss function) {
        return new CustomLoss(name, outputActivation, function);
    }

    /** The loss of one row and its derivative. Called from several threads: must keep no state. */
    @FunctionalInterface
    public interface RowLoss {
        /**
         * Returns the loss of one row of outputs and writes its derivative by each output. The arrays belong to the
         * caller and are reused.
         *
         * @param output the row's raw outputs
         * @param target the row's targets: for values one per output (one in all if the network has positions and the
         *     target one value for each), for classes the index
         * @param gradient where to write, as long as {@code output}
         */
        double apply(float[] output, float[] target, float[] gradient);
    }
}
