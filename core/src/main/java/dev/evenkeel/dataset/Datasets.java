package dev.evenkeel.dataset;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Datasets from arrays and iterables. */
public final class Datasets {
    private Datasets() {}

    /** The fingerprint of a dataset that lies in several parts, from theirs: SHA-256 over these. */
    public static String fingerprint(List<String> ofParts) {
        return Fingerprint.ofParts(ofParts);
    }

    /**
     * The same examples, each of which counts in the loss as much as its weight says.
     *
     * @throws EvenkeelException if there is not one weight for each example, or one is negative or not finite
     */
    public static Dataset weighted(Dataset data, float[] weights) {
        if (weights.length != data.size()) {
            throw new EvenkeelException("A dataset needs one weight per example, but got " + weights.length
                    + " weights for " + data.size() + " examples");
        }
        for (int index = 0; index < weights.length; index++) {
            if (!(weights[index] >= 0 && weights[index] <= Float.MAX_VALUE)) {
                throw new EvenkeelException("A weight needs to be a finite number of 0 or more, but that of "
                        + data.exampleName(index) + " is " + weights[index]);
            }
        }
        return new Weighted(data, weights.clone());
    }

    /** The same examples, whose fingerprint is taken here, once: for data that many models are trained on. */
    public static Dataset fingerprinted(Dataset data) {
        return new Fingerprinted(data);
    }

    /** Rows {@code inputs[i]} with a class each. @throws EvenkeelException if lengths disagree or a class is out of range */
    public static Dataset of(Shape input, float[][] inputs, int[] classes, Target.Classes target) {
        List<Example> examples = new ArrayList<>(inputs.length);
        if (inputs.length != classes.length) {
            throw new EvenkeelException("A dataset needs one class per input, but got " + inputs.length + " inputs and "
                    + classes.length + " classes");
        }
        for (int index = 0; index < inputs.length; index++) {
            examples.add(Example.of(inputs[index], classes[index]));
        }
        return of(input, target, examples);
    }

    /** Rows {@code inputs[i]} with values to predict. @throws EvenkeelException if lengths disagree */
    public static Dataset of(Shape input, float[][] inputs, float[][] targets) {
        if (inputs.length == 0 || inputs.length != targets.length) {
            throw new EvenkeelException("A dataset needs at least one example and one target per input, but got "
                    + inputs.length + " inputs and " + targets.length + " targets");
        }
        List<Example> examples = new ArrayList<>(inputs.length);
        for (int index = 0; index < inputs.length; index++) {
            examples.add(new Example(inputs[index], targets[index], 1f, Example.COMPLETE));
        }
        return of(input, Target.values(targets[0].length), examples);
    }

    /** All examples of an iterable, read once and kept in memory. @throws EvenkeelException if one does not fit */
    public static Dataset of(Shape input, Target target, Iterable<Example> examples) {
        return ExampleList.of(input, target, examples);
    }
}
